"""Synergies in a browser: filters kept in the address, both names of a pair lead on, whole without script."""

from __future__ import annotations

import pytest
from conftest import WITHOUT_SCRIPT
from playwright.sync_api import Page, expect

PAIRS = ".kb-pair:visible"


def test_a_reader_narrows_pairs_by_agency_and_shares_the_address(page: Page) -> None:
    page.goto("/synergies/?agency=unodc&relation=overlap")
    first = page.locator(PAIRS).first
    expect(first).to_contain_text("Overlap")
    expect(page.locator(".kb-filters__count [role=status]")).to_contain_text("of")
    for text in page.locator(PAIRS).all_inner_texts():
        assert "UNODC" in text
        assert "Overlap" in text


def test_each_name_of_a_pair_leads_to_its_own_activity(page: Page) -> None:
    page.goto("/synergies/")
    links = page.locator(PAIRS).first.locator("h3 a")
    wanted = links.first.inner_text()
    links.first.click()
    expect(page.locator("h1")).to_have_text(wanted)


def test_the_score_is_explained_by_keyboard(page: Page) -> None:
    page.goto("/synergies/")
    summary = page.locator(PAIRS).first.locator("summary")
    summary.focus()
    page.keyboard.press("Enter")
    expect(page.locator(PAIRS).first.locator("tbody tr")).to_have_count(6)


@WITHOUT_SCRIPT
def test_without_script_all_pairs_are_there(page: Page) -> None:
    page.goto("/synergies/")
    assert page.locator(".kb-pair").count() > 100
    expect(page.locator(".kb-pair").first).to_be_visible()


@pytest.mark.parametrize("page", [{"viewport": {"width": 320, "height": 800}}], indirect=True, ids=["narrow"])
def test_a_narrow_screen_never_scrolls_sideways(page: Page) -> None:
    page.goto("/synergies/")
    page.locator(PAIRS).first.locator("summary").click()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
