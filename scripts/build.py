"""Checks every record and builds the site into `site/`; see `--help`."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path

from knowledgebase.search_index import INDEXED_LATER, SearchIndexError, build_search_index

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Exit status: that of the build; 1 where a record does not pass its checks."""
    parser = argparse.ArgumentParser(description="Check every record and build the site.")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the folder to build into (site/)")
    parser.add_argument("--no-search", action="store_true", help="make no search index, to save time")
    arguments = parser.parse_args()
    site: Path = arguments.site.resolve()
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file"]
    command += [str(ROOT / "mkdocs.yml"), "--site-dir", str(site)]
    # Material's notice of its end of life is known, and says nothing to who builds the site. The index is
    # made here, when the memory of the build is free again.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", INDEXED_LATER: "1"}
    status = subprocess.run(command, check=False, env=environment).returncode  # noqa: S603 -- our own words
    if status:
        print("The site was not built: see the findings above.", file=sys.stderr)
        return status
    if not arguments.no_search:
        try:
            build_search_index(site)
        except SearchIndexError as problem:
            print(f"The site was built, but not its search index: {problem}", file=sys.stderr)
            return 1
    print(_describe(site))
    return 0


def _describe(site: Path) -> str:
    """What was built, and how to open it."""
    records = json.loads((site / "data" / "records.json").read_text(encoding="utf-8"))["records"]
    references = json.loads((site / "data" / "references.json").read_text(encoding="utf-8"))
    pages = sum(1 for _ in site.rglob("index.html"))
    shown = site.relative_to(Path.cwd()) if site.is_relative_to(Path.cwd()) else site
    return (
        f"Built {len(records)} records, {len(references)} references and {pages} pages into {shown}/. To open"
        f" them: python3 -m http.server --directory {shown} 8000, then http://127.0.0.1:8000/ in a browser."
    )


if __name__ == "__main__":
    sys.exit(main())
