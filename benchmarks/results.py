"""What was measured at one size: kept as JSON, with medians, ratios within a round, and exponents."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import linear_regression, median
from typing import Any

from benchmarks.bases import Size
from benchmarks.machine import Machine
from benchmarks.measuring import Run


@dataclass(frozen=True)
class Result:
    """All measurements of one size."""

    size: Size
    seed: int
    machine: Machine
    counts: Mapping[str, int]
    """How much there is of: `records`, `references`, `citations`, `pages`."""
    runs: Mapping[str, Sequence[Run]]
    """The runs of each contestant, by its name; the n-th of all are one round."""
    measures: Mapping[str, float] = field(default_factory=dict)
    """Single numbers, by name."""

    def middle(self, name: str, of: str = "wall") -> float:
        """The median over the runs of a contestant of its `wall`, `processor` or `memory`."""
        return float(median(getattr(run, of) for run in self.runs[name]))

    def ratio(self, name: str, to: str, of: str = "wall") -> float:
        """How many times `name` costs what `to` costs: the median over rounds of the ratio in each."""
        pairs = zip(self.runs[name], self.runs[to], strict=True)
        return float(median(getattr(one, of) / getattr(other, of) for one, other in pairs))


def save_result(result: Result, folder: Path) -> Path:
    """Writes a result as JSON into `folder`, named for its size."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{result.size.name}.json"
    file.write_text(json.dumps(asdict(result), indent=1) + "\n", encoding="utf-8")
    return file


def load_results(folder: Path) -> list[Result]:
    """All results in `folder`, the smallest size first."""
    results = [_read(json.loads(file.read_text(encoding="utf-8"))) for file in folder.glob("*x*.json")]
    return sorted(results, key=lambda result: (result.size.records, result.size.references))


def _read(given: Mapping[str, Any]) -> Result:
    return Result(
        size=Size(**given["size"]),
        seed=given["seed"],
        machine=Machine(**given["machine"]),
        counts=given["counts"],
        runs={name: [Run(**run) for run in runs] for name, runs in given["runs"].items()},
        measures=given["measures"],
    )


def exponent(points: Sequence[tuple[float, float]]) -> float:
    """The slope of cost over size where both are drawn as logarithms: 1 is a straight line, 2 a square.

    `points` are at least two pairs of a size and a cost, all above 0.
    """
    sizes, costs = zip(*((math.log(size), math.log(cost)) for size, cost in points), strict=True)
    return linear_regression(sizes, costs).slope
