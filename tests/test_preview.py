"""The preview shows an edit, at the page that was edited and where others speak of it, and finds it."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import PROJECT, lay_small_site

from benchmarks.previewing import LOG, start_preview, wait_for

TITLE = "title: Retrieval practice"


def wait_until(holds: Callable[[], bool], what: str) -> None:
    """Waits until something holds; it fails after a minute."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.05)


@pytest.fixture
def shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Path]:
    """Gives the folder of the site that a preview shows."""
    (tmp_path / "shown").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "shown"))  # where MkDocs lays it
    return lambda: next((tmp_path / "shown").glob("mkdocs_*"))


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


def test_a_preview_writes_what_speaks_of_an_edit_and_nothing_else(
    tmp_path: Path, shown: Callable[[], Path]
) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    record = root / "entries" / "techniques" / "retrieval-practice.md"
    with start_preview(root, library=PROJECT) as (address, process):
        wait_for(f"{address}techniques/retrieval-practice/", "Retrieval practice", process)
        site = shown()
        before = {page: page.stat().st_mtime_ns for page in site.rglob("index.html")}
        text = record.read_text(encoding="utf-8")
        record.write_text(text.replace(TITLE, "title: Recall on purpose"), encoding="utf-8")
        # The page of a summary that tested the technique names it.
        wait_for(f"{address}research/rowland-2014-testing-effect/", "Recall on purpose", process)
        written = {page for page, time in before.items() if page.stat().st_mtime_ns != time}
    assert site / "techniques" / "index.html" in written
    assert site / "rules" / "kb101" / "index.html" not in written


def test_a_record_that_moves_or_goes_takes_what_it_made_with_it(
    tmp_path: Path, shown: Callable[[], Path]
) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    record = root / "entries" / "techniques" / "spaced-practice.md"
    text = record.read_text(encoding="utf-8").replace("Spaced", "Wider spaced")
    new, moved = record.with_name("spacing.md"), record.with_name("wide-spacing.md")
    guide = root / "docs" / "more.md"
    with start_preview(root, library=PROJECT) as (address, process):
        guide.write_text("# More to read\n", encoding="utf-8")
        new.write_text(text, encoding="utf-8")
        wait_for(f"{address}techniques/spacing/", "Wider spaced", process)
        page = shown() / "techniques" / "spacing" / "index.html"
        data = shown() / "data" / "records" / "wide-spacing.json"
        by_hand = shown() / "more" / "index.html"
        assert by_hand.is_file()
        new.unlink()
        moved.write_text(text.replace("created:", "aliases: [spacing]\ncreated:"), encoding="utf-8")
        wait_for(f"{address}techniques/wide-spacing/", "Wider spaced", process)
        assert "This page has moved" in page.read_text(encoding="utf-8")
        assert data.is_file()
        moved.unlink()
        guide.unlink()
        wait_until(lambda: not page.exists(), "the redirect to a record that is no more")
        wait_until(lambda: not data.exists(), "the data of a record that is no more")
        wait_until(lambda: not by_hand.exists(), "the page of a guide that is no more")


def test_what_stands_around_every_page_is_written_on_every_page(
    tmp_path: Path, shown: Callable[[], Path]
) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    changelog = root / "CHANGELOG.md"
    changelog.write_text("# Changes\n", encoding="utf-8")
    with start_preview(root, library=PROJECT) as (address, process):
        wait_for(f"{address}rules/kb101/", "KB101", process)
        other = shown() / "rules" / "kb101" / "index.html"
        assert "what changed" not in other.read_text(encoding="utf-8")
        changelog.write_text("# Changes\n\n## 1.0.0 - 2026-11-25\n\nFirst.\n", encoding="utf-8")
        wait_for(f"{address}rules/kb101/", "what changed", process)


def test_a_build_that_fails_half_way_leaves_nothing_behind(tmp_path: Path, shown: Callable[[], Path]) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    footer = root / "docs" / "overrides" / "partials" / "footer.html"
    before = footer.read_text(encoding="utf-8")
    broken = "{% if page and page.url.startswith('sources/') %}{{ nothing.at.all }}{% endif %}Half-way"
    with start_preview(root, library=PROJECT) as (address, process):
        page = "techniques/retrieval-practice/"
        wait_for(f"{address}{page}", "Retrieval practice", process)
        footer.write_text(f"{before}{broken}", encoding="utf-8")
        wait_until(lambda: "Error building page" in (root / LOG).read_text(encoding="utf-8"), "the error")
        written = shown() / page / "index.html"
        assert "Half-way" in written.read_text(encoding="utf-8")
        footer.write_text(before, encoding="utf-8")
        wait_until(lambda: "Half-way" not in written.read_text(encoding="utf-8"), "the page as it was")


def test_a_preview_goes_on_after_a_mistake(tmp_path: Path) -> None:
    root = tmp_path / "base"
    lay_small_site(root)
    record = root / "entries" / "techniques" / "retrieval-practice.md"
    before = record.read_text(encoding="utf-8")
    with start_preview(root, library=PROJECT) as (address, process):
        page = f"{address}techniques/retrieval-practice/"
        wait_for(page, "Retrieval practice", process)
        record.write_text(before.replace(TITLE, "titel: Retrieval practice"), encoding="utf-8")
        wait_until(lambda: "KB105" in (root / LOG).read_text(encoding="utf-8"), "the finding in the log")
        record.write_text(before.replace(TITLE, "title: Mended"), encoding="utf-8")
        wait_for(page, "Mended", process)
