"""The changelog: its page, and what it says of one version."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from conftest import PROJECT, Draft
from rendering import make_shelf

from knowledgebase import __version__
from knowledgebase.changelog import notes_of, read_changelog
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.changes import make_changes_pages

LOG = "# Changelog\n\nIn short.\n\n## 1.2.0 - 2027-03-01\n\n### Added\n\n- Two.\n\n## [1.1.0]\n\n- One.\n"


def test_the_notes_of_a_version_end_where_the_next_begins() -> None:
    assert notes_of(LOG, "1.2.0") == "### Added\n\n- Two."
    assert notes_of(LOG, "1.1.0") == "- One."


def test_a_version_that_is_not_named_has_no_notes() -> None:
    assert notes_of(LOG, "1.2") == ""
    assert notes_of("", "1.2.0") == ""


def test_this_version_has_notes() -> None:
    assert notes_of(read_changelog(PROJECT)[0], __version__)


def test_every_footer_leads_to_what_changed_and_to_what_is_read_offline(site: Path) -> None:
    for page, root in (("index.html", ""), ("techniques/retrieval-practice/index.html", "../../")):
        footer = (site / page).read_text(encoding="utf-8").partition("<footer")[2]
        assert f'href="{root}changes/">Version {__version__}: what changed</a>' in footer
        assert f'href="{root}offline/">Read offline</a>' in footer
    assert 'id="read-offline"' in (site / "use" / "index.html").read_text(encoding="utf-8")


def test_the_page_holds_the_changelog_and_leads_to_what_is_kept(draft: Draft) -> None:
    draft.write("CHANGELOG.md", LOG)
    shelf, _ = make_shelf(draft.read())
    [page] = make_changes_pages(replace(shelf, repo_url="https://example.org/base/"))
    assert page.path == "changes.md"
    assert page.markdown.startswith("# What changed\n")
    assert page.markdown.count("\n# ") == 0
    assert "[all versions](<https://example.org/base/releases>)" in page.markdown
    assert "## 1.2.0 - 2027-03-01" in page.markdown


def test_without_a_repository_no_place_is_named(draft: Draft) -> None:
    draft.write("CHANGELOG.md", LOG)
    shelf, _ = make_shelf(draft.read())
    [page] = make_changes_pages(replace(shelf, repo_url=""))
    assert "all versions" not in page.markdown


def test_a_knowledge_base_without_a_changelog_has_no_such_page(small: KnowledgeBase) -> None:
    assert list(make_changes_pages(make_shelf(small)[0])) == []
