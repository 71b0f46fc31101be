"""Comparison, evidence map and explorer in a browser: sorting, filters, addresses, keyboard, no script."""

from __future__ import annotations

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from conftest import DESKTOP, ON_A_PHONE, PHONE, WITHOUT_SCRIPT
from playwright.sync_api import Browser, Locator, Page, Route, expect


def rows(page: Page) -> Locator:
    return page.locator(".kb-table--compare tbody tr:visible")


def titles(page: Page) -> list[str]:
    return rows(page).locator("th a").all_inner_texts()


def by(page: Page, key: str) -> list[str]:
    """What each row is sorted by in a column; an empty text where it has no value."""
    column = head(page, key).evaluate("head => head.cellIndex")
    found: list[str] = rows(page).evaluate_all(f"rows => rows.map(row => row.cells[{column}].dataset.by)")
    return found


def sort_values(page: Page, key: str) -> list[float]:
    """What the rows are sorted by, rows without a value left out."""
    found = by(page, key)
    return [float(value) for value in found if value]


def head(page: Page, name: str) -> Locator:
    return page.locator(".kb-table--compare thead th").filter(has_text=name)


# Comparison


def test_the_header_of_a_desktop_stays_on_one_line(page: Page) -> None:
    page.goto("/compare/")
    tops = page.locator(".kb-sections a").evaluate_all("links => links.map(a => a.offsetTop)")
    assert len(set(tops)) == 1
    expect(page.locator(".kb-sections [aria-current]")).to_have_text("Techniques")


def test_a_column_sorts_the_table_and_says_which_way(page: Page) -> None:
    page.goto("/compare/")
    head(page, "Effect").get_by_role("button").click()
    expect(head(page, "Effect")).to_have_attribute("aria-sort", "descending")
    values = sort_values(page, "Effect")
    assert len(values) > 2
    assert values == sorted(values, reverse=True)
    head(page, "Effect").get_by_role("button").click()
    expect(head(page, "Effect")).to_have_attribute("aria-sort", "ascending")
    assert sort_values(page, "Effect") == sorted(values)


def test_what_has_no_number_stands_last_in_either_direction(page: Page) -> None:
    for sort in ("effect", "-effect"):
        page.goto(f"/compare/?sort={sort}")
        found = by(page, "Effect")
        empty = found.count("")
        assert empty > 0
        assert found[-empty:] == [""] * empty


def test_the_keyboard_sorts_and_keeps_its_place(page: Page) -> None:
    page.goto("/compare/")
    button = head(page, "Cost").get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    expect(head(page, "Cost")).to_have_attribute("aria-sort", "ascending")
    expect(button).to_be_focused()


def test_the_order_stands_in_the_address(page: Page) -> None:
    page.goto("/compare/")
    head(page, "Rating").get_by_role("button").click()
    assert page.url.endswith("/compare/?sort=-rating")
    first = titles(page)
    page.reload()
    assert titles(page) == first


def test_filters_narrow_the_table_and_stand_in_the_address(page: Page) -> None:
    page.goto("/compare/")
    before = rows(page).count()
    page.get_by_label("Certainty").select_option("High")
    page.get_by_label("Delivery").select_option("Self-paced")
    after = rows(page).count()
    assert 0 < after < before
    assert "rating=high" in page.url
    assert "delivery=self-paced" in page.url
    expect(page.locator(".kb-compare .kb-filters__count")).to_contain_text(f"{after} of {before} techniques")
    page.reload()
    assert rows(page).count() == after
    page.get_by_role("button", name="Clear filters").click()
    assert rows(page).count() == before
    assert page.url.endswith("/compare/")


def test_filters_that_fit_nothing_say_so(page: Page) -> None:
    page.goto("/compare/?rating=very-low&verdict=works")
    assert rows(page).count() == 0
    expect(page.get_by_text("No technique fits all of this")).to_be_visible()


def test_an_address_with_nonsense_shows_the_whole_table(page: Page) -> None:
    page.goto("/compare/?sort=-nothing&rating=best&side=nobody,,&time=x")
    assert titles(page) == sorted(titles(page), key=str.casefold)
    expect(page.locator(".kb-side")).to_be_hidden()


