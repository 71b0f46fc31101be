"""The built site in a browser: search, citations, filters, keyboard, no script, accessibility."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE
from page_types import PAGE_TYPES
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, Route, expect


@dataclass
class Visit:
    """A page that notes what it asks for and what goes wrong."""

    page: Page
    url: str
    requests: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    def open(self, path: str) -> Page:
        self.page.goto(self.url + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, site_url: str, request: pytest.FixtureRequest) -> Iterator[Visit]:
    """A new reader; parametrise indirectly with options of the browser's context."""
    options = {"viewport": DESKTOP, **getattr(request, "param", {})}
    context = browser.new_context(**options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    visit = Visit(page, site_url)

    def note_request(request: Request) -> None:
        visit.requests.append(request.url)

    def note_console(message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and "404" not in message.text:
            visit.problems.append(message.text)

    page.on("request", note_request)
    page.on("console", note_console)
    page.on("pageerror", lambda error: visit.problems.append(str(error)))
    yield visit
    context.close()


def search_for(page: Page, words: str) -> None:
    page.keyboard.press("/")
    page.locator("#kb-search-field").fill(words)
    expect(page.locator(".kb-search__status")).to_contain_text(re.compile(r"\d+ results?|No results"))


@pytest.mark.parametrize("path", PAGE_TYPES.values(), ids=list(PAGE_TYPES))
def test_a_page_makes_no_error_and_asks_no_other_host(visit: Visit, path: str) -> None:
    page = visit.open(path)
    page.wait_for_load_state("networkidle")
    assert visit.problems == []
    assert [url for url in visit.requests if not url.startswith((visit.url, "data:", "blob:"))] == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_open_search(browser: Browser, site_url: str, scheme: str) -> None:
    context = browser.new_context(viewport=PHONE, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(site_url)
    search_for(page, "feedback")
    results = Axe().run(page)
    context.close()
    assert results.violations_count == 0, results.generate_report()


# Search


@pytest.mark.parametrize("key", ["/", "Control+k"])
def test_a_key_opens_search_from_any_page(visit: Visit, key: str) -> None:
    page = visit.open("/research/taylor-2005-behavior-modeling-training/")
    page.keyboard.press(key)
    expect(page.locator("#kb-search-field")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("dialog.kb-search")).to_be_hidden()


def test_a_search_shows_kind_summary_and_facets_of_what_it_finds(visit: Visit) -> None:
    page = visit.open("/")
    search_for(page, "retrieval practice")
    first = page.locator(".kb-results li").first
    expect(first.locator("h3")).to_have_text("Retrieval practice")
    expect(first.locator(".kb-kind")).to_have_text("Technique")
    expect(first.locator(".kb-results__tags")).to_contain_text("Memory and retention")


def test_a_technique_is_found_by_its_other_name(visit: Visit) -> None:
    page = visit.open("/about/")
    search_for(page, "testing effect")
    titles = page.locator(".kb-results h3").all_inner_texts()
    assert titles[0] == "Retrieval practice"


def test_the_keyboard_alone_searches_and_opens_a_result(visit: Visit) -> None:
    page = visit.open("/")
    search_for(page, "worked examples")
    page.keyboard.press("ArrowDown")
    target = page.locator(".kb-results a").first
    expect(target).to_be_focused()
    href = target.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{href}")


def test_a_kind_narrows_the_results(visit: Visit) -> None:
    page = visit.open("/")
    search_for(page, "trainers")
    page.get_by_role("button", name=re.compile(r"^Trainings \d+")).click()
    expect(page.locator(".kb-results .kb-kind").first).to_have_text("Training")
    assert set(page.locator(".kb-results .kb-kind").all_inner_texts()) == {"Training"}


def test_a_facet_narrows_the_results(visit: Visit) -> None:
    page = visit.open("/")
    search_for(page, "course")
    before = page.locator(".kb-search__status").inner_text()
    page.locator(".kb-search__more summary").click()
    page.get_by_label("Audience").select_option("Border and immigration officials")
    expect(page.locator(".kb-search__status")).not_to_have_text(before)
    assert page.locator(".kb-results li").count() > 0


def test_an_empty_result_says_what_to_do(visit: Visit) -> None:
    page = visit.open("/")
    search_for(page, '"zebra crossing"')
    body = page.locator(".kb-search__body")
    expect(body).to_contain_text("Nothing was found")
    expect(body.get_by_role("link", name="all topics and tags")).to_be_visible()


def test_the_search_index_moves_little_before_the_first_result(visit: Visit) -> None:
    page = visit.open("/")
    sizes: list[int] = []
    page.on(
        "response",
        lambda response: sizes.append(len(response.body())) if "pagefind" in response.url else None,
    )
    search_for(page, "coaching")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 500_000


def test_a_missing_index_is_said_plainly(visit: Visit) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    visit.page.route("**/pagefind/**", refuse)
    page = visit.open("/")
    page.keyboard.press("/")
    expect(page.locator(".kb-search__body")).to_contain_text("could not be loaded")


def test_a_wrong_address_offers_a_search_for_its_words(visit: Visit) -> None:
    page = visit.open("/techniques/retrieval-practise/")
    page.get_by_role("button", name=re.compile("retrieval practise")).click()
    expect(page.locator("#kb-search-field")).to_have_value("retrieval practise")


# Citations


def test_resting_on_a_citation_shows_its_reference(visit: Visit) -> None:
    page = visit.open("/techniques/retrieval-practice/")
    citation = page.locator('a.citation-link[href="#ref-rowland2014"]').first
    citation.hover()
    popover = page.locator(".kb-popover")
    expect(popover).to_contain_text("The effect of testing versus restudy on retention")
    page.keyboard.press("Escape")
    expect(popover).to_be_hidden()


def test_focus_on_a_citation_shows_its_reference_and_describes_it(visit: Visit) -> None:
    page = visit.open("/techniques/retrieval-practice/")
    page.keyboard.press("Tab")
    for _ in range(80):
        if page.evaluate("document.activeElement.className") == "citation-link":
            break
        page.keyboard.press("Tab")
    popover = page.locator(".kb-popover")
    expect(popover).to_be_visible()
    described = page.evaluate("document.activeElement.getAttribute('aria-describedby')")
    assert page.evaluate("id => document.getElementById(id).textContent", described).strip()


@pytest.mark.parametrize("visit", [{"viewport": {"width": 320, "height": 700}}], indirect=True)
def test_the_reference_at_a_citation_stays_on_a_small_screen(visit: Visit) -> None:
    page = visit.open("/techniques/retrieval-practice/")
    page.locator("a.citation-link").last.hover()
    popover = page.locator(".kb-popover")
    expect(popover).to_be_visible()
    box = popover.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 320


def test_a_citation_leads_to_its_reference_and_back(visit: Visit) -> None:
    page = visit.open("/techniques/retrieval-practice/")
    citation = page.locator("a.citation-link").first
    anchor = citation.get_attribute("id")
    citation.click()
    assert page.url.endswith(citation.get_attribute("href") or "?")
    page.locator(f'a.reference-back[href="#{anchor}"]').click()
    assert page.url.endswith(f"#{anchor}")


@pytest.mark.parametrize("visit", [{"permissions": ["clipboard-read", "clipboard-write"]}], indirect=True)
@pytest.mark.parametrize(("label", "beginning"), [("BibTeX", "@article{"), ("RIS", "TY  - JOUR")])
def test_a_reference_can_be_copied(visit: Visit, label: str, beginning: str) -> None:
    page = visit.open("/techniques/retrieval-practice/")
    page.locator("#ref-rowland2014").get_by_role("button", name=re.compile(label)).click()
    expect(page.get_by_role("status").filter(has_text="Copied")).to_have_count(1)
    assert page.evaluate("navigator.clipboard.readText()").startswith(beginning)


def test_the_page_of_a_source_leads_to_the_place_that_cites_it(visit: Visit) -> None:
    page = visit.open("/sources/rowland2014/")
    page.locator('a[href*="techniques/retrieval-practice/#cite-rowland2014-1"]').first.click()
    page.wait_for_url("**/techniques/retrieval-practice/#cite-rowland2014-1")
    expect(page.locator("#cite-rowland2014-1")).to_be_in_viewport()


# Filters


def visible_cards(page: Page) -> int:
    return page.locator(".kb-filterable .kb-card:visible").count()


def test_a_filter_narrows_the_list_and_stands_in_the_address(visit: Visit) -> None:
    page = visit.open("/research/")
    before = visible_cards(page)
    page.locator(".kb-filters__group").first.locator("input:enabled").first.check()
    after = visible_cards(page)
    assert 0 < after < before
    assert "?" in page.url
    expect(page.locator(".kb-filters__count")).to_contain_text(f"{after} of {before}")
    page.reload()
    assert visible_cards(page) == after


def test_words_narrow_the_list(visit: Visit) -> None:
    page = visit.open("/techniques/")
    page.get_by_label("Words").fill("coaching")
    assert "Coaching" in page.locator(".kb-card:visible h2").all_inner_texts()
    page.get_by_role("button", name="Clear filters").click()
    assert visible_cards(page) == page.locator(".kb-card").count()


def test_the_newest_summaries_can_stand_first(visit: Visit) -> None:
    page = visit.open("/research/")
    page.get_by_label("Order").select_option("newest")
    years = [
        int(year) for year in page.locator(".kb-card").evaluate_all("c => c.map(e => e.dataset.year || 0)")
    ]
    assert years == sorted(years, reverse=True)
    assert "sort=newest" in page.url


# Colours, menu, no script


def test_the_colours_can_be_chosen_and_are_kept(visit: Visit) -> None:
    page = visit.open("/")
    button = page.locator(".kb-scheme button")
    while "dark. Change" not in (button.get_attribute("aria-label") or ""):
        button.click()
    page.reload()
    assert page.evaluate("document.documentElement.dataset.mdColorScheme") == "slate"


@pytest.mark.parametrize("visit", [{"viewport": PHONE}], indirect=True)
def test_the_menu_of_a_phone_opens_and_closes_by_keyboard(visit: Visit) -> None:
    page = visit.open("/techniques/")
    summary = page.locator(".kb-menu summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".kb-menu nav")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator(".kb-menu nav")).to_be_hidden()
    expect(summary).to_be_focused()


def test_the_first_stop_of_the_keyboard_skips_to_the_content(visit: Visit) -> None:
    page = visit.open("/techniques/coaching/")
    page.keyboard.press("Tab")
    expect(page.locator(".kb-skip")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#content")).to_be_focused()


@pytest.mark.parametrize("visit", [{"java_script_enabled": False}], indirect=True)
def test_without_script_lists_links_and_citations_work(visit: Visit) -> None:
    page = visit.open("/")
    page.locator(".kb-hero__search a").click()
    assert page.url.endswith("/explore/")
    page.get_by_role("article").get_by_role("link", name="Techniques", exact=True).click()
    assert page.url.endswith("/techniques/")
    assert visible_cards(page) > 5
    page.get_by_role("link", name="Retrieval practice", exact=True).click()
    page.locator("a.citation-link").first.click()
    assert "#ref-" in page.url
    expect(page.locator(".reference").first).to_be_visible()


@pytest.mark.parametrize(
    "visit", [{"viewport": PHONE, "java_script_enabled": False}], indirect=True, ids=["phone"]
)
def test_without_script_the_menu_of_a_phone_opens(visit: Visit) -> None:
    page = visit.open("/")
    page.locator(".kb-menu summary").click()
    page.locator(".kb-menu").get_by_role("link", name="Activities").click()
    assert page.url.endswith("/activities/")
