"""Each tool by keys alone, from the top of its page: what docs/accessibility.md promises of the keyboard.

Nothing here clicks, fills or moves the focus by script: what a test cannot reach, nobody can.
"""

from __future__ import annotations

import re

import pytest
from conftest import ON_A_PHONE
from playwright.sync_api import Locator, Page, expect

MARK = """selector => {
    const reached = document.activeElement;
    if (!reached.matches(selector)) return "";
    reached.dataset.reached ||= "reached-" + document.querySelectorAll("[data-reached]").length;
    return reached.dataset.reached;
}"""


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def press_until(page: Page, selector: str, key: str = "Tab", most: int = 120) -> Locator:
    """Presses a key until what has the focus fits a selector; fails where it never does.

    Gives the very element that was reached, marked, so that it is found even when the focus has moved on.
    """
    for _ in range(most):
        page.keyboard.press(key)
        mark = page.evaluate(MARK, selector)
        if mark:
            return page.locator(f"[data-reached={mark}]")
    raise AssertionError(f"{most} times {key} never reached {selector}")


def skip_to_content(page: Page, path: str) -> None:
    """Opens a page and takes its first stop, which skips the menus."""
    page.goto(path)
    press(page, "Tab", "Enter")
    expect(page.locator("#content")).to_be_focused()


def reach_value(page: Page) -> Locator:
    """Goes to the first value of a filter that can be ticked, and opens its group where it is folded."""
    value = ".kb-filters__group input:enabled"
    reached = press_until(page, f"{value}, .kb-filters__group:not([open]) > summary")
    if reached.evaluate("e => e.tagName") == "SUMMARY":
        press(page, "Enter")
        reached = press_until(page, value)
    return reached


# Search


def test_search_opens_narrows_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/about/")
    press_until(page, ".kb-search-open")
    press(page, "Enter")
    field, status = page.locator("#kb-search-field"), page.locator(".kb-search [role=status]")
    expect(field).to_be_focused()
    page.keyboard.type("feedback")
    press(page, "Enter")
    results = page.locator(".kb-results a")
    expect(results.first).to_be_focused()
    press(page, "ArrowDown")
    expect(results.nth(1)).to_be_focused()
    press(page, "ArrowUp", "ArrowUp")
    expect(field).to_be_focused()

    before = status.inner_text()
    kind = press_until(page, ".kb-search__kinds button:not([hidden])")
    press(page, "Space")
    expect(status).not_to_have_text(before)
    expect(kind).to_have_attribute("aria-pressed", "true")
    expect(kind).to_be_focused()
    press_until(page, ".kb-search__more summary")
    press(page, "Enter")
    press_until(page, ".kb-search__facets select")
    press(page, "ArrowDown")
    expect(page.locator(".kb-search__more summary")).to_have_text("More filters (1 chosen)")
    expect(page.locator(".kb-search__facets select").first).to_be_focused()
    press_until(page, ".kb-search__links button")
    press(page, "Enter")
    expect(status).to_have_text(before)
    expect(field).to_be_focused()

    press(page, "Escape")
    expect(page.locator("dialog.kb-search")).to_be_hidden()
    expect(page.locator(".kb-search-open")).to_be_focused()


def test_search_shows_more_and_opens_what_it_found(page: Page) -> None:
    page.goto("/about/")
    link = press_until(page, "article p a")
    press(page, "/")
    page.keyboard.type("feedback")
    press(page, "Enter")
    results = page.locator(".kb-results a")
    expect(results.first).to_be_focused()
    press_until(page, ".kb-search__body > button", "ArrowDown")
    press(page, "Enter")
    expect(results.nth(10)).to_be_focused()
    press(page, "Escape")
    expect(link).to_be_focused()
    press(page, "Control+k")
    page.keyboard.type("coaching")
    press(page, "ArrowDown")
    expect(results.first.locator("h3")).to_have_text("Coaching")
    expect(results.first).to_be_focused()
    press(page, "Enter")
    page.wait_for_url("**/techniques/coaching/")


