"""Writes results as Markdown tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise

from benchmarks import contest
from benchmarks.results import Result, exponent
from benchmarks.targets import Target, judge


def write_table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table, numbers to the right: all columns but the first."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *map(list, rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def write_number(value: float) -> str:
    """Three figures that count."""
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def write_costs(result: Result) -> str:
    """What each contestant cost at one size, and how it compares."""
    others = [name for name in (contest.BARE_ALL, contest.BARE) if name in result.runs]

    def row(name: str) -> Iterator[str]:
        yield name
        yield from (write_number(result.middle(name, of)) for of in ("wall", "processor", "memory"))
        for other in others:
            wall, processor = (result.ratio(name, other, of) for of in ("wall", "processor"))
            yield f"{write_number(processor)} ({write_number(wall)})"

    head = ["", "seconds, wall", "seconds, processor", "peak MiB", *(f"to {other}" for other in others)]
    return write_table(head, (list(row(name)) for name in result.runs))


def write_verdicts(results: Sequence[Result]) -> str:
    """Each target, a column a size: what was measured, and whether that was met."""
    found: dict[Target, dict[int, str]] = {}
    for verdict in judge(results):
        met = "met" if verdict.is_met else "**no**"
        cells = found.setdefault(verdict.target, {})
        cells[verdict.records] = f"{write_number(verdict.measured)}{verdict.target.unit}, {met}"
    sizes = sorted({result.size.records for result in results})
    return write_table(
        ("at most", "limit", *(f"{size:,}" for size in sizes)),
        (
            (
                target.name,
                f"{target.limit:,g}{target.unit}",
                *(cells.get(size, "–") for size in sizes),
            )
            for target, cells in found.items()
        ),
    )


def write_exponents(results: Sequence[Result]) -> str:
    """How each cost grows with the number of records: the slope between sizes, and what that says.

    The larger of two sizes shows more: at small ones the start of the program hides the growth.
    """
    names = dict.fromkeys(name for result in results for name in result.runs)

    def row(name: str) -> Iterator[str]:
        yield name
        for small, large in pairwise(results):
            for of in ("processor", "memory"):
                if name not in small.runs or name not in large.runs:
                    yield "–"
                    continue
                points = [(one.size.records, one.middle(name, of)) for one in (small, large)]
                yield f"{exponent(points):.2f}"

    head = [""]
    for small, large in pairwise(results):
        span = f"{small.size.records:,} to {large.size.records:,}"
        head += [f"processor, {span}", f"memory, {span}"]
    return write_table(head, (list(row(name)) for name in names))


def write_measures(results: Sequence[Result]) -> str:
    """The single numbers, a column a size."""
    names = list(dict.fromkeys(name for result in results for name in result.measures))
    return write_table(
        ("", *(f"{result.size.records:,}" for result in results)),
        (
            (name, *(write_number(r.measures[name]) if name in r.measures else "–" for r in results))
            for name in names
        ),
    )


def write_machine(result: Result) -> str:
    """Where and when a result was measured, in a sentence."""
    machine = result.machine
    versions = ", ".join(f"{name} {version}" for name, version in (machine.ours | machine.others).items())
    return (
        f"Measured on {machine.date}: {machine.processor}, {machine.cores} cores, {machine.memory:g} GiB,"
        f" {machine.system}, Python {machine.python}; {versions}."
    )
