"""Makes the shapes of the map of activities, `knowledgebase/data/countries.json`; see `--help`."""

from __future__ import annotations

import argparse
import json
import math
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypedDict

import pycountry

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "knowledgebase" / "data" / "countries.json"
WIDTH = 2000
"""Of the map, in the whole units to which every point is rounded."""
SMALL = 26
"""A country of which no side is longer than this, in units of the map, also gets a dot."""
LEAST_RING = 3.0
"""Islands of a smaller area, in square units, are left out where the country has another part."""
ANTARCTICA = "ATA"
"""Winds around the pole and cannot be drawn as one flat shape; no activity is there."""
WESTERN_SAHARA = ("MAR", "ESH", 27 + 40 / 60)
"""Natural Earth draws the line of control. The United Nations list Western Sahara as its own territory; its
boundary with Morocco is the parallel of 27 degrees 40 minutes north, and what lies south of it gets its code.
"""
NOTE = {
    "source": "Natural Earth, Admin 0 countries, by way of the npm package world-atlas",
    "address": "https://github.com/topojson/world-atlas",
    "licence": "Natural Earth is in the public domain; world-atlas is under the ISC licence",
    "projection": "Equal Earth (Šavrič, Patterson and Jenny 2019, doi:10.1080/13658816.2018.1504949)",
    "made": "scripts/countries.py; shapes are SVG paths in relative whole units, dots are for what is small",
}

Point = tuple[float, float]
Cell = tuple[int, int]


class Geometry(TypedDict, total=False):
    """A country of a TopoJSON file; what has no number in ISO 3166-1 has no `id`."""

    type: str
    arcs: list[list[int]] | list[list[list[int]]]
    id: str


class Topology(TypedDict):
    """What is used of a TopoJSON file."""

    transform: Mapping[str, Sequence[float]]
    arcs: list[list[list[int]]]
    objects: Mapping[str, Mapping[str, list[Geometry]]]


def main() -> int:
    """Exit status: 0 when the file was written; 2 where the package cannot be read."""
    parser = argparse.ArgumentParser(
        description="Make the shapes of the map of activities anew. First: npm pack world-atlas@2"
    )
    parser.add_argument("package", type=Path, help="the file that npm pack wrote: world-atlas-2.0.2.tgz")
    parser.add_argument("--target", type=Path, default=TARGET, help="the file to write")
    arguments = parser.parse_args()
    try:
        coarse = _read_topology(arguments.package, "package/countries-110m.json")
        fine = _read_topology(arguments.package, "package/countries-10m.json")
        version = json.loads(_read_member(arguments.package, "package/package.json"))["version"]
    except (OSError, KeyError, tarfile.TarError) as problem:
        parser.error(f"{arguments.package} is not the package world-atlas: {problem}")
    described = {**NOTE, "version": version, **make_shapes(coarse, fine)}
    arguments.target.write_text(json.dumps(described, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(f"Wrote {arguments.target}: {arguments.target.stat().st_size:,} bytes.")
    return 0


def _read_member(package: Path, name: str) -> bytes:
    with tarfile.open(package) as archive:
        member = archive.extractfile(name)
        if member is None:
            raise KeyError(name)
        return member.read()


def _read_topology(package: Path, name: str) -> Topology:
    topology: Topology = json.loads(_read_member(package, name))
    return topology


def make_shapes(coarse: Topology, fine: Topology) -> dict[str, object]:
    """Height, shapes by ISO 3166-1 alpha-3, shapes without a code, and dots for what is small."""
    rough, detailed = _read_countries(coarse), _read_countries(fine)
    shapes = {code: _draw(rings) for code, rings in rough.items() if code}
    dots = {}
    for code, rings in detailed.items():
        if code and (code not in rough or _is_small(rough[code])):
            dots[code] = _middle(max(rings, key=lambda ring: abs(_area(ring))))
    return {
        "width": WIDTH,
        "height": _height(),
        "shapes": dict(sorted(shapes.items())),
        "unnamed": _draw(rough.get("", [])),
        "dots": dict(sorted(dots.items())),
    }


def _read_countries(topology: Topology) -> dict[str, list[list[Point]]]:
    """The rings of each country on the map, by its code; those without a code under an empty one."""
    arcs = list(_decode_arcs(topology))
    countries: dict[str, list[list[Point]]] = {}
    for geometry in topology["objects"]["countries"]["geometries"]:
        code = _code_of(geometry)
        if code == ANTARCTICA:
            continue
        for ring in _rings_of(geometry):
            points = [point for place, index in enumerate(ring) for point in _arc(arcs, index, place)]
            for owner, part in _assign(code, points):
                rings = countries.setdefault(owner, [])
                rings += [[_project(point) for point in piece] for piece in _cut_at_180(part)]
    return countries


def _assign(code: str, ring: Sequence[Point]) -> Iterator[tuple[str, Sequence[Point]]]:
    """A ring with its country, or, where it lies in two by the United Nations, the part of each."""
    drawn, listed, parallel = WESTERN_SAHARA
    if code != drawn:
        yield code, ring
        return
    turned = [(latitude, longitude) for longitude, latitude in ring]
    for owner, side in ((drawn, 1), (listed, -1)):
        part = [(longitude, latitude) for latitude, longitude in _clip(turned, parallel, side)]
        if len(part) > 2:
            yield owner, part


def _code_of(geometry: Geometry) -> str:
    country = pycountry.countries.get(numeric=geometry.get("id", ""))
    return str(country.alpha_3) if country else ""


def _rings_of(geometry: Geometry) -> Iterator[list[int]]:
    for item in geometry["arcs"]:
        if geometry["type"] == "Polygon":
            yield [index for index in item if isinstance(index, int)]
        else:
            yield from (ring for ring in item if isinstance(ring, list))


def _decode_arcs(topology: Topology) -> Iterator[list[Point]]:
    """The arcs in degrees: TopoJSON writes each point as a step from the one before."""
    scale, start = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points: list[Point] = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale[0] + start[0], y * scale[1] + start[1]))
        yield points


