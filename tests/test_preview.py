"""The preview shows an edit, at the page that was edited and where others speak of it, and finds it."""

from __future__ import annotations

import time
from pathlib import Path

from conftest import PROJECT, lay_small_site

from benchmarks.previewing import LOG, start_preview, wait_for

TITLE = "title: Retrieval practice"


def wait_for_word(log: Path, word: str) -> None:
    """Waits until a log holds a word; it fails after a minute."""
    end = time.monotonic() + 60
    while word not in log.read_text(encoding="utf-8"):
        assert time.monotonic() < end, log.read_text(encoding="utf-8")
        time.sleep(0.05)


def test_a_preview_shows_an_edit_and_comes_to_find_it(tmp_path: Path) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    record = root / "entries" / "techniques" / "retrieval-practice.md"
    before = record.read_text(encoding="utf-8")
    assert TITLE in before
    with start_preview(root, library=PROJECT) as (address, process):
        wait_for(f"{address}techniques/retrieval-practice/", "Retrieval practice", process)
        record.write_text(before.replace(TITLE, "title: Recall on purpose"), encoding="utf-8")
        wait_for(f"{address}techniques/retrieval-practice/", "Recall on purpose", process)
        wait_for(f"{address}techniques/", "Recall on purpose", process)
        wait_for(f"{address}pagefind/pagefind-entry.json", "page_count", process)


def test_a_preview_goes_on_after_a_mistake(tmp_path: Path) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    record = root / "entries" / "techniques" / "retrieval-practice.md"
    before = record.read_text(encoding="utf-8")
    with start_preview(root, library=PROJECT) as (address, process):
        page = f"{address}techniques/retrieval-practice/"
        wait_for(page, "Retrieval practice", process)
        record.write_text(before.replace(TITLE, "titel: Retrieval practice"), encoding="utf-8")
        wait_for_word(root / LOG, "KB105")
        record.write_text(before.replace(TITLE, "title: Mended"), encoding="utf-8")
        wait_for(page, "Mended", process)
