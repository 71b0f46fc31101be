"""A technique's page in a browser: its table of results sorts, by pointer and keyboard, and reads without."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

PAGE = "/techniques/retrieval-practice/"


@pytest.fixture
def page(page: Page) -> Page:
    """A new reader at the page; parametrise indirectly with options of the browser's context."""
    page.goto(PAGE)
    return page


def table(page: Page) -> Locator:
    return page.locator(".kb-table--results")


def head(page: Page, name: str) -> Locator:
    return table(page).locator("thead th").filter(has_text=name)


def values(page: Page, column: str) -> list[str]:
    """What the rows are sorted by in a column, from the top."""
    index = head(page, column).evaluate("head => head.cellIndex")
    found: list[str] = table(page).evaluate(
        "(table, index) => [...table.tBodies[0].rows].map(row => row.cells[index].dataset.by)", index
    )
    return found


def test_results_stand_newest_first_and_the_heading_says_so(page: Page) -> None:
    years = values(page, "Study")
    assert len(years) > 10
    assert years == sorted(years, reverse=True)
    expect(head(page, "Study")).to_have_attribute("aria-sort", "descending")


def test_a_heading_sorts_the_results_and_back(page: Page) -> None:
    before = values(page, "Effect")
    head(page, "Effect").get_by_role("button").click()
    expect(head(page, "Effect")).to_have_attribute("aria-sort", "descending")
    expect(head(page, "Study")).not_to_have_attribute("aria-sort", "descending")
    found = values(page, "Effect")
    numbers = [float(value) for value in found if value]
    assert len(numbers) > 3
    assert numbers == sorted(numbers, reverse=True)
    assert found[len(numbers) :] == [""] * (len(found) - len(numbers))
    head(page, "Study").get_by_role("button").click()
    expect(head(page, "Study")).to_have_attribute("aria-sort", "descending")
    assert values(page, "Effect") == before


def test_every_column_sorts_both_ways(page: Page) -> None:
    for button in table(page).locator("thead button").all():
        cell = button.locator("xpath=..")
        button.click()
        first = cell.get_attribute("aria-sort")
        button.click()
        second = cell.get_attribute("aria-sort")
        assert {first, second} == {"ascending", "descending"}
        assert table(page).locator("thead [aria-sort]").count() == 1


def test_the_keyboard_sorts_and_stays_where_it_is(page: Page) -> None:
    button = head(page, "Direction").get_by_role("button")
    button.focus()
    page.keyboard.press("Space")
    expect(head(page, "Direction")).to_have_attribute("aria-sort", "ascending")
    expect(button).to_be_focused()
    order = [int(value) for value in values(page, "Direction") if value]
    assert order == sorted(order)


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True, ids=["no script"])
def test_without_script_the_results_stand_newest_first(page: Page) -> None:
    years = values(page, "Study")
    assert years == sorted(years, reverse=True)
    assert table(page).locator("button").count() == 0


def test_only_pages_with_a_table_to_sort_load_the_script(page: Page) -> None:
    sorting = page.locator("script[src$='tables.js']")
    assert sorting.count() == 1
    page.goto("/trainings/")
    assert sorting.count() == 0


def test_many_links_to_a_page_are_folded_and_few_are_open(page: Page) -> None:
    groups = page.locator(".kb-backlinks details")
    for group in groups.all():
        few = group.locator("li").count() <= 8
        assert (group.get_attribute("open") is not None) == few
    folded = groups.first
    expect(folded.locator("li a").first).to_be_hidden()
    folded.locator("summary").click()
    expect(folded.locator("li a").first).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_sorted_table(browser: Browser, site_url: str, scheme: str) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        color_scheme=scheme,  # type: ignore[arg-type]
        base_url=site_url,
    )
    page = context.new_page()
    page.goto(PAGE)
    head(page, "Effect").get_by_role("button").click()
    page.locator(".kb-backlinks summary").first.click()
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    context.close()