def test_two_techniques_stand_side_by_side(page: Page) -> None:
    page.goto("/compare/")
    page.get_by_label("Set Coaching side by side").check()
    expect(page.locator(".kb-choose")).to_contain_text("1 chosen")
    page.get_by_label("Set Feedback side by side").check()
    assert page.url.endswith("?side=coaching,feedback")
    page.locator(".kb-choose").get_by_role("button", name="Side by side").click()
    expect(page.get_by_role("heading", name="Side by side")).to_be_focused()
    side = page.locator(".kb-side table")
    assert side.locator("thead a").all_inner_texts() == ["Coaching", "Feedback"]
    expect(side.get_by_role("row", name=re.compile("^Rating"))).to_contain_text("certainty")


def test_an_address_shows_techniques_side_by_side(page: Page) -> None:
    page.goto("/compare/?side=simulation,coaching,nobody")
    side = page.locator(".kb-side table")
    assert side.locator("thead a").all_inner_texts() == ["Simulation", "Coaching"]
    side.get_by_role("link", name="Simulation", exact=True).click()
    page.wait_for_url("**/techniques/simulation/")


def test_four_is_the_most_and_one_can_be_taken_out(page: Page) -> None:
    page.goto("/compare/?side=simulation,coaching,feedback,interleaving,mentoring")
    side = page.locator(".kb-side")
    assert side.locator("thead a").count() == 4
    expect(page.get_by_label("Set Mentoring side by side")).to_be_disabled()
    page.get_by_role("button", name="Take out Coaching").click()
    assert side.locator("thead a").all_inner_texts() == ["Simulation", "Feedback", "Interleaving"]
    expect(page.get_by_label("Set Mentoring side by side")).to_be_enabled()
    assert page.url.endswith("?side=simulation,feedback,interleaving")


def test_taking_out_all_but_one_closes_the_panel_and_keeps_the_focus(page: Page) -> None:
    page.goto("/compare/?side=simulation,coaching")
    page.get_by_role("button", name="Take out Coaching").click()
    expect(page.locator(".kb-side")).to_be_hidden()
    expect(page.get_by_label("Set Coaching side by side")).to_be_focused()


@WITHOUT_SCRIPT
def test_without_script_the_table_is_whole(page: Page) -> None:
    page.goto("/compare/?rating=high&side=coaching,feedback")
    assert rows(page).count() > 10
    expect(page.locator(".kb-table--compare")).to_contain_text("certainty")
    assert page.locator(".kb-compare").locator("input, select, button").count() == 0
    rows(page).first.locator("th a").click()
    page.wait_for_url("**/techniques/*/")


# Evidence map


def test_the_map_is_a_table_with_headers(page: Page) -> None:
    page.goto("/map/")
    table = page.locator(".kb-map").first
    assert table.get_by_role("columnheader").count() == 5
    assert table.get_by_role("rowheader").count() > 10
    cells = table.locator("tbody tr").evaluate_all("rows => rows.map(row => row.cells.length)")
    assert set(cells) == {5}


def test_the_keyboard_opens_a_cell_and_follows_a_link_to_a_record(page: Page) -> None:
    page.goto("/map/")
    page.locator(".kb-map tbody th a").first.focus()
    page.keyboard.press("Tab")
    summary = page.locator(".kb-map details summary").first
    expect(summary).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    link = page.locator(".kb-map details").first.locator("li a").first
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/research/*/")


def test_a_cell_tells_a_screen_reader_what_it_shows(page: Page) -> None:
    page.goto("/map/")
    text = page.locator(".kb-map details summary").first.inner_text()
    words = " ".join(text.split())
    assert re.fullmatch(r"\d+ (summary|summaries) of .+, Learning, certainty: [A-Z][a-z ]+", words), words


def test_a_gap_leads_to_where_one_contributes(page: Page) -> None:
    page.goto("/map/")
    gap = page.locator(".kb-map__cell--gap a").first
    assert "Contribute one" in (gap.text_content() or "")
    gap.click()
    page.wait_for_url("**/contribute/")


def test_the_number_of_a_cell_is_that_of_its_links(page: Page) -> None:
    page.goto("/map/")
    counts: list[list[int]] = page.locator(".kb-map details").evaluate_all(
        "cells => cells.map(c => [parseInt(c.querySelector('.kb-map__count').textContent),"
        " c.querySelectorAll('li').length])"
    )
    assert len(counts) > 20
    assert all(shown == links for shown, links in counts)


