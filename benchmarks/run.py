"""Measures knowledge bases of several sizes, here and with other builders; see docs/benchmarks.md."""

from __future__ import annotations

import argparse
import re
import shutil
import sys
from pathlib import Path

from benchmarks import contest
from benchmarks.bases import Size, lay_base
from benchmarks.contest import Workplace, count_pages, hold_rounds
from benchmarks.machine import describe_machine
from benchmarks.make_synthetic import PROJECT
from benchmarks.page_weights import weigh_pages
from benchmarks.previewing import measure_preview
from benchmarks.results import Result, save_result
from benchmarks.searching import measure_indexing, measure_search
from knowledgebase.knowledge import read_knowledge_base

CACHE = PROJECT / ".cache" / "bench"
RESULTS = CACHE / "results"
PREVIEWED = 3000
"""Records up to which the preview is measured: it has to build everything first."""
OTHER_PYTHON = PROJECT / ".cache" / "bench-venv" / "bin" / "python"


def parse_size(text: str) -> Size:
    """`1000`, or `1000x3000` for as many records and references. Raises ValueError for anything else."""
    records, _, references = text.partition("x")
    return Size(int(records), int(references or records))


def rounds_for(size: Size) -> int:
    """How often all is run: small sizes more often, since chance weighs more there."""
    return 5 if size.records <= 300 else 3 if size.records <= 3000 else 1


def main() -> int:
    """Exit status: 0, or 2 on misuse; a failed run ends with what it said."""
    parser = argparse.ArgumentParser(description="Measure builds and checks of made-up knowledge bases.")
    option = parser.add_argument
    option("sizes", type=parse_size, nargs="+", metavar="SIZE", help="records, or RECORDSxREFERENCES")
    option("--rounds", type=int, help="how often each is run (5, 3 or 1 by size)")
    option("--seed", type=int, default=1, help="the same seed makes the same records (1)")
    option("--only", default="", metavar="REGEX", help="measure only what has this in its name")
    option("--keep", action="store_true", help="keep the knowledge bases and sites in .cache/bench")
    arguments = parser.parse_args()
    if not OTHER_PYTHON.exists():
        parser.error("the packages to compare with are not installed: run `make bench`")
    for size in arguments.sizes:
        rounds = arguments.rounds or rounds_for(size)
        result = measure(size, arguments.seed, rounds, arguments.only)
        print(f"Wrote {save_result(result, RESULTS)}")
        if not arguments.keep:
            shutil.rmtree(CACHE / size.name)
    return 0


def measure(size: Size, seed: int, rounds: int, only: str) -> Result:
    """Lays a knowledge base of that size, and measures it."""
    place = Workplace(CACHE / size.name, size, Path(sys.executable), OTHER_PYTHON)
    shutil.rmtree(place.folder, ignore_errors=True)
    lay_base(place.base, size, seed)
    pages = place.copy_for_others()
    knowledge = read_knowledge_base(place.base)
    counts = {
        "records": len(knowledge.records),
        "references": len(knowledge.bibliography),
        "citations": sum(map(len, knowledge.citations.values())),
        "pages": pages["all"],
    }
    print(f"{size.name}: {counts}", flush=True)
    contestants = [one for one in place.contestants() if re.search(only, one.name)]
    runs = hold_rounds(contestants, rounds, lambda line: print(line, flush=True))
    measures: dict[str, float] = {}
    if place.site.is_dir():
        counts["pages"] = count_pages(place.site)
        for folder in ("techniques", "research"):
            measures |= weigh_pages(place.site, folder)
        measures |= measure_search(place.site) | measure_indexing(place.site)
    if contest.WARM in runs and size.records <= PREVIEWED:
        shown = measure_preview(place.base)
        measures["preview: seconds to show an edit"] = shown.wall
        measures["preview: share of a warm build"] = shown.processor / runs[contest.WARM][-1].processor
        if contest.COLD in runs:
            measures["preview: share of a cold build"] = shown.processor / runs[contest.COLD][-1].processor
    return Result(size, seed, describe_machine(OTHER_PYTHON), counts, runs, measures)


if __name__ == "__main__":
    sys.exit(main())