def _arc(arcs: Sequence[list[Point]], index: int, place: int) -> list[Point]:
    """An arc, backwards where its index is negative; all but the first leave out the point they share."""
    points = arcs[index] if index >= 0 else arcs[~index][::-1]
    return points[1:] if place else points


def _cut_at_180(ring: Sequence[Point]) -> Iterator[list[Point]]:
    """A ring that crosses the line of 180 degrees in parts on either side of it, others as they are."""
    turned = [ring[0]]
    for longitude, latitude in ring[1:]:
        turns = round((longitude - turned[-1][0]) / 360)
        turned.append((longitude - 360 * turns, latitude))
    for shift in (-360.0, 0.0, 360.0):
        shifted = [(longitude + shift, latitude) for longitude, latitude in turned]
        part = _clip(_clip(shifted, -180.0, 1), 180.0, -1)
        if len(part) > 2:
            yield part


def _clip(ring: Sequence[Point], edge: float, side: int) -> list[Point]:
    """The part of a ring on one side of a line of its first axis (Sutherland and Hodgman 1974)."""
    kept: list[Point] = []
    for (x0, y0), (x1, y1) in zip([ring[-1], *ring[:-1]] if ring else [], ring, strict=True):
        was, stays = (x0 - edge) * side >= 0, (x1 - edge) * side >= 0
        if was is not stays:
            kept.append((edge, y0 + (y1 - y0) * (edge - x0) / (x1 - x0)))
        if stays:
            kept.append((x1, y1))
    return kept


_A1, _A2, _A3, _A4 = 1.340264, -0.081106, 0.000893, 0.003796
_NORTH, _SOUTH = 84.0, -56.5
"""Latitudes at which the map ends: the north of Greenland, and Cape Horn."""


def _equal_earth(longitude: float, latitude: float) -> Point:
    """The Equal Earth projection, for a globe of radius 1; areas keep their proportion."""
    theta = math.asin(math.sqrt(3) / 2 * math.sin(math.radians(latitude)))
    square = theta * theta
    sixth = square**3
    slope = _A1 + 3 * _A2 * square + sixth * (7 * _A3 + 9 * _A4 * square)
    x = 2 * math.sqrt(3) * math.radians(longitude) * math.cos(theta) / (3 * slope)
    return x, theta * (_A1 + _A2 * square + sixth * (_A3 + _A4 * square))


_HALF = _equal_earth(180, 0)[0]
_SCALE = WIDTH / (2 * _HALF)


def _project(point: Point) -> Point:
    x, y = _equal_earth(*point)
    return (x + _HALF) * _SCALE, (_equal_earth(0, _NORTH)[1] - y) * _SCALE


def _height() -> int:
    return round((_equal_earth(0, _NORTH)[1] - _equal_earth(0, _SOUTH)[1]) * _SCALE)


def _area(ring: Sequence[Point]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairs) / 2


def _middle(ring: Sequence[Point]) -> Cell:
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    return round((min(xs) + max(xs)) / 2), round((min(ys) + max(ys)) / 2)


def _is_small(rings: Iterable[Sequence[Point]]) -> bool:
    """Whether the largest part of a country is too small to be hit."""
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    xs, ys = [x for x, _ in largest], [y for _, y in largest]
    return max(max(xs) - min(xs), max(ys) - min(ys)) < SMALL


def _draw(rings: Sequence[Sequence[Point]]) -> str:
    """Rings as one SVG path of relative steps, in whole units."""
    if not rings:
        return ""
    largest = max(rings, key=lambda ring: abs(_area(ring)))
    kept = [ring for ring in rings if ring is largest or abs(_area(ring)) >= LEAST_RING]
    return "".join(_draw_ring(ring) for ring in kept)


def _draw_ring(ring: Sequence[Point]) -> str:
    cells = [(round(x), round(y)) for x, y in ring]
    steps: list[str] = []
    (x, y), *rest = cells
    for next_x, next_y in rest:
        if (next_x, next_y) != (x, y):
            steps.append(f"{next_x - x},{next_y - y}".replace(",-", "-"))
        x, y = next_x, next_y
    return f"M{cells[0][0]},{cells[0][1]}l{' '.join(steps).replace(' -', '-')}z" if steps else ""


if __name__ == "__main__":
    raise SystemExit(main())
