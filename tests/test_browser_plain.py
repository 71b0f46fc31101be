"""Terms with their definitions, the glossary and learning paths in a browser."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, PHONE, WITHOUT_SCRIPT
from playwright.sync_api import Browser, Locator, Page, expect

TECHNIQUE = "/techniques/coaching/"


WITH_A_FINGER = pytest.mark.parametrize(
    "page", [{"viewport": PHONE, "has_touch": True}], indirect=True, ids=["phone"]
)


def term(page: Page) -> Locator:
    return page.locator("a.kb-term[data-term=Mentoring]")


def popover(page: Page) -> Locator:
    return page.get_by_role("tooltip")


def test_a_pointer_that_rests_on_a_term_sees_its_definition_and_may_move_onto_it(page: Page) -> None:
    page.goto(TECHNIQUE)
    term(page).hover()
    expect(popover(page)).to_contain_text("Somebody with more experience helps a newer colleague")
    popover(page).hover()
    expect(popover(page)).to_be_visible()
    page.mouse.move(5, 5)
    expect(popover(page)).to_be_hidden()


def test_the_keyboard_sees_the_definition_and_escape_takes_it_away(page: Page) -> None:
    page.goto(TECHNIQUE)
    page.keyboard.press("Tab")
    term(page).focus()
    expect(popover(page)).to_be_visible()
    described = term(page).get_attribute("aria-describedby")
    assert described
    expect(page.locator(f"#{described}")).to_contain_text("Somebody with more experience")
    page.keyboard.press("Escape")
    expect(popover(page)).to_be_hidden()
    expect(term(page)).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/glossary/#mentoring")


@WITH_A_FINGER
def test_a_first_tap_shows_the_definition_and_a_second_one_follows(page: Page) -> None:
    page.goto(TECHNIQUE)
    term(page).tap()
    expect(popover(page)).to_be_visible()
    assert page.url.endswith(TECHNIQUE)
    box = popover(page).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    page.locator("h1").tap()
    expect(popover(page)).to_be_hidden()
    term(page).tap()
    expect(popover(page)).to_be_visible()
    term(page).tap()
    page.wait_for_url("**/glossary/#mentoring")


@WITH_A_FINGER
def test_the_box_under_a_finger_leads_to_the_glossary(page: Page) -> None:
    page.goto(TECHNIQUE)
    term(page).tap()
    popover(page).get_by_text("In the glossary").tap()
    page.wait_for_url("**/glossary/#mentoring")


@WITHOUT_SCRIPT
def test_without_script_a_term_is_a_link(page: Page) -> None:
    page.goto(TECHNIQUE)
    term(page).click()
    page.wait_for_url("**/glossary/#mentoring")
    expect(page.locator("dt#mentoring")).to_be_in_viewport()


def test_a_term_is_explained_once_a_page_and_never_in_headings_or_links(page: Page) -> None:
    page.goto(TECHNIQUE)
    terms = page.locator("a.kb-term").evaluate_all("links => links.map(link => link.dataset.term)")
    assert len(terms) > 4
    assert len(terms) == len(set(terms))
    inside = "a a.kb-term, h1 a.kb-term, h2 a.kb-term, h3 a.kb-term, table a.kb-term, .references a.kb-term"
    assert page.locator(inside).count() == 0


def test_the_glossary_has_a_place_for_each_letter_and_each_see(page: Page) -> None:
    page.goto("/glossary/")
    assert page.locator("dt[id]").count() >= 60
    targets: list[str] = page.locator("nav.kb-letters a, .kb-glossary__more a[href^='#']").evaluate_all(
        "links => links.map(link => link.hash.slice(1))"
    )
    ids = set(page.locator("[id]").evaluate_all("all => all.map(one => one.id)"))
    assert len(targets) > 60
    assert set(targets) <= ids
    page.get_by_role("navigation", name="Terms by first letter").get_by_text("S", exact=True).click()
    expect(page.locator("#letter-s")).to_be_in_viewport()


def test_a_newcomer_gets_from_the_home_page_to_the_first_step_of_a_path(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name="Start here").first.click()
    page.wait_for_url("**/start/")
    page.get_by_role("link", name="Your first training").click()
    page.wait_for_url("**/paths/new-trainer/")
    steps = page.locator("ol.kb-path > li")
    assert 5 <= steps.count() <= 8
    for text in steps.all_inner_texts():
        assert re.search(r"\b\d+ min\b", text)
    steps.first.get_by_role("link").first.click()
    page.wait_for_url("**/techniques/retrieval-practice/")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_the_box_of_a_definition(
    browser: Browser, site_url: str, viewport: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, base_url=site_url)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto(TECHNIQUE)
    term(page).hover()
    expect(popover(page)).to_be_visible()
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    context.close()
