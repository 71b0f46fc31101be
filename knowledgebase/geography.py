"""The shapes of countries for the map, as `scripts/countries.py` makes them from Natural Earth."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True)
class WorldMap:
    """A flat map in whole units, `width` by `height`. Countries go by their ISO 3166-1 alpha-3 codes."""

    width: int
    height: int
    shapes: Mapping[str, str]
    """SVG paths."""
    unnamed: str
    """One SVG path for land to which ISO 3166-1 gives no code."""
    dots: Mapping[str, tuple[int, int]]
    """Middle of each country that is too small to be seen or hit as a shape."""

    def draws(self, code: str) -> bool:
        """Whether a country can be seen on the map."""
        return code in self.shapes or code in self.dots


@cache
def read_world_map() -> WorldMap:
    """The map that comes with the library."""
    data = json.loads(resources.files("knowledgebase").joinpath("data/countries.json").read_text("utf-8"))
    dots = {code: (int(x), int(y)) for code, (x, y) in data["dots"].items()}
    return WorldMap(data["width"], data["height"], data["shapes"], data["unnamed"], dots)
