"""The search index: Pagefind, run over the finished site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UNSEARCHED = (".references", ".kb-backlinks", ".headerlink", ".kb-about", "[data-search-ignore]")
"""What stands on many pages and would only repeat in results."""


class SearchIndexError(RuntimeError):
    """Pagefind did not finish; its own words are the message."""


def build_search_index(site: Path) -> None:
    """Writes `pagefind/` into the folder of a finished site.

    Only elements marked `data-pagefind-body` are indexed. Raises SearchIndexError where Pagefind fails.
    """
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--quiet"]
    command += ["--exclude-selectors", ", ".join(UNSEARCHED)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 -- fixed words
    if result.returncode:
        raise SearchIndexError(result.stderr.strip() or result.stdout.strip())
