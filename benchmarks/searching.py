"""What a search moves before its first results, and what indexing for it costs."""

from __future__ import annotations

import sys
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.browser import Counter, open_page
from benchmarks.contest import environment
from benchmarks.make_synthetic import PROJECT
from benchmarks.measuring import run_measured
from benchmarks.serving import serve

QUERY = "spacing feedback"
RESULT = ".kb-results > li"
INDEX = (
    "import sys, pathlib, knowledgebase.search_index as s; s.build_search_index(pathlib.Path(sys.argv[1]))"
)


def measure_search(site: Path) -> dict[str, float]:
    """Bytes moved from the index of a built site before the explorer's first results of a two-word query.

    The counts beside the explorer's filters are included.
    """
    moved = _count_moved(site, f"explore/?{urlencode({'q': QUERY})}")
    by_kind = {f"search: moved, {kind}": float(size) for kind, size in sorted(moved.items())}
    opened = float(sum(_count_moved(site, "explore/").values()))
    return {"search: moved": float(sum(moved.values())), **by_kind, "explorer: moved when opened": opened}


def _count_moved(site: Path, address: str) -> dict[str, int]:
    """Bytes moved from the index until the explorer shows results, by the ending of the file."""
    with serve({"/": site}) as host, open_page() as page:
        counter = Counter(page, "/pagefind/")
        page.goto(host + address)
        page.wait_for_selector(RESULT, timeout=120_000)
        return counter.count()


def measure_indexing(site: Path) -> dict[str, float]:
    """Time and memory of indexing a built site anew."""
    command = (sys.executable, "-c", INDEX, str(site.resolve()))
    run = run_measured(command, PROJECT, environment(), site.parent / "indexing.log")
    return {"search: seconds of indexing": run.wall, "search: memory of indexing": run.memory}
