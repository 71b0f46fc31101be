"""The shapes of the map, made anew from a small package that is built like world-atlas."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
from pathlib import Path
from typing import Any

import pytest
from conftest import PROJECT

# Rings in steps from the point before, in degrees east of -180 and north of -90. Kenya is a square of ten
# degrees, Fiji a square across the line of 180 degrees, Malta a hundredth of one, the last has no code.
ARCS = [
    [[214, 90], [10, 0], [0, 10], [-10, 0], [0, -10]],
    [[354, 70], [6, 0], [-354, 0], [0, 6], [354, 0], [-6, 0], [0, -6]],
    [[225, 80], [5, 0], [0, 5], [-5, -5]],
]
SMALL = [[194.4, 125.9], [0.01, 0], [0, 0.01], [-0.01, 0], [0, -0.01]]


def topology(geometries: list[dict[str, Any]], arcs: list[Any]) -> str:
    transform = {"scale": [1, 1], "translate": [-180, -90]}
    objects = {"countries": {"type": "GeometryCollection", "geometries": geometries}}
    return json.dumps({"type": "Topology", "transform": transform, "arcs": arcs, "objects": objects})


@pytest.fixture
def package(tmp_path: Path) -> Path:
    kenya = {"type": "Polygon", "arcs": [[0]], "id": "404"}
    fiji = {"type": "MultiPolygon", "arcs": [[[1]]], "id": "242"}
    unnamed = {"type": "Polygon", "arcs": [[2]]}
    malta = {"type": "Polygon", "arcs": [[3]], "id": "470"}
    files = {
        "package/countries-110m.json": topology([kenya, fiji, unnamed], ARCS),
        "package/countries-10m.json": topology([kenya, fiji, unnamed, malta], [*ARCS, SMALL]),
        "package/package.json": json.dumps({"version": "2.0.2"}),
    }
    path = tmp_path / "world-atlas.tgz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return path


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "scripts" / "countries.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_shapes_and_dots_are_made_of_the_package(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "countries.json"
    result = run(str(package), "--target", str(target))
    assert result.returncode == 0, result.stderr
    made = json.loads(target.read_text())
    assert list(made["shapes"]) == ["FJI", "KEN"]
    assert list(made["dots"]) == ["MLT"]
    assert made["unnamed"].startswith("M")
    assert made["version"] == "2.0.2"
    assert "public domain" in made["licence"]


def test_what_crosses_the_line_of_180_degrees_is_drawn_on_both_sides(package: Path, tmp_path: Path) -> None:
    target = tmp_path / "countries.json"
    run(str(package), "--target", str(target))
    made = json.loads(target.read_text())
    starts = [int(part.split(",")[0]) for part in made["shapes"]["FJI"].split("M")[1:]]
    assert len(starts) == 2
    assert min(starts) < 100
    assert max(starts) > made["width"] - 150


def test_a_package_that_is_none_is_named(tmp_path: Path) -> None:
    other = tmp_path / "other.tgz"
    other.write_text("nothing")
    result = run(str(other))
    assert result.returncode == 2
    assert "is not the package world-atlas" in result.stderr


def test_western_sahara_is_no_part_of_morocco() -> None:
    made = json.loads((PROJECT / "knowledgebase" / "data" / "countries.json").read_text(encoding="utf-8"))
    lowest = {code: max(_heights(made["shapes"][code])) for code in ("MAR", "ESH", "DZA")}
    highest = {code: min(_heights(made["shapes"][code])) for code in ("MAR", "ESH")}
    assert highest["MAR"] < highest["ESH"]
    assert abs(lowest["MAR"] - highest["ESH"]) <= 1, "they meet at one parallel"
    assert lowest["ESH"] > lowest["MAR"]


def _heights(path: str) -> list[int]:
    """The heights of all points of an SVG path; the first of a ring is absolute, the others are steps."""
    found: list[int] = []
    for ring in path.split("M")[1:]:
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        y = numbers[1]
        found.append(y)
        for step in numbers[3::2]:
            y += step
            found.append(y)
    return found