def test_the_single_key_of_search_is_turned_off(page: Page) -> None:
    page.goto("/about/")
    link = press_until(page, "article p a")
    press(page, "/")
    setting = press_until(page, ".kb-search__body input")
    press(page, "Space")
    expect(setting).not_to_be_checked()
    dialog = page.locator("dialog.kb-search")
    press(page, "Escape")
    expect(link).to_be_focused()
    press(page, "/")
    expect(dialog).to_be_hidden()
    press(page, "Control+k")
    expect(dialog).to_be_visible()


# Every page


@ON_A_PHONE
def test_the_menu_of_a_phone_opens_closes_and_gives_the_focus_back(page: Page) -> None:
    page.goto("/about/")
    summary = press_until(page, ".kb-menu summary")
    press(page, "Enter", "Tab")
    links = page.locator(".kb-menu a")
    expect(links.first).to_be_focused()
    press(page, "ArrowDown")
    expect(links.nth(1)).to_be_focused()
    press(page, "Escape")
    expect(links.first).to_be_hidden()
    expect(summary).to_be_focused()


def reach_and_hide_popover(page: Page, selector: str) -> None:
    """Reaches the first link of a kind on a technique's page; its popover shows, and hides again."""
    skip_to_content(page, "/techniques/retrieval-practice/")
    link = press_until(page, selector, most=300)
    popover = page.locator(".kb-popover")
    expect(popover).to_be_visible()
    press(page, "Escape")
    expect(popover).to_be_hidden()
    expect(link).to_be_focused()


def test_a_citation_shows_its_reference_and_leads_to_it(page: Page) -> None:
    reach_and_hide_popover(page, ".citation-link")
    press(page, "Enter", "Tab")
    expect(page.locator(":target").locator(":focus")).to_be_visible()


def test_a_term_shows_its_definition_and_leads_to_the_glossary(page: Page) -> None:
    reach_and_hide_popover(page, ".kb-term")
    press(page, "Enter")
    page.wait_for_url("**/glossary/#*")


@ON_A_PHONE
def test_a_wide_table_scrolls_by_itself(page: Page) -> None:
    skip_to_content(page, "/compare/")
    region = press_until(page, ".kb-table-scroll[tabindex]")
    press(page, "ArrowRight")
    expect(region).not_to_have_js_property("scrollLeft", 0)
    expect(region).to_be_focused()


# Explorer and register: words, order, filters


def test_the_explorer_narrows_clears_and_opens_a_result(page: Page) -> None:
    skip_to_content(page, "/explore/")
    press_until(page, "article input[type=search]")
    page.keyboard.type("feedback")
    page.wait_for_url("**/explore/?q=feedback")
    expect(page.locator(".kb-explore")).not_to_have_attribute("aria-busy", "true")
    status = page.locator(".kb-explore [role=status]")
    everything = status.inner_text()
    order = press_until(page, "article select")
    press(page, "ArrowDown")
    page.wait_for_url("**/explore/?q=feedback&sort=title")
    expect(order).to_be_focused()
    value = reach_value(page)
    press(page, "Space")
    expect(status).not_to_have_text(everything)
    expect(value).to_be_checked()
    expect(value).to_be_focused()

    press_until(page, ".kb-filters__count button")
    press(page, "Enter")
    expect(status).to_have_text(everything)
    expect(page.locator(".kb-filters__count")).to_be_focused()
    result = press_until(page, ".kb-results a")
    title = result.locator("h3").inner_text()
    press(page, "Enter")
    page.wait_for_url(re.compile("/(?!explore)[a-z]+/[^/]+/$"))
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


def test_the_register_narrows_changes_its_look_and_clears(page: Page) -> None:
    skip_to_content(page, "/activities/")
    value = reach_value(page)
    press(page, "Space")
    status = page.locator(".kb-filters__count [role=status]")
    expect(status).to_have_text(re.compile(r"^\d+ of \d+"))
    expect(value).to_be_checked()
    expect(value).to_be_focused()
    cards = press_until(page, ".kb-register__views button[aria-pressed=false]")
    press(page, "Space")
    expect(page.locator(".kb-register--cards")).to_be_visible()
    expect(cards).to_be_focused()
    expect(cards).to_have_attribute("aria-pressed", "true")
    press_until(page, ".kb-filters__count button", "Shift+Tab")
    press(page, "Space")
    expect(status).to_have_text(re.compile(r"^\d+ activities"))
    expect(page.get_by_label("Words")).to_be_focused()


