"""The search index: Pagefind, run over the finished site."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

UNSEARCHED = (
    ".references",
    ".kb-backlinks",
    ".headerlink",
    ".kb-about",
    ".kb-forest",
    ".kb-page--source .kb-list",  # the places that cite a source
    ".kb-page--technique .kb-table-scroll",  # the numbers of its summaries
    "[data-search-ignore]",
)
"""What stands on many pages and would only repeat in results: names and numbers of other pages."""

INDEXED_LATER = "INDEXED_LATER"
"""The variable of the environment that tells a build that whoever started it makes the index, or none."""


class SearchIndexError(RuntimeError):
    """Pagefind did not finish; its own words are the message."""


def build_search_index(site: Path) -> None:
    """Writes `pagefind/` into the folder of a finished site.

    Only elements marked `data-pagefind-body` are indexed. Raises SearchIndexError where Pagefind fails.
    """
    result = subprocess.run(_command(site), capture_output=True, text=True, check=False)  # noqa: S603 -- fixed words
    if result.returncode:
        raise SearchIndexError(result.stderr.strip() or result.stdout.strip())


class SearchIndexing:
    """The index of a site that is shown already, made beside it."""

    def __init__(self, site: Path) -> None:
        """Begins, and does not wait. Until it is done, search says that it is not there."""
        silent = subprocess.DEVNULL
        self._process = subprocess.Popen(_command(site), stdout=silent, stderr=silent)  # noqa: S603 -- fixed words

    def stop(self) -> None:
        """Ends it where it has not ended yet."""
        self._process.kill()
        self._process.wait()


def _command(site: Path) -> list[str]:
    command = [sys.executable, "-m", "pagefind", "--site", str(site), "--quiet"]
    return [*command, "--exclude-selectors", ", ".join(UNSEARCHED)]
