"""The handbook: one document whose links, ids and page numbers are right."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from types import ModuleType

import pytest
from conftest import PROJECT, Draft
from playwright.sync_api import Browser
from pypdf import PdfReader
from rendering import DAY, make_shelf

from knowledgebase.exports import Site
from knowledgebase.handbook import make_chapters, write_handbook
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind


def make(knowledge: KnowledgeBase, url: str = "", pages: dict[str, int] | None = None) -> str:
    site = Site("Name & more", "What it is.", "1.2.3", DAY, url)
    shelf, extensions = make_shelf(knowledge)
    return write_handbook(make_chapters(shelf, site, extensions), site, pages or {})


def ids_of(html: str) -> list[str]:
    return re.findall(r'\sid="([^"]+)"', html)


def links_of(html: str) -> list[str]:
    return re.findall(r'href="([^"]+)"', html)


def test_each_technique_is_a_chapter(small: KnowledgeBase) -> None:
    html = make(small)
    for record in small.of_kind(Kind.TECHNIQUE):
        assert f'<h1 id="{record.id}">{record.title}</h1>' in html


def test_ids_are_unique_and_every_link_within_leads_to_one(small: KnowledgeBase) -> None:
    html = make(small)
    ids = ids_of(html)
    assert len(ids) == len(set(ids))
    within = [link[1:] for link in links_of(html) if link.startswith("#")]
    assert within
    assert set(within) <= set(ids)


def test_a_link_to_another_technique_stays_in_the_document(small: KnowledgeBase) -> None:
    assert 'href="#spaced-practice"' in make(small).split('<h1 id="retrieval-practice">')[1]


def test_other_links_lead_to_the_published_site_or_are_plain_text(small: KnowledgeBase) -> None:
    known = [link for link in links_of(make(small, "https://example.org/kb/")) if not link.startswith("#")]
    assert "https://example.org/kb/research/latimier-2021-spaced-retrieval/" in known
    unknown = [link for link in links_of(make(small)) if not link.startswith("#")]
    assert unknown
    assert all(link.startswith("https://") for link in unknown)


def test_what_helps_on_a_screen_alone_is_left_out(small: KnowledgeBase) -> None:
    html = make(small)
    assert "What links here" not in html
    assert "headerlink" not in html
    assert "<script" not in html


def test_a_draft_is_no_chapter(draft: Draft) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "summary:", "status: draft\nsummary:")
    assert '<h1 id="spaced-practice">' not in make(draft.read())


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    path = PROJECT / "scripts" / "make_handbook.py"
    spec = importlib.util.spec_from_file_location("make_handbook", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "make_handbook", module)
    spec.loader.exec_module(module)
    yield module


@pytest.fixture
def printed(script: ModuleType, browser: Browser, small: KnowledgeBase) -> PdfReader:
    site = Site("Name & more", "What it is.", "1.2.3", DAY, "")
    shelf, extensions = make_shelf(small)
    content, _ = script.print_with_numbers(browser, make_chapters(shelf, site, extensions), site)
    return PdfReader(BytesIO(content))


def test_the_contents_name_the_page_on_which_a_chapter_begins(
    printed: PdfReader, small: KnowledgeBase
) -> None:
    pages = [page.extract_text() for page in printed.pages]
    for record in small.of_kind(Kind.TECHNIQUE):
        line = re.search(rf"{re.escape(record.title)}\s*(\d+)", pages[1])
        assert line
        assert pages[int(line[1]) - 1].lstrip().startswith(record.title)


def test_the_pdf_has_an_outline_tags_and_links(printed: PdfReader, small: KnowledgeBase) -> None:
    titles = [str(item.title) for item in printed.outline if not isinstance(item, list)]
    assert {record.title for record in small.of_kind(Kind.TECHNIQUE)} <= set(titles)
    assert printed.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert any("/Annots" in page for page in printed.pages)


def test_a_folder_that_is_no_knowledge_base_is_misuse(
    script: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out.pdf"
    monkeypatch.setattr(sys, "argv", ["make_handbook.py", str(target), "--root", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        script.main()
    assert ended.value.code == 2
    assert "no knowledge base" in capsys.readouterr().err
    assert not target.exists()