@WITHOUT_SCRIPT
def test_without_script_a_cell_opens(page: Page) -> None:
    page.goto("/map/")
    page.locator(".kb-map details summary").first.click()
    page.locator(".kb-map details").first.locator("li a").first.click()
    page.wait_for_url("**/research/*/")


# Explorer


def found(page: Page) -> int:
    """How many results the explorer says it has."""
    expect(page.locator(".kb-explore")).not_to_have_attribute("aria-busy", "true")
    status = page.locator(".kb-explore [role=status]")
    expect(status).to_have_text(re.compile(r"^(\d+ results?|No results)$"))
    return int((re.findall(r"\d+", status.inner_text()) or ["0"])[0])


def order_of(page: Page) -> Locator:
    return page.locator(".kb-explore select")


def value(page: Page, facet: str, name: str) -> Locator:
    """The label of one value of a facet, its group opened."""
    group = page.locator(".kb-filters__group").filter(has=page.locator(f"summary:text-matches('^{facet}')"))
    if group.get_attribute("open") is None:
        group.locator("summary").click()
    return group.locator("label").filter(has_text=name)


def number_of(label: Locator) -> int:
    return int(label.locator(".kb-filters__number").inner_text().replace(",", ""))


def test_the_explorer_finds_words_in_full_text(page: Page) -> None:
    page.goto("/explore/")
    everything = found(page)
    page.get_by_label("Words").fill("retrieval practice")
    expect(page.locator(".kb-results h3").first).to_have_text("Retrieval practice")
    assert 0 < found(page) < everything
    assert "q=retrieval+practice" in page.url


def test_the_count_beside_a_value_is_what_it_finds(page: Page) -> None:
    page.goto("/explore/?q=feedback")
    found(page)
    label = value(page, "Audience", "Students")
    promised = number_of(label)
    assert promised > 0
    label.locator("input").check()
    expect(page.locator(".kb-explore [role=status]")).to_have_text(re.compile(f"^{promised} result"))
    assert "audience=students" in page.url


def test_two_values_of_a_facet_widen_and_two_facets_narrow(page: Page) -> None:
    page.goto("/explore/?kind=technique")
    techniques = found(page)
    page.goto("/explore/?kind=technique&kind=training")
    both = found(page)
    page.goto("/explore/?kind=technique&rating=high")
    high = found(page)
    assert both > techniques > high > 0


def test_the_rating_of_techniques_is_a_facet(page: Page) -> None:
    page.goto("/explore/?rating=high")
    found(page)
    assert set(page.locator(".kb-results .kb-kind").all_inner_texts()) == {"Technique"}
    page.goto("/explore/?rating=high&rating=moderate&rating=low&rating=very-low&rating=not-assessed")
    rated = found(page)
    page.goto("/explore/?kind=technique")
    assert found(page) == rated


def test_a_broader_tag_finds_what_carries_a_narrower_one(page: Page) -> None:
    page.goto("/explore/?region=east-africa")
    narrower = found(page)
    page.goto("/explore/?region=africa")
    assert found(page) >= narrower > 0


def test_results_sort_by_title_and_by_date(page: Page) -> None:
    page.goto("/explore/?kind=research&q=feedback")
    found(page)
    order_of(page).select_option("Newest first")
    expect(page.locator(".kb-results__tags").first).to_contain_text(re.compile(r"^20\d\d"))
    assert "sort=newest" in page.url
    found(page)
    texts = page.locator(".kb-results__tags").all_inner_texts()
    years = [int(text[:4]) for text in texts]
    assert years == sorted(years, reverse=True)
    page.goto("/explore/?kind=technique&sort=title")
    found(page)
    names = page.locator(".kb-results h3").all_inner_texts()
    assert names == sorted(names, key=str.casefold)


def test_the_explorer_shows_more_on_demand_and_moves_on_to_it(page: Page) -> None:
    page.goto("/explore/?kind=research")
    found(page)
    assert page.locator(".kb-results li").count() == 10
    page.get_by_role("button", name=re.compile("^Show 10 more")).click()
    expect(page.locator(".kb-results li")).to_have_count(20)
    expect(page.locator(".kb-results li a").nth(10)).to_be_focused()


