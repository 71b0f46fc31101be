"""Writes the last measurements as tables and a plot, to look at or into the documentation; see `--help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks import contest, tables
from benchmarks.lighthouse_run import PageResult, load_pages, write_pages
from benchmarks.make_synthetic import PROJECT
from benchmarks.plot import draw_plot
from benchmarks.results import Result, load_results
from benchmarks.run import RESULTS
from benchmarks.shards import Trial, load_trials, write_trial

PAGE = PROJECT / "docs" / "benchmarks.md"
GROWTH = PROJECT / "docs" / "growth.md"
START, END = "<!-- measured: start -->", "<!-- measured: end -->"
DRAWN = (
    contest.WARM,
    contest.COLD,
    contest.BARE_ALL,
    contest.BARE,
    contest.BIBTEX_ALL,
    contest.CHECK_COLD,
)


def write_report(results: Sequence[Result], pages: Sequence[PageResult] = ()) -> str:
    """All tables and the plot as Markdown, the smallest size first."""
    proportional = select_proportional(results)
    parts = ["### Targets\n", tables.write_verdicts(results)]
    parts += ["### Cost against size\n", write_plot(proportional)]
    for result in results:
        counts = ", ".join(f"{number:,} {name}" for name, number in result.counts.items())
        rounds = max(map(len, result.runs.values()), default=0)
        title = f"### {result.size.records:,} records"
        if result not in proportional:
            title += f", {result.size.references:,} references"
        parts += [
            f"{title}\n",
            f"{counts}; {rounds} {'round' if rounds == 1 else 'rounds'}, seed {result.seed}."
            f" {tables.write_machine(result)}\n",
            tables.write_costs(result),
        ]
    if any(result.measures for result in results):
        parts += ["### Single measures\n", "Sizes in bytes.\n", tables.write_measures(results)]
    if pages:
        parts += ["### Pages of the real site, by Lighthouse\n", write_pages(list(pages))]
    return "\n".join(parts)


def write_growth(results: Sequence[Result], trials: Sequence[Trial]) -> str:
    """How costs grow, and what builds in shares cost, as Markdown."""
    proportional = select_proportional(results)
    parts = []
    if len(proportional) > 1:
        parts += ["### Exponents\n", tables.write_exponents(proportional)]
    if trials:
        parts += ["### Two shares\n", *map(write_trial, trials)]
    return "\n".join(parts)


def select_proportional(results: Sequence[Result]) -> list[Result]:
    """The results with as many references as records: only those lie on one line."""
    return [result for result in results if result.size.records == result.size.references]


def write_plot(results: Sequence[Result]) -> str:
    """The plot in a figure, without blank lines, as Markdown asks of HTML."""
    lines = {
        name: [(r.size.records, r.middle(name, "processor")) for r in results if name in r.runs]
        for name in DRAWN
    }
    drawn = {name: line for name, line in lines.items() if line}
    svg = draw_plot(drawn, "records", "seconds of processor time")
    return f'<figure class="kb-plot">\n{svg}\n</figure>\n'


def replace_section(page: str, report: str) -> str:
    """The text of a page with `report` between its two marks. Raises ValueError where a mark is missing."""
    before, start, rest = page.partition(START)
    _, end, after = rest.partition(END)
    if not start or not end:
        raise ValueError(f"The page needs the two lines {START} and {END}.")
    return f"{before}{start}\n\n{report}\n{end}{after}"


def main() -> int:
    """Exit status: 0, or 2 on misuse."""
    parser = argparse.ArgumentParser(description="Show the last measurements as Markdown.")
    parser.add_argument("--results", type=Path, default=RESULTS, help="the folder of results")
    parser.add_argument(
        "--publish", action="store_true", help="write them into docs/benchmarks.md and docs/growth.md"
    )
    arguments = parser.parse_args()
    results = load_results(arguments.results)
    if not results:
        parser.error(f"nothing was measured yet: {arguments.results} holds no result")
    report = write_report(results, load_pages(arguments.results / "pages.json"))
    growth = write_growth(results, load_trials(arguments.results))
    for page, section in ((PAGE, report), (GROWTH, growth)):
        if not arguments.publish:
            print(section)
            continue
        page.write_text(replace_section(page.read_text(encoding="utf-8"), section), encoding="utf-8")
        print(f"Wrote {page.relative_to(PROJECT)}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
