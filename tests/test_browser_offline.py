"""The offline edition, unpacked and opened as files in a browser."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledgebase.offline import write_offline_edition


@pytest.fixture(scope="session")
def folder(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The edition, unpacked into a folder whose name needs encoding in an address."""
    place = tmp_path_factory.mktemp("a stick")
    packed = place / "kb.zip"
    assert write_offline_edition(site, packed) < 25_000_000
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(place)
    return place / "kb"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A reader without a connection; what the console complains of fails the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    context.set_default_timeout(15_000)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    assert not complaints


def test_every_link_of_every_page_opens_a_file(folder: Path) -> None:
    broken = set()
    for file in folder.rglob("*.html"):
        html = re.sub(r"<code.*?</code>", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
        for address in set(re.findall(r'\s(?:href|src)="([^"]+)"', html)):
            parts = urlsplit(address.replace("&amp;", "&"))
            if parts.scheme or parts.netloc or not parts.path:
                continue
            if not (file.parent / unquote(parts.path)).is_file():
                broken.add((file.relative_to(folder).as_posix(), address))
    assert not sorted(broken)[:10]


def test_search_finds_and_opens_a_technique(page: Page, folder: Path) -> None:
    page.goto((folder / "index.html").as_uri())
    page.keyboard.press("/")
    page.get_by_role("searchbox", name="Search").fill("retrieval practice")
    first = page.locator(".kb-results a").first
    expect(first.locator("h3")).to_have_text("Retrieval practice")
    first.click()
    expect(page).to_have_url((folder / "techniques/retrieval-practice/index.html").as_uri())
    expect(page.locator("h1")).to_contain_text("Retrieval practice")


def test_search_finds_pages_in_the_language_of_the_page(page: Page, folder: Path) -> None:
    page.goto((folder / "ar/index.html").as_uri())
    page.keyboard.press("/")
    page.get_by_role("searchbox").fill("استعراض")
    first = page.locator(".kb-results a").first
    expect(first.locator("h3")).to_have_text("استعراض ما بعد العمل")
    hrefs: list[str] = page.locator(".kb-results a").evaluate_all("all => all.map(a => a.href)")
    assert all(href.startswith((folder / "ar").as_uri()) for href in hrefs)


def test_the_explorer_narrows_and_counts(page: Page, folder: Path) -> None:
    page.goto((folder / "explore/index.html").as_uri() + "?q=spacing&kind=technique")
    kinds = page.locator(".kb-results .kb-kind")
    expect(kinds.first).to_have_text("Technique")
    assert set(kinds.all_inner_texts()) == {"Technique"}


def test_the_register_narrows_and_leads_on(page: Page, folder: Path) -> None:
    page.goto((folder / "activities/index.html").as_uri())
    page.get_by_label("Words", exact=True).fill("border")
    expect(page.locator(".kb-register [role=status]").first).to_contain_text(re.compile(r"\d+ of \d+"))
    page.locator(".kb-register__list tbody a").first.click()
    expect(page).to_have_url(re.compile(r"/activities/[^/]+/index\.html$"))
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize("name", ["compare", "map", "composer", "synergies", "activities/map"])
def test_a_page_of_tools_opens_without_complaint(page: Page, folder: Path, name: str) -> None:
    page.goto((folder / name / "index.html").as_uri())
    expect(page.locator("h1")).to_be_visible()
