"""The register of activities in a browser: filters, addresses, table and cards, files, timeline, map."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, NARROW, ON_A_PHONE, PHONE
from playwright.sync_api import Browser, Locator, Page, Route, expect

WITHOUT_SCRIPT = pytest.mark.parametrize(
    "page", [{"java_script_enabled": False, "viewport": PHONE}], indirect=True, ids=["no script"]
)


def rows(page: Page) -> Locator:
    return page.locator(".kb-register__table tbody tr")


def status(page: Page) -> Locator:
    return page.locator(".kb-filters__count [role=status]")


def count(page: Page) -> int:
    """How many activities the register says it shows, once it is ready."""
    expect(page.locator(".kb-register")).not_to_have_attribute("aria-busy", "true")
    expect(status(page)).to_have_text(re.compile(r"^\d+( of \d+)? activities"))
    return int(re.findall(r"\d+", status(page).inner_text())[0])


def value(page: Page, facet: str, name: str) -> Locator:
    """The label of one value of a filter, its group opened."""
    group = page.locator(".kb-filters__group").filter(has=page.locator(f"summary:text-matches('^{facet}')"))
    if group.first.get_attribute("open") is None:
        group.first.locator("summary").click()
    return group.first.locator("label").filter(has_text=name)


def number_of(label: Locator) -> int:
    return int(label.locator(".kb-filters__number").inner_text())


def test_the_count_beside_a_value_is_what_it_finds(page: Page) -> None:
    page.goto("/activities/")
    everything = count(page)
    label = value(page, "Agency", "UNODC")
    promised = number_of(label)
    assert 0 < promised < everything
    label.locator("input").check()
    expect(status(page)).to_have_text(re.compile(f"^{promised} of {everything} "))
    expect(rows(page)).to_have_count(promised)
    assert page.url.endswith("/activities/?agency=unodc")


def test_the_list_is_not_fetched_before_it_is_needed(page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/activities/")
    count(page)
    assert not [url for url in asked if "/data/" in url]
    page.get_by_label("Words").fill("toolkit")
    expect(status(page)).to_contain_text(" of ")
    assert [url for url in asked if url.endswith("/data/register.json")]


def test_an_address_brings_back_all_that_was_chosen(page: Page) -> None:
    page.goto("/activities/?country=TZA&from=2015&to=2020&sort=newest&view=cards&nonsense=1&region=nowhere")
    found = count(page)
    assert found > 0
    expect(page.get_by_label("From year")).to_have_value("2015")
    expect(page.get_by_role("combobox", name="Order")).to_have_value("newest")
    expect(page.get_by_role("button", name="Cards")).to_have_attribute("aria-pressed", "true")
    expect(value(page, "Country", "Tanzania").locator("input")).to_be_checked()
    assert all("Tanzania" in text for text in rows(page).locator("[data-label=Where]").all_inner_texts())
    page.locator(".kb-register__table th a").first.click()
    page.wait_for_url("**/activities/*/")
    page.go_back()
    assert count(page) == found


def test_two_filters_narrow_and_two_values_of_one_widen(page: Page) -> None:
    page.goto("/activities/?agency=iom")
    one = count(page)
    page.goto("/activities/?agency=iom&agency=unodc")
    two = count(page)
    page.goto("/activities/?agency=iom&evaluated=yes")
    both = count(page)
    assert two > one > both > 0


def test_years_leave_out_what_has_no_date_and_say_so(page: Page) -> None:
    page.goto("/activities/")
    page.get_by_label("From year").fill("2012")
    page.get_by_label("To year").fill("2013")
    expect(status(page)).to_have_text(re.compile(r"^\d+ of \d+ activities, and \d+ without a date$"))
    assert "from=2012&to=2013" in page.url
    texts = rows(page).locator("[data-label=When]").all_inner_texts()
    assert texts
    assert "not recorded" not in texts


def test_newest_first_goes_by_the_year_of_the_start(page: Page) -> None:
    page.goto("/activities/")
    page.get_by_role("combobox", name="Order").select_option("Newest first")
    assert "sort=newest" in page.url
    expect(rows(page).first.locator("[data-label=When]")).to_contain_text("202")
    texts = rows(page).locator("[data-label=When]").all_inner_texts()
    starts = [int(years[0]) for text in texts if (years := re.findall(r"\b\d{4}\b", text))]
    assert starts == sorted(starts, reverse=True)
    assert texts[-1] == "not recorded"


def test_nothing_found_is_said_and_can_be_cleared(page: Page) -> None:
    page.goto("/activities/?q=hippopotamus")
    assert count(page) == 0
    expect(page.get_by_text("No activities fit all of this")).to_be_visible()
    page.get_by_role("button", name="Clear filters").click()
    expect(page.get_by_label("Words")).to_be_focused()
    expect(rows(page).first).to_be_visible()
    assert page.url.endswith("/activities/")


def test_a_list_that_cannot_be_loaded_is_said(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/data/register.json", refuse)
    page.goto("/activities/?agency=iom")
    expect(page.get_by_text("The list could not be loaded")).to_be_visible()
    expect(rows(page).first).to_be_visible()


def saved(page: Page, name: str) -> str:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_text(encoding="utf-8")


def test_what_is_filtered_can_be_downloaded(page: Page) -> None:
    page.goto("/activities/?agency=unitar&sort=oldest")
    found = count(page)
    titles = page.locator(".kb-register__table th a").all_inner_texts()
    table = list(csv.DictReader(io.StringIO(saved(page, "Download CSV"), newline="")))
    whole = json.loads(saved(page, "Download JSON"))
    assert [row["title"] for row in table] == titles == [each["title"] for each in whole["activities"]]
    assert len(table) == found
    assert whole["narrowed"] == "?agency=unitar&sort=oldest"
    expect(page.get_by_text(f"A file with {found} activities was made.")).to_be_attached()


def test_a_file_of_the_page_equals_the_whole_file(page: Page, site_url: str) -> None:
    page.goto("/activities/")
    made = sorted(saved(page, "Download CSV").splitlines())
    assert made == sorted(page.request.get(f"{site_url}/data/activities.csv").text().splitlines())


def test_a_downloaded_cell_that_begins_as_a_formula_stays_a_text(page: Page, site_url: str) -> None:
    whole = page.request.get(f"{site_url}/data/activities.json").json()
    for each in whole["activities"]:
        each["participants"] = '=HYPERLINK("https://example.org", "x")'
    page.route("**/data/activities.json", lambda route: route.fulfill(json=whole))
    page.goto("/activities/?agency=unodc")
    count(page)
    rows_saved = csv.DictReader(io.StringIO(saved(page, "Download CSV"), newline=""))
    assert {row["participants"] for row in rows_saved} == {'\'=HYPERLINK("https://example.org", "x")'}


def test_long_lists_are_shown_in_parts(page: Page, site_url: str) -> None:
    whole = page.request.get(f"{site_url}/data/register.json").json()
    one = whole["activities"][0]
    whole["activities"] = [{**one, "title": f"Course {number}"} for number in range(10_000)]
    page.route("**/data/register.json", lambda route: route.fulfill(json=whole))
    page.goto("/activities/?q=course")
    expect(status(page)).to_contain_text("10,000 of")
    expect(rows(page)).to_have_count(100)
    page.get_by_role("button", name="Next part").click()
    expect(page.locator(".kb-pager")).to_contain_text("Part 2 of 100")
    expect(page.locator(".kb-filters__count")).to_be_focused()
    assert page.url.endswith("?q=course&page=2")
    expect(rows(page).first).to_contain_text("Course 100")


@ON_A_PHONE
def test_a_phone_shows_cards_and_can_show_the_table(page: Page) -> None:
    page.goto("/activities/")
    first = rows(page).first
    expect(page.get_by_role("button", name="Cards")).to_have_attribute("aria-pressed", "true")
    expect(first.locator(".kb-register__summary")).to_be_visible()
    page.get_by_role("button", name="Table").click()
    expect(first.locator(".kb-register__summary")).to_be_hidden()
    assert page.url.endswith("?view=table")
    assert page.get_by_role("columnheader").count() == 6
    page.locator(".kb-filters__all > summary").click()
    value(page, "Type", "Toolkit").locator("input").check()
    page.get_by_role("button", name=re.compile("^Show [0-9]+ activities")).click()
    expect(page.locator(".kb-filters__count")).to_be_in_viewport()


@WITHOUT_SCRIPT
def test_without_script_everything_can_be_read(page: Page) -> None:
    page.goto("/activities/?agency=iom")
    assert rows(page).count() > 50
    expect(rows(page).first.locator(".kb-register__summary")).to_be_visible()
    page.get_by_role("link", name="Timeline").click()
    page.wait_for_url("**/activities/timeline/")
    assert page.locator(".kb-time__bar").count() > 30
    page.goto("/activities/map/")
    assert page.locator(".kb-world__place").count() > 30


def test_each_row_of_the_timeline_has_its_bar_and_its_words(page: Page) -> None:
    page.goto("/activities/timeline/")
    lines: list[list[str]] = page.locator(".kb-time tbody tr").evaluate_all(
        "rows => rows.map(row => [row.cells[1].textContent,"
        " row.querySelectorAll('.kb-time__bar').length, row.querySelectorAll('.kb-time__open').length])"
    )
    assert len(lines) > 30
    assert all(bars == 1 for _, bars, _ in lines)
    assert all(bool(opens) == text.startswith(("since", "until")) for text, _, opens in lines)


def test_a_country_of_the_map_leads_to_its_activities(page: Page) -> None:
    page.goto("/activities/map/")
    place = page.get_by_role("link", name=re.compile(r"^Malta: \d+ activit"))
    promised = int(re.findall(r"\d+", place.get_attribute("aria-label") or "")[0])
    place.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities/?country=MLT")
    assert count(page) == promised


def test_the_map_and_its_tables_count_every_activity(page: Page) -> None:
    page.goto("/activities/")
    everything = count(page)
    page.goto("/activities/map/")
    text = page.locator("article").inner_text()
    with_country = int(re.findall(r"(\d+) name at least one country", text)[0])
    without = int(re.findall(r"(\d+) are region-wide or global", text)[0])
    assert with_country + without == everything
    page.locator(".kb-places").first.get_by_role("link", name="Global").click()
    page.wait_for_url("**/activities/?country=none&region=global")
    assert 0 < count(page) <= without


def test_the_shelf_leads_to_what_was_never_evaluated(page: Page) -> None:
    page.goto("/activities/evaluations/")
    link = page.locator("a[href$='evaluated=no']").first
    promised = int(link.inner_text())
    link.click()
    page.wait_for_url("**/activities/?evaluated=no")
    assert count(page) == promised


@pytest.mark.parametrize("page", [{"viewport": NARROW}], indirect=True, ids=["320 px"])
@pytest.mark.parametrize("path", ["", "?view=table", "timeline/", "map/", "evaluations/"])
def test_no_page_scrolls_sideways(page: Page, path: str) -> None:
    page.goto(f"/activities/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= NARROW["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing(browser: Browser, site_url: str, viewport: dict[str, int], scheme: str) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, base_url=site_url)  # type: ignore[arg-type]
    page = context.new_page()
    for path in (
        "?agency=iom&view=cards",
        "?view=table",
        "?q=hippopotamus",
        "timeline/",
        "map/",
        "evaluations/",
    ):
        page.goto(f"/activities/{path}")
        if path.startswith("?"):
            count(page)
        page.locator("details").evaluate_all("all => all.forEach(each => { each.open = true; })")
        results = Axe().run(page)
        assert results.violations_count == 0, f"{path}\n{results.generate_report()}"
    context.close()
