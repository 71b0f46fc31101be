"""The pages of a small real knowledge base, whole. `make golden` renews them; read the difference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rendering import render_pages

from knowledgebase.knowledge import KnowledgeBase

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture(scope="module")
def pages(small: KnowledgeBase) -> dict[str, str]:
    """The HTML of every page, by the name of its golden file."""
    return {page.path.removesuffix(".md") + ".html": html + "\n" for page, html in render_pages(small)}


def test_every_page_is_as_it_was(pages: dict[str, str], request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--renew-golden"):
        for old in GOLDEN.rglob("*.html"):
            old.unlink()
        for name, html in pages.items():
            path = GOLDEN / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(html, encoding="utf-8")
    golden = {path.relative_to(GOLDEN).as_posix(): path for path in GOLDEN.rglob("*.html")}
    assert sorted(pages) == sorted(golden)
    for name, path in golden.items():
        assert pages[name] == path.read_text(encoding="utf-8"), f"{name} differs from its golden page"


def test_no_page_holds_a_mark_or_an_open_cross_link(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert not set(html) & set("\ue000\ue001\ue002\ue003\ue004\ue010\ue013\ue014\ue015\ue016"), name
        assert not re.search(r"\[\[(?!&quot;)", html), name


def test_a_page_lists_what_links_to_it(pages: dict[str, str]) -> None:
    html = pages["techniques/retrieval-practice.html"]
    backlinks = html[html.index("What links here") :]
    for title in ("Spaced practice", "Does testing beat restudying?", "Half a day on recall"):
        assert title in backlinks


def test_the_page_of_a_source_links_to_the_very_places_that_cite_it(pages: dict[str, str]) -> None:
    html = pages["sources/rowland2014.html"]
    for number in (1, 2, 3):
        assert f"../../techniques/retrieval-practice/#cite-rowland2014-{number}" in html
        assert f'id="cite-rowland2014-{number}"' in pages["techniques/retrieval-practice.html"]


def test_an_at_sign_in_a_field_cites_nothing(pages: dict[str, str]) -> None:
    assert "citation" not in pages["sources/latimier2021.html"]
    assert "@article{latimier2021," in pages["sources/latimier2021.html"]


def test_an_at_sign_in_a_field_is_shown_as_it_is(pages: dict[str, str]) -> None:
    assert "<dt>Key</dt> <dd>@rowland2014</dd>" in pages["sources/rowland2014.html"]
    assert not [name for name, html in pages.items() if "&amp;#64;" in html]