def test_the_address_brings_back_words_filters_and_order(page: Page) -> None:
    page.goto("/explore/?q=course&kind=activity&sort=newest")
    before = found(page)
    expect(page.get_by_label("Words")).to_have_value("course")
    expect(order_of(page)).to_have_value("newest")
    expect(value(page, "Kind", "Activities").locator("input")).to_be_checked()
    page.locator(".kb-results a").first.click()
    page.go_back()
    assert found(page) == before


def test_an_empty_result_tells_which_filter_to_take_out(page: Page) -> None:
    page.goto("/explore/?q=retrieval&kind=technique&audience=recruiters")
    assert found(page) == 0
    box = page.locator(".kb-explore__found")
    expect(box).to_contain_text("Nothing was found for “retrieval” with these filters.")
    expect(box.get_by_role("link", name="all topics and tags")).to_be_visible()
    loosen = box.get_by_role("button", name=re.compile(r"^Any audience: \d+"))
    promised = int(re.findall(r"\d+", loosen.inner_text())[0])
    loosen.click()
    expect(page.locator(".kb-explore [role=status]")).to_have_text(re.compile(f"^{promised} result"))


def test_an_empty_result_offers_fewer_words(page: Page) -> None:
    page.goto("/explore/?q=feedback+hippopotamus+umbrella+saxophone")
    assert found(page) == 0
    page.get_by_role("button", name="feedback", exact=True).click()
    expect(page.locator(".kb-results li").first).to_be_visible()
    expect(page.get_by_label("Words")).to_have_value("feedback")


def test_without_an_index_the_explorer_says_so_and_lists_the_facets(page: Page) -> None:
    def refuse(route: Route) -> None:
        route.abort()

    page.route("**/pagefind/**", refuse)
    page.goto("/explore/")
    expect(page.locator(".kb-explore__found")).to_contain_text("could not be loaded")
    expect(
        page.locator(".kb-explore__facets").get_by_role("link", name="Trainers", exact=True)
    ).to_be_visible()


@ON_A_PHONE
def test_the_explorer_works_on_a_phone(page: Page) -> None:
    page.goto("/explore/")
    found(page)
    page.locator(".kb-filters__all > summary").click()
    value(page, "Kind", "Trainings").locator("input").check()
    page.get_by_role("button", name="Show results").click()
    expect(page.locator(".kb-explore .kb-filters__count")).to_be_in_viewport()
    kinds = page.locator(".kb-results .kb-kind")
    expect(kinds.first).to_have_text("Training")
    assert set(kinds.all_inner_texts()) == {"Training"}


@WITHOUT_SCRIPT
def test_without_script_the_explorer_lists_facets_that_lead_to_lists(page: Page) -> None:
    page.goto("/explore/")
    expect(page.get_by_text("Searching needs JavaScript")).to_be_visible()
    page.locator(".kb-explore__facets").get_by_role("link", name="Memory and retention").click()
    page.wait_for_url("**/tags/memory/")


def test_the_search_dialog_goes_on_in_the_explorer(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.locator("#kb-search-field").fill("coaching")
    expect(page.locator(".kb-search__status")).to_contain_text("result")
    page.get_by_role("button", name=re.compile(r"^Techniques \d+")).click()
    expect(page.locator(".kb-search__links a")).to_have_attribute("href", re.compile("kind=technique"))
    page.locator(".kb-search__links a").click()
    page.wait_for_url("**/explore/?q=coaching&kind=technique")
    assert found(page) > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_axe_finds_nothing_in_opened_parts(
    browser: Browser, site_url: str, viewport: dict[str, int], scheme: str
) -> None:
    context = browser.new_context(viewport=viewport, color_scheme=scheme, base_url=site_url)  # type: ignore[arg-type]
    page = context.new_page()
    page.goto("/map/")
    page.locator(".kb-map details summary").first.click()
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.goto("/explore/?q=hippopotamus+umbrella+saxophone&kind=technique")
    assert found(page) == 0
    page.locator(".kb-filters__all").evaluate("details => { details.open = true; }")
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    page.goto("/explore/?q=feedback")
    found(page)
    assert Axe().run(page).violations_count == 0, Axe().run(page).generate_report()
    context.close()
