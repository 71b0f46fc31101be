"""Lets Lighthouse look at five kinds of page of a built site, on a slow line that it simulates."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.make_synthetic import PROJECT
from benchmarks.serving import serve
from benchmarks.tables import write_table
from knowledgebase.chromium import find_chromium, launch_flags

FOLDER = PROJECT / ".cache" / "bench-npm"
"""Where `make bench-page` installs Lighthouse."""
RESULTS = PROJECT / ".cache" / "bench" / "results" / "pages.json"
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
PAGES = {
    "home": "",
    "technique": "techniques/*/",
    "research summary": "research/*/",
    "list": "research/",
    "explorer": "explore/",
}
"""Kinds of page by the address of one of them; a star stands for the largest of its folder."""


@dataclass(frozen=True)
class PageResult:
    """What Lighthouse says of one page."""

    kind: str
    address: str
    scores: Mapping[str, int]
    """0 to 100, by category."""
    largest_paint: float
    """Seconds until the largest piece is painted, on the simulated line."""
    layout_shift: float
    moved: int
    """Bytes of the first visit, compressed as they were moved."""


def read_report(kind: str, address: str, report: Mapping[str, Any]) -> PageResult:
    """What counts of Lighthouse's JSON."""
    audits = report["audits"]
    return PageResult(
        kind=kind,
        address=address,
        scores={name: round(report["categories"][name]["score"] * 100) for name in CATEGORIES},
        largest_paint=round(audits["largest-contentful-paint"]["numericValue"] / 1000, 2),
        layout_shift=round(audits["cumulative-layout-shift"]["numericValue"], 4),
        moved=round(audits["total-byte-weight"]["numericValue"]),
    )


def find_page(site: Path, address: str) -> str:
    """The address of a page: for a star, the one whose HTML is largest."""
    if "*" not in address:
        return address
    pages = site.glob(f"{address}index.html")
    return f"{max(pages, key=lambda page: page.stat().st_size).parent.relative_to(site).as_posix()}/"


def look_at(address: str) -> Mapping[str, Any]:
    """Lighthouse's report on a page. Raises CalledProcessError where it fails, with its words printed."""
    command = [str(FOLDER / "node_modules" / ".bin" / "lighthouse"), address, "--quiet", "--output=json"]
    command += [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(launch_flags())}"]
    environment = os.environ | {"CHROME_PATH": find_chromium()}
    answer = subprocess.run(command, stdout=subprocess.PIPE, check=True, env=environment)  # noqa: S603
    report: Mapping[str, Any] = json.loads(answer.stdout)
    return report


def measure_pages(site: Path) -> Iterator[PageResult]:
    """What Lighthouse says of each kind of page of a built site."""
    with serve({"/": site}) as host:
        for kind, pattern in PAGES.items():
            address = find_page(site, pattern)
            yield read_report(kind, address, look_at(host + address))


def write_pages(pages: list[PageResult]) -> str:
    """All pages as a Markdown table."""
    head = ("page", *CATEGORIES, "largest paint, s", "layout shift", "first visit, KB")
    return write_table(
        head,
        (
            (
                f"{page.kind} (`/{page.address}`)",
                *(str(page.scores[name]) for name in CATEGORIES),
                f"{page.largest_paint:.2f}",
                f"{page.layout_shift:g}",
                f"{page.moved / 1000:.0f}",
            )
            for page in pages
        ),
    )


def load_pages(file: Path) -> list[PageResult]:
    """What was measured last, or nothing."""
    if not file.is_file():
        return []
    return [PageResult(**page) for page in json.loads(file.read_text(encoding="utf-8"))]


def main() -> int:
    """Exit status: 0, or 2 on misuse."""
    parser = argparse.ArgumentParser(description="Let Lighthouse look at five kinds of page.")
    parser.add_argument("--site", type=Path, default=PROJECT / "site", help="a built site (site/)")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").is_file():
        parser.error(f"{arguments.site} holds no site: run `make site`")
    pages = []
    for page in measure_pages(arguments.site):
        pages.append(page)
        print(f"{page.kind}: {dict(page.scores)}, {page.largest_paint} s", flush=True)
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(page) for page in pages], indent=1) + "\n", encoding="utf-8")
    print(f"\n{write_pages(pages)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
