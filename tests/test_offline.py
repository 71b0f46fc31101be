"""The offline edition: links that open as files, an index of its own, the same bytes for the same site."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from knowledgebase.offline import INDEX, open_as_file, read_entry, write_offline_edition

PAGE = (
    '<html><body><a href="a/">out</a><article data-pagefind-body>'
    '<header data-pagefind-sort="date[data-date]" data-date="2024">'
    '<p data-pagefind-meta="kind" data-pagefind-filter="kind">Technique</p></header>'
    '<h1>Recall<a class="headerlink" href="#x">¶</a></h1><p>Ask <b>first</b>.<br>Then tell.</p>'
    '<section data-pagefind-ignore="all"><p>Cite this</p></section></article>Foot</body></html>'
)


@pytest.mark.parametrize(
    ("served", "opened"),
    [
        ("../tags/", "../tags/index.html"),
        ("../tags/#a", "../tags/index.html#a"),
        ("../explore/?topic=memory", "../explore/index.html?topic=memory"),
        ("./", "./index.html"),
        (".", "./index.html"),
        ("../..", "../../index.html"),
        ("#part", "#part"),
        ("?q=a", "?q=a"),
        ("../data/all.json", "../data/all.json"),
        ("https://example.org/a/", "https://example.org/a/"),
        ("mailto:a@example.org", "mailto:a@example.org"),
        ("/rooted/", "/rooted/"),
    ],
)
def test_a_link_names_the_file_that_it_opens(served: str, opened: str) -> None:
    assert open_as_file(f'<a class="x" href="{served}">') == f'<a class="x" href="{opened}">'


def test_a_redirect_names_the_file_that_it_opens() -> None:
    tag = '<meta http-equiv="refresh" content="0; url=../new/">'
    assert open_as_file(tag) == '<meta http-equiv="refresh" content="0; url=../new/index.html">'


def test_an_entry_holds_what_is_marked_and_nothing_else() -> None:
    entry = read_entry(PAGE, "techniques/recall/index.html")
    assert entry is not None
    assert entry.meta == {"kind": "Technique", "title": "Recall"}
    assert entry.filters == {"kind": ["Technique"]}
    assert entry.sort == {"date": "2024"}
    assert entry.text == "Technique Recall Ask first . Then tell."


def test_a_page_without_a_mark_is_not_found() -> None:
    assert read_entry("<article><h1>Quiet</h1></article>", "quiet/index.html") is None


def test_the_same_site_gives_the_same_bytes_and_leaves_out_what_needs_a_server(tmp_path: Path) -> None:
    site = tmp_path / "site"
    for name in ("index.html", "404.html", "pagefind/pagefind.js", "a/index.html"):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(PAGE, encoding="utf-8")
    first, second = tmp_path / "1" / "kb.zip", tmp_path / "2" / "kb.zip"
    write_offline_edition(site, first)
    write_offline_edition(site, second)
    assert first.read_bytes() == second.read_bytes()
    with zipfile.ZipFile(first) as packed:
        assert packed.namelist() == ["kb/a/index.html", "kb/index.html", f"kb/{INDEX}"]
