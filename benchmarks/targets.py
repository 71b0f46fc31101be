"""What the project asks of itself, as ratios within one run, and whether it was met.

Judged is processor time: it stays nearly the same while others use the machine, and counts work on a second
core as work.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from benchmarks import contest
from benchmarks.results import Result


@dataclass(frozen=True)
class Target:
    """One number that is to stay at or below another."""

    name: str
    limit: float
    unit: str
    """What follows the number: `×`, ` KB`."""
    measure: Callable[[Result], float]
    """Raises KeyError where the result has no such measure."""


@dataclass(frozen=True)
class Verdict:
    """A target and what was measured of it at one size."""

    target: Target
    records: int
    """The size."""
    measured: float

    @property
    def is_met(self) -> bool:
        """Whether the number is at or below the limit."""
        return self.measured <= self.target.limit


def _ratio(name: str, to: str, of: str = "processor") -> Callable[[Result], float]:
    return lambda result: result.ratio(name, to, of)


def _measure(name: str, per: float = 1) -> Callable[[Result], float]:
    return lambda result: result.measures[name] / per


TARGETS = (
    Target(
        "warm build without a search index, to MkDocs on all pages (which makes none)",
        1.15,
        "×",
        _ratio(contest.WARM_PAGES, contest.BARE_ALL),
    ),
    Target("warm build with the index, to the same", 1.15, "×", _ratio(contest.WARM, contest.BARE_ALL)),
    Target("warm build, to mkdocs-bibtex on all pages", 0.25, "×", _ratio(contest.WARM, contest.BIBTEX_ALL)),
    Target("warm build, to mkdocs-bibtex on records alone", 0.25, "×", _ratio(contest.WARM, contest.BIBTEX)),
    Target("cold build, to mkdocs-bibtex on all pages", 1, "×", _ratio(contest.COLD, contest.BIBTEX_ALL)),
    Target("cold build, to mkdocs-bibtex on records alone", 1, "×", _ratio(contest.COLD, contest.BIBTEX)),
    Target("cold build, to MkDocs on all pages (the aim)", 1.5, "×", _ratio(contest.COLD, contest.BARE_ALL)),
    Target(
        "peak memory of a warm build, to MkDocs on all pages",
        2,
        "×",
        _ratio(contest.WARM, contest.BARE_ALL, "memory"),
    ),
    Target("checker, cold, to MkDocs on all pages", 1, "×", _ratio(contest.CHECK_COLD, contest.BARE_ALL)),
    Target("checker, warm, to MkDocs on all pages", 0.1, "×", _ratio(contest.CHECK_WARM, contest.BARE_ALL)),
    Target("a technique page without its article", 15, " KB", _measure("techniques: frame", 1000)),
    Target("preview after one edit, to a cold build", 0.2, "×", _measure("preview: share of a cold build")),
    Target("moved before the first results of a search", 400, " KB", _measure("search: moved", 1000)),
    Target("memory of indexing for search", 1500, " MiB", _measure("search: memory of indexing")),
)


def judge(results: Sequence[Result]) -> Iterator[Verdict]:
    """What was measured of each target, target by target and in each by size."""
    for target in TARGETS:
        for result in results:
            try:
                measured = target.measure(result)
            except KeyError:
                continue  # not measured at this size
            yield Verdict(target, result.size.records, measured)
    yield from _judge_growth(results)


GROWTH = {
    name: Target(f"{name}, to the same at a tenth of the size", 11, "×", lambda _: 0)
    for name in (contest.WARM, contest.COLD)
}


def _judge_growth(results: Sequence[Result]) -> Iterator[Verdict]:
    """How many times longer ten times as many records take."""
    for name, target in GROWTH.items():
        for small, large in permutations(results, 2):
            if large.size.records == 10 * small.size.records and name in {*small.runs} & {*large.runs}:
                measured = large.middle(name, "processor") / small.middle(name, "processor")
                yield Verdict(target, large.size.records, measured)
