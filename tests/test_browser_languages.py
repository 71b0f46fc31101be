"""Translated pages in a browser: search in their language, words of scripts, right to left, every width."""

from __future__ import annotations

import pytest
from conftest import DESKTOP, NARROW, PHONE, WITHOUT_SCRIPT
from playwright.sync_api import Locator, Page, expect

from knowledgebase.languages import LANGUAGES, read_messages, say

TECHNIQUE = "techniques/after-action-review/"
ARABIC = f"/ar/{TECHNIQUE}"
WIDTHS = [NARROW["width"], PHONE["width"], 1000, 1152, DESKTOP["width"]]
"""The narrowest, a phone, either side of where the sections leave the menu, a desk."""


def open_search(page: Page) -> Locator:
    page.keyboard.press("/")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator(".kb-search__kinds button:visible").first).to_be_visible()  # the index is there
    return dialog


def edges(part: Locator) -> tuple[float, float]:
    """Where a part of the page begins and ends, from the left."""
    box = part.bounding_box()
    assert box
    return box["x"], box["x"] + box["width"]


# Search


def test_search_in_arabic_finds_the_arabic_page_alone(page: Page) -> None:
    page.goto(ARABIC)
    dialog = open_search(page)
    page.keyboard.type("استعراض")
    link = dialog.locator(".kb-results a").first
    expect(link.locator("h3")).to_have_text("استعراض ما بعد العمل")
    expect(link).to_have_attribute("href", ARABIC)
    hrefs: list[str] = dialog.locator(".kb-results a").evaluate_all("all => all.map(a => a.pathname)")
    assert all(href.startswith("/ar/") for href in hrefs)
    expect(link).to_contain_text("أسلوب تعلّم")


def test_search_in_english_finds_no_translation(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("after-action review")
    results = page.get_by_role("dialog").locator(".kb-results a")
    expect(results.and_(page.locator(f"a[href='/{TECHNIQUE}']"))).to_be_visible()
    hrefs: list[str] = results.evaluate_all("all => all.map(a => a.pathname)")
    assert not [href for href in hrefs if href[:4] in ("/fr/", "/es/", "/ar/")]


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_search_dialog_speaks_the_language_of_its_page(page: Page, code: str) -> None:
    page.goto(f"/{code}/{TECHNIQUE}")
    dialog = open_search(page)
    texts = set(dialog.inner_text().split("\n"))
    page.keyboard.type("xyzzyx")
    expect(dialog.locator(".kb-search__body")).to_contain_text("xyzzyx")
    texts |= set(dialog.inner_text().split("\n"))
    texts |= set(dialog.evaluate("d => [...d.querySelectorAll('[placeholder]')].map(e => e.placeholder)"))
    english = {text for text, message in read_messages(code).items() if message.forms["other"] != text}
    assert {text.strip() for text in texts} & english == set()
    assert say(LANGUAGES[code], "Close") in texts


# Words of other scripts


@pytest.mark.parametrize("code", LANGUAGES)
def test_buttons_and_boxes_speak_the_language_of_their_page(page: Page, code: str) -> None:
    language = LANGUAGES[code]
    page.goto(f"/{code}/{TECHNIQUE}")
    copy = say(language, "Copy {label}").format(label="BibTeX")
    expect(page.locator(".reference__tools button").first).to_have_text(copy)
    colours = say(language, "Colours: {scheme}").format(scheme=say(language, "system"))
    expect(page.locator(".kb-scheme button")).to_have_attribute(
        "title",
        f"{colours}. " + (say(language, "Change to: {scheme}").format(scheme=say(language, "light")) + "."),
    )


# The switch


def test_the_switch_leads_by_keyboard_to_this_page_in_another_language(page: Page) -> None:
    page.goto(f"/{TECHNIQUE}")
    page.locator(".kb-tongues summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("banner").get_by_role("link", name="Français")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/fr/{TECHNIQUE}")
    expect(page.locator("html")).to_have_attribute("lang", "fr")


def test_escape_closes_the_switch_and_gives_the_focus_back(page: Page) -> None:
    page.goto(f"/{TECHNIQUE}")
    page.locator(".kb-tongues summary").click()
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(page.locator(".kb-tongues")).not_to_have_attribute("open", "")
    expect(page.locator(".kb-tongues summary")).to_be_focused()


@WITHOUT_SCRIPT
def test_without_script_the_switch_leads_home_where_there_is_no_translation(page: Page) -> None:
    page.goto("/tags/memory/")
    page.locator(".kb-tongues summary").click()
    link = page.get_by_role("banner").get_by_role("link", name="العربية")
    expect(link).to_have_attribute("title", "الصفحة الرئيسية")
    link.click()
    page.wait_for_url("**/ar/")
    expect(page.get_by_role("heading", level=1)).to_have_text("ما الذي ينجح حين يتعلّم الكبار")


# Right to left, and every width


@pytest.mark.parametrize("address", ["/", f"/{TECHNIQUE}"])
@pytest.mark.parametrize("code", ["en", *LANGUAGES])
def test_no_page_scrolls_sideways(page: Page, code: str, address: str) -> None:
    page.goto(address if code == "en" else f"/{code}{address}")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        page.locator(".kb-tongues summary").click()
        expect(page.locator(".kb-tongues ul")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        begin, end = edges(page.locator(".kb-tongues ul"))
        assert begin >= -1 and end <= width + 1
        page.keyboard.press("Escape")


def test_arabic_mirrors_header_columns_lists_and_tables(page: Page) -> None:
    page.goto(ARABIC)
    brand, tools = edges(page.locator(".kb-brand")), edges(page.locator(".kb-header__tools"))
    assert tools[1] < brand[0]
    article, aside = edges(page.locator("article")), edges(page.locator(".kb-toc--open"))
    assert aside[1] < article[0]
    item, row = page.locator("article ol > li").first, page.locator("article th")
    assert item.evaluate("e => getComputedStyle(e).direction") == "rtl"
    assert item.evaluate("e => parseFloat(getComputedStyle(e).marginRight)") > 0
    assert edges(row.nth(1))[1] <= edges(row.nth(0))[0] + 1
    notice = page.locator(".kb-notice").first
    assert notice.evaluate("e => parseFloat(getComputedStyle(e).borderRightWidth)") > 3


def test_a_reference_in_arabic_keeps_its_own_direction(page: Page) -> None:
    page.goto(ARABIC)
    text = page.locator(".reference-text").first
    assert text.evaluate("e => getComputedStyle(e).direction") == "ltr"


@pytest.mark.parametrize("width", [PHONE["width"], DESKTOP["width"]])
def test_a_box_beside_a_citation_lies_within_the_screen(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ARABIC)
    page.keyboard.press("Tab")
    page.locator(".citation-link").first.focus()
    box = page.get_by_role("tooltip")
    expect(box).to_be_visible()
    begin, end = edges(box)
    assert begin >= 0 and end <= width


@pytest.mark.parametrize("width", [PHONE["width"], DESKTOP["width"]])
def test_the_search_dialog_is_mirrored(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(ARABIC)
    dialog = open_search(page)
    field, close = dialog.get_by_role("searchbox"), dialog.get_by_role("button", name="أغلق")
    assert edges(close)[1] <= edges(field)[0]
    assert dialog.evaluate("d => d.scrollWidth <= d.clientWidth")
