"""Draws cost against size as lines on logarithmic axes, in an SVG that takes its colour from the page."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]
"""A size and a cost, both above 0."""
WIDTH, HEIGHT = 480, 300
"""Of the field inside the axes, in units of the drawing."""
LEFT, TOP, RIGHT, BELOW, LINE = 52, 12, 30, 44, 20
"""The room for the axes' words, and the height of a line of the legend."""
MARKS = (
    '<circle cx="{x}" cy="{y}" r="4"/>',
    '<circle cx="{x}" cy="{y}" r="4" fill="none"/>',
    '<path d="M{x} {y}m-4-4h8v8h-8z"/>',
    '<path d="M{x} {y}m-4-4h8v8h-8z" fill="none"/>',
    '<path d="M{x} {y}m0-5l5 9h-10z"/>',
    '<path d="M{x} {y}m0-5l5 9h-10z" fill="none"/>',
)
"""One a line: no line is told from another by colour."""
DASHES = ("", "6 3", "", "6 3", "2 3", "8 3 2 3")


@dataclass(frozen=True)
class Axis:
    """A logarithmic axis over whole powers of ten."""

    first: int
    last: int
    """The powers at both ends."""
    start: float
    length: float
    """Where it starts in the drawing, and how far it runs; negative for upwards."""

    def place(self, value: float) -> float:
        """Where a value stands in the drawing."""
        share = (math.log10(value) - self.first) / (self.last - self.first)
        return round(self.start + share * self.length, 1)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Place and words of each power of ten."""
        for power in range(self.first, self.last + 1):
            yield self.place(10.0**power), f"{10.0**power:,g}"


def make_axis(values: Sequence[float], start: float, length: float) -> Axis:
    """The axis that holds all values."""
    first = math.floor(math.log10(min(values)))
    last = math.ceil(math.log10(max(values)))
    return Axis(first, max(last, first + 1), start, length)


def draw_plot(lines: Mapping[str, Sequence[Point]], across: str, upwards: str) -> str:
    """The SVG of at most six lines by their names, with a legend below.

    `across` and `upwards` name the axes, with their units.
    """
    points = [point for line in lines.values() for point in line]
    x = make_axis([size for size, _ in points], LEFT, WIDTH)
    y = make_axis([cost for _, cost in points], TOP + HEIGHT, -HEIGHT)
    legend = TOP + HEIGHT + BELOW
    height = legend + LINE * math.ceil(len(lines) / 2) + 4
    told = f"{upwards} against {across} on logarithmic axes; the numbers stand in the tables."
    parts = [
        f'<svg viewBox="0 0 {LEFT + WIDTH + RIGHT} {height}" role="img" aria-label="{escape(told)}" '
        'fill="currentColor" stroke="none" font-size="13">',
        *_draw_axes(x, y, across, upwards),
    ]
    for number, (name, line) in enumerate(lines.items()):
        places = [(x.place(size), y.place(cost)) for size, cost in sorted(line)]
        parts += _draw_line(number, places)
        row, column = divmod(number, 2)
        at = LEFT + column * WIDTH / 2, legend + row * LINE
        parts += _draw_line(number, [(at[0], at[1]), (at[0] + 28, at[1])])
        parts.append(f'<text x="{at[0] + 38}" y="{at[1] + 4}">{escape(name)}</text>')
    return "\n".join([*parts, "</svg>"])


def _draw_axes(x: Axis, y: Axis, across: str, upwards: str) -> Iterator[str]:
    bottom, right = TOP + HEIGHT, LEFT + WIDTH
    for place, words in x.ticks():
        yield f'<path d="M{place} {TOP}V{bottom}" class="kb-plot__grid"/>'
        yield f'<text x="{place}" y="{bottom + 16}" text-anchor="middle">{words}</text>'
    for place, words in y.ticks():
        yield f'<path d="M{LEFT} {place}H{right}" class="kb-plot__grid"/>'
        yield f'<text x="{LEFT - 6}" y="{place + 4}" text-anchor="end">{words}</text>'
    yield f'<text x="{right}" y="{bottom + 31}" text-anchor="end">{escape(across)}</text>'
    yield f'<text x="{LEFT + 6}" y="{TOP + 12}">{escape(upwards)}</text>'


def _draw_line(number: int, places: Sequence[Point]) -> Iterator[str]:
    """A line through places with a mark at each."""
    path = "L".join(f"{left} {top}" for left, top in places)
    dash = f' stroke-dasharray="{DASHES[number]}"' if DASHES[number] else ""
    yield f'<path d="M{path}" fill="none" stroke="currentColor" stroke-width="1.5"{dash}/>'
    marks = "".join(MARKS[number].format(x=left, y=top) for left, top in places)
    yield f'<g stroke="currentColor" stroke-width="1.5">{marks}</g>'