@pytest.mark.parametrize("path", ["/explore/?q=zzzz&kind=technique", "/activities/?q=zzzz&format=e-learning"])
def test_a_value_that_finds_nothing_keeps_the_focus_when_it_is_unticked(page: Page, path: str) -> None:
    skip_to_content(page, path)
    expect(page.locator(".kb-explore__found, .kb-filters__none")).to_contain_text(re.compile("^No"))
    value = press_until(page, ".kb-filters__group input:checked")
    press(page, "Space")
    expect(value).not_to_be_checked()
    expect(page.locator("article [aria-busy]")).to_have_count(0)
    expect(value).to_be_focused()


# Comparison


def test_the_comparison_sorts_and_sets_side_by_side(page: Page) -> None:
    skip_to_content(page, "/compare/")
    head = page.locator("th[data-key=effect]")
    press_until(page, "th[data-key=effect] button")
    press(page, "Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    press(page, "Space")
    expect(head).to_have_attribute("aria-sort", "ascending")
    expect(head.get_by_role("button")).to_be_focused()

    for _ in range(3):
        box = press_until(page, ".kb-choose__box input")
        press(page, "Space")
        expect(box).to_be_checked()
    press_until(page, ".kb-choose button", most=300)
    press(page, "Enter")
    heading = page.get_by_role("heading", name="Side by side")
    expect(heading).to_be_focused()
    columns = page.locator(".kb-side__table thead th a")
    expect(columns).to_have_count(3)
    press_until(page, ".kb-side__table button")
    press(page, "Enter")
    expect(columns).to_have_count(2)
    expect(heading).to_be_focused()
    press_until(page, ".kb-side__table button")
    press(page, "Enter")
    expect(page.locator(".kb-side")).to_be_hidden()
    expect(page.locator(".kb-choose__box input:focus")).not_to_be_checked()


def test_choosing_none_goes_to_the_first_technique_that_is_shown(page: Page) -> None:
    skip_to_content(page, "/compare/?sort=effect")
    box = press_until(page, ".kb-choose__box input")
    press(page, "Space")
    narrowed = press_until(page, ".kb-compare__fields label:nth-child(2) select", "Shift+Tab")
    page.keyboard.type("Works")
    expect(box).to_be_hidden()
    expect(narrowed).to_be_focused()
    press_until(page, ".kb-choose button:last-child", most=300)
    press(page, "Enter")
    expect(page.locator(".kb-choose")).to_be_hidden()
    expect(page.locator("tbody tr:visible .kb-choose__box input").first).to_be_focused()


# Map and plots


def test_the_map_of_the_evidence_opens_and_closes_a_cell(page: Page) -> None:
    skip_to_content(page, "/map/")
    summary = press_until(page, ".kb-map summary")
    press(page, "Enter", "Tab")
    study = page.locator(".kb-map details[open] li a")
    expect(study.first).to_be_focused()
    press_until(page, ".kb-map summary", "Shift+Tab")
    press(page, "Enter")
    expect(study).to_have_count(0)
    expect(summary).to_be_focused()
    press(page, "Enter", "Tab", "Enter")
    page.wait_for_url("**/research/*/")


def test_a_gap_of_the_map_leads_to_where_one_contributes(page: Page) -> None:
    skip_to_content(page, "/map/")
    press_until(page, ".kb-map__cell--gap a")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Evidence map")


def test_a_plot_is_no_stop_and_the_table_of_its_numbers_sorts(page: Page) -> None:
    skip_to_content(page, "/techniques/retrieval-practice/")
    plot = page.locator(".kb-forest__plot").first
    expect(plot).to_have_attribute("role", "img")
    assert plot.evaluate("plot => plot.querySelectorAll('a, [tabindex]').length") == 0
    press_until(page, ".kb-table--results .kb-sort", most=300)
    press(page, "Space")
    expect(page.locator(".kb-table--results th[aria-sort] button")).to_be_focused()


def test_a_country_of_the_map_leads_to_its_activities(page: Page) -> None:
    skip_to_content(page, "/activities/map/")
    place = press_until(page, ".kb-world__place")
    name, number = re.findall(r"^(.+): (\d+) activit", place.get_attribute("aria-label") or "")[0]
    press(page, "Enter")
    page.wait_for_url("**/activities/?country=*")
    expect(page.locator(".kb-filters__count [role=status]")).to_have_text(re.compile(rf"^{number} of "))
    chosen = page.locator(".kb-filters__group label", has=page.locator("input:checked"))
    expect(chosen).to_contain_text(name)


def test_a_name_on_the_timeline_leads_to_the_activity(page: Page) -> None:
    skip_to_content(page, "/activities/timeline/")
    link = press_until(page, ".kb-time tbody a")
    title = link.inner_text()
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(title)


# Composer


def test_the_composer_asks_and_leads_to_the_plan(page: Page) -> None:
    skip_to_content(page, "/composer/")
    press_until(page, "[name=objective]")
    page.keyboard.type("Decide a written case")
    need = press_until(page, "[name=need]")
    press(page, "ArrowDown")
    expect(need).to_be_focused()
    minutes = press_until(page, "[name=minutes]")
    page.keyboard.type("120")
    press(page, "Tab")
    expect(page.locator("[name=group]")).to_be_focused()
    expect(page.locator(".kb-composer__total")).to_contain_text("120 minutes in all")
    press(page, "Shift+Tab")
    expect(minutes).to_be_focused()
    press(page, "Enter")
    expect(page.get_by_role("heading", name="Your plan")).to_be_focused()
    assert "o=Decide" in page.url


def test_the_composer_adds_times_moves_and_takes_out_a_part(page: Page) -> None:
    skip_to_content(page, "/composer/")
    parts = page.locator(".kb-part")
    expect(parts.first).to_be_visible()
    number = parts.count()
    press_until(page, ".kb-composer__add button", most=200)
    press(page, "Enter")
    expect(page.locator(".kb-part h3 input")).to_be_focused()
    page.keyboard.type("Visit")
    minutes = press_until(page, ".kb-part__minutes input")
    page.keyboard.type("25")
    press(page, "Tab")
    expect(minutes).to_have_value("25")
    expect(minutes).to_have_accessible_name("Minutes of Visit")
    earlier = page.get_by_role("button", name="Earlier: Visit")
    expect(earlier).to_be_focused()
    press(page, "Enter")
    expect(earlier).to_be_focused()
    expect(parts.nth(number - 1).get_by_label("Minutes of Visit")).to_have_value("25")
    press(page, "Tab")
    later = page.get_by_role("button", name="Later: Visit")
    expect(later).to_be_focused()
    press(page, "Space")
    expect(later).to_be_focused()

    press(page, "Tab", "Enter")
    expect(parts).to_have_count(number)
    expect(parts.last.get_by_role("button", name=re.compile("^Take out"))).to_be_focused()
    for left in range(number - 1, -1, -1):
        press(page, "Enter")
        expect(parts).to_have_count(left)
    expect(page.get_by_label("Part to add")).to_be_focused()
    again = press_until(page, ".kb-composer__actions [aria-disabled=false]")
    press(page, "Enter")
    expect(parts).to_have_count(1)
    expect(again).to_be_focused()
    press(page, "Tab")
    expect(page.get_by_role("button", name="Start anew")).to_be_focused()
    press(page, "Enter")
    expect(parts).to_have_count(number)
    expect(page.get_by_role("heading", name="Your plan")).to_be_focused()


def test_the_composer_swaps_a_technique_and_fits_the_minutes(page: Page) -> None:
    skip_to_content(page, "/composer/")
    press_until(page, ".kb-part--practice .kb-part__panel--swap summary", most=200)
    press(page, "Enter")
    use = press_until(page, ".kb-part--practice .kb-part__others button")
    name = (use.get_attribute("aria-label") or "").removeprefix("Use ")
    press(page, "Enter")
    expect(page.locator(".kb-part--practice h3").first).to_have_text(name)
    expect(page.locator(".kb-part--practice .kb-part__panel--swap summary").first).to_be_focused()
    press_until(page, ".kb-part__minutes input")
    page.keyboard.type("7")
    press(page, "Tab")
    press_until(page, ".kb-composer__total button", "Shift+Tab", 200)
    press(page, "Enter")
    expect(page.locator(".kb-composer__total span")).to_have_text("90 minutes in all, as you asked.")
    expect(page.get_by_role("heading", name="Your plan, changed by hand")).to_be_focused()
