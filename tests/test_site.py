"""The built site as files: every link leads somewhere, nothing comes from elsewhere, pages are light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from conftest import PROJECT

from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages.sources import MOST_ON_ONE_PAGE
from knowledgebase.records import Kind

LIGHT = 150_000
"""Bytes, compressed, that a first visit of a technique's page may move, search left out."""
FURNITURE = 15_000
"""Bytes, as they are, of header, navigation and metadata that may stand before the heading of a page."""
LIST_LIGHT = 100_000
"""Bytes, compressed, of a list of sources."""


class _Page(HTMLParser):
    """The ids, links and fetched files of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.handlers: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.ids += [attributes["id"]] if "id" in attributes else []
        self.handlers += [name for name in attributes if name.startswith("on")]
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        if tag in {"script", "img", "iframe", "source"} and attributes.get("src"):
            self.fetched.append(attributes["src"])
        if tag == "link" and attributes.get("rel") in {"stylesheet", "icon", "preload"}:
            self.fetched.append(attributes["href"])


@cache
def read_page(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge_base(PROJECT)


@pytest.fixture(scope="module")
def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "pagefind" not in path.parts)


def resolve(site: Path, page: Path, address: str) -> Path:
    """The file that a relative address leads to."""
    path = unquote(urlsplit(address).path)
    base = site if path.startswith("/") else page.parent
    target = (base / path.lstrip("/")).resolve() if path else page.resolve()
    return target / "index.html" if target.is_dir() else target


def test_the_build_ends_with_what_it_built(built: tuple[Path, str], knowledge: KnowledgeBase) -> None:
    last = built[1].strip().splitlines()[-1]
    assert f"{len(knowledge.published)} records, {len(knowledge.bibliography)} references" in last
    assert re.search(r"\d+ pages", last)
    assert "http.server" in last


def test_every_link_within_the_site_leads_somewhere(site: Path, pages: list[Path]) -> None:
    dead = [
        f"{page.relative_to(site)}: {address}"
        for page in pages
        for address in read_page(page).links
        if not urlsplit(address).scheme and not resolve(site, page, address).is_file()
    ]
    assert dead == []


def test_every_fragment_has_its_place(site: Path, pages: list[Path]) -> None:
    dead = []
    for page in pages:
        for address in read_page(page).links:
            fragment = unquote(urlsplit(address).fragment)
            if urlsplit(address).scheme or not fragment:
                continue
            if fragment not in read_page(resolve(site, page, address)).ids:
                dead.append(f"{page.relative_to(site)}: {address}")
    assert dead == []


def test_no_id_stands_twice_on_a_page(site: Path, pages: list[Path]) -> None:
    for page in pages:
        ids = read_page(page).ids
        assert len(ids) == len(set(ids)), f"{page.relative_to(site)}: {[i for i in ids if ids.count(i) > 1]}"


def test_no_page_fetches_anything_from_another_host(site: Path, pages: list[Path]) -> None:
    for page in pages:
        fetched = read_page(page).fetched
        assert not [address for address in fetched if urlsplit(address).netloc], page.relative_to(site)
    for style in site.rglob("assets/css/*.css"):
        assert not re.search(r"url\(\s*['\"]?(https?:)?//", style.read_text()), style.name


def test_no_page_holds_an_event_handler(site: Path, pages: list[Path]) -> None:
    assert [str(page.relative_to(site)) for page in pages if read_page(page).handlers] == []


def test_every_record_has_its_address(site: Path, knowledge: KnowledgeBase) -> None:
    folders = {
        Kind.TECHNIQUE: "techniques",
        Kind.RESEARCH: "research",
        Kind.ACTIVITY: "activities",
        Kind.TRAINING: "trainings",
    }
    for record in knowledge.published:
        assert (site / folders[record.kind] / record.id / "index.html").is_file()


def test_every_source_and_tag_has_its_page(site: Path, knowledge: KnowledgeBase) -> None:
    for tag in knowledge.vocabulary.items:
        assert (site / "tags" / tag / "index.html").is_file()
    assert len(list(site.glob("sources/*/index.html"))) >= len(knowledge.bibliography)


def fetched_with(site: Path, page: Path) -> Iterator[Path]:
    yield page
    for address in read_page(page).fetched:
        yield resolve(site, page, address)


def compressed(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix in {".png", ".woff2"} else len(gzip.compress(data, 6))


def test_the_page_of_a_technique_is_light(site: Path, knowledge: KnowledgeBase) -> None:
    for record in knowledge.of_kind(Kind.TECHNIQUE):
        page = site / "techniques" / record.id / "index.html"
        moved = sum(compressed(path) for path in fetched_with(site, page))
        assert moved <= LIGHT, f"{record.id}: {moved}"


def test_little_stands_before_the_content_of_a_page(site: Path, pages: list[Path]) -> None:
    for page in pages:
        before, heading, _ = page.read_text().partition("<h1")
        assert heading, page
        assert len(before.encode()) <= FURNITURE, page.relative_to(site)


def test_without_a_repository_a_correction_leads_to_how_to_tell_us(site: Path) -> None:
    text = (site / "techniques/retrieval-practice/index.html").read_text()
    assert '<a href="../../contribute/#correct-something">Suggest a correction</a>' in text
    assert "Edit this page" not in text


def test_a_list_of_sources_stays_light_at_any_size(site: Path, knowledge: KnowledgeBase) -> None:
    for page in [site / "sources" / "index.html", *site.glob("sources/all/*/index.html")]:
        listed = page.read_text().count('class="kb-sources__key"')
        assert listed <= MOST_ON_ONE_PAGE
        assert compressed(page) <= LIST_LIGHT


def test_records_stay_out_of_the_page_list(site: Path) -> None:
    text = (site / "research" / "index.html").read_text()
    navigation = re.findall(r"<nav.*?</nav>", text, re.DOTALL)
    assert navigation
    assert all(part.count("<a ") < 20 for part in navigation)


def test_the_page_for_wrong_addresses_offers_search(site: Path) -> None:
    text = (site / "404.html").read_text()
    assert "data-from-address" in text
    assert "search.js" in text


def test_the_search_index_is_there(site: Path) -> None:
    assert (site / "pagefind" / "pagefind.js").is_file()
    assert not (site / "search" / "search_index.json").exists()
