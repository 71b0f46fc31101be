"""Agendas, practice, run sheets and handouts in a browser: axe, narrow screens, paper, no script."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

RUN_SHEET = "/trainings/labour-migration-officers-two-days/run-sheet/"
HANDOUT = "/trainings/labour-migration-officers-two-days/handout/"
PATHS = (
    "/agendas/",
    "/needs/",
    "/tags/sdg/",
    "/tags/sdg-10.7/",
    "/tags/need-policy-capacity/",
    "/practice-and-evidence/",
    RUN_SHEET,
    HANDOUT,
)
A4, LETTER = (595, 842), (612, 792)


@pytest.fixture
def page(browser: Browser, site_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new reader; parametrise indirectly with options of the browser's context."""
    context = browser.new_context(base_url=site_url, **getattr(request, "param", {}))
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


SCHEMES = pytest.mark.parametrize(
    "page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=["light", "dark"]
)
NARROW = pytest.mark.parametrize(
    "page", [{"viewport": {"width": 320, "height": 640}}], indirect=True, ids=["320"]
)
WITHOUT_SCRIPT = pytest.mark.parametrize(
    "page", [{"java_script_enabled": False}], indirect=True, ids=["no script"]
)


@SCHEMES
@pytest.mark.parametrize("path", PATHS)
def test_axe_finds_nothing(page: Page, path: str) -> None:
    page.goto(path)
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


@NARROW
@pytest.mark.parametrize("path", PATHS)
def test_a_narrow_page_scrolls_only_downwards(page: Page, path: str) -> None:
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@WITHOUT_SCRIPT
def test_all_is_there_without_script(page: Page) -> None:
    page.goto("/trainings/labour-migration-officers-two-days/")
    page.locator("#content").get_by_role("link", name="Run sheet", exact=True).click()
    expect(page.get_by_role("heading", name="Day 2").last).to_be_visible()
    page.get_by_role("link", name="Participants' handout").click()
    expect(page.get_by_role("heading", name="Key points")).to_be_visible()
    page.goto("/practice-and-evidence/")
    page.locator(".kb-counted summary").first.click()
    expect(page.locator(".kb-counted a").first).to_be_visible()


def test_a_target_is_reached_from_the_home_page(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="The same for the SDGs").click()
    page.get_by_role("link", name="Sustainable Development Goals").click()
    page.get_by_role("link", name="SDG 10.7", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("SDG 10.7")
    expect(page.get_by_role("link", name="metadata.un.org/sdg/10.7")).to_be_visible()


@pytest.mark.parametrize("path", [RUN_SHEET, HANDOUT])
@pytest.mark.parametrize(("paper", "size"), [("A4", A4), ("Letter", LETTER)])
def test_a_sheet_prints_on_its_paper_and_nothing_is_cut_off(
    page: Page, path: str, paper: str, size: tuple[int, int]
) -> None:
    page.goto(path)
    printed = page.pdf(format=paper)
    boxes = {
        tuple(round(float(number)) for number in box.split())
        for box in re.findall(r"/MediaBox \[0 0 ([\d.]+ [\d.]+)\]", printed.decode("latin-1"))
    }
    assert all(abs(width - size[0]) <= 1 and abs(height - size[1]) <= 1 for width, height in boxes)
    assert boxes
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 650, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.locator(".kb-header")).to_be_hidden()
