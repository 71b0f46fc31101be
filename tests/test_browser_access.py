"""Every type of page for everyone: axe, focus, zoom, spacing, less motion, forced colours, no script."""

from __future__ import annotations

from collections.abc import Iterator

import page_measures as measures
import pytest
from conftest import DESKTOP, NARROW, PHONE
from page_types import PAGE_TYPES
from playwright.sync_api import Browser, Page, expect

ZOOMED = {"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}
"""What is left of a desktop's screen at 200 %."""
SMALL_DESKTOP = {"width": 1000, "height": 720}
"""A small window, or a desktop's screen at 125 %."""
EVERY_TYPE = pytest.mark.parametrize("path", PAGE_TYPES.values(), ids=list(PAGE_TYPES))


@pytest.fixture(scope="module")
def reader(browser: Browser, site_url: str) -> Iterator[Page]:
    """One reader for all types of page, who asks for less motion."""
    context = browser.new_context(viewport=DESKTOP, base_url=site_url, reduced_motion="reduce")  # type: ignore[arg-type]
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@EVERY_TYPE
def test_nothing_bars_a_reader(reader: Page, path: str) -> None:
    page = reader
    page.set_viewport_size(DESKTOP)  # type: ignore[arg-type]
    page.emulate_media(media="screen", color_scheme="light")
    page.goto(path)
    faults = [*measures.walk(page, 25), *measures.unclear(page), *measures.moving(page)]
    measures.load_axe(page)
    faults += measures.axe_faults(page)
    page.emulate_media(color_scheme="dark")
    faults += measures.axe_faults(page)
    page.emulate_media(media="print", color_scheme="light")
    faults += measures.axe_faults(page)
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    faults += measures.axe_faults(page)
    for screen in (SMALL_DESKTOP, ZOOMED, NARROW):
        page.set_viewport_size(screen)  # type: ignore[arg-type]
        faults += measures.sideways(page)
    measures.space_text(page)
    faults += [*measures.sideways(page), *measures.cut_off(page)]
    assert faults == [], faults


@pytest.fixture(scope="module")
def scriptless(browser: Browser, site_url: str) -> Iterator[Page]:
    """One reader for all types of page, whose browser runs no script and prefers dark colours."""
    context = browser.new_context(java_script_enabled=False, base_url=site_url, color_scheme="dark")
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@EVERY_TYPE
def test_without_script_every_page_reads_and_offers_no_dead_control(scriptless: Page, path: str) -> None:
    page = scriptless
    page.goto(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    controls = page.locator("button, input, select, textarea, [role=button], dialog, a:not([href])")
    assert (
        controls.evaluate_all("all => all.filter((e) => e.checkVisibility()).map((e) => e.outerHTML)") == []
    )
    assert len(page.locator("article").inner_text()) > 100
    assert page.locator("article a[href]:visible").count() > 0
    background = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert background == "rgb(18, 23, 21)"


@pytest.mark.parametrize("path", ["/techniques/", "/activities/", "/compare/", "/synergies/"])
def test_without_script_filters_give_way_to_lists_by_facet(scriptless: Page, path: str) -> None:
    page = scriptless
    page.goto(path)
    page.locator(".kb-without-script").get_by_role("link", name="topics and tags").click()
    page.wait_for_url("**/tags/")


# Colours that the system forces


@pytest.mark.parametrize("page", [{"forced_colors": "active", "color_scheme": "dark"}], indirect=True)
def test_plots_are_legible_in_forced_colours(page: Page) -> None:
    page.goto("/techniques/retrieval-practice/")
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    drawn = page.locator(".kb-forest__plot :is(text, .kb-forest__mark)").evaluate_all(
        "all => [...new Set(all.map((e) => getComputedStyle(e).fill))]"
    )
    assert drawn
    assert ground not in drawn
    assert len(drawn) <= 3


@pytest.mark.parametrize("page", [{"forced_colors": "active"}], indirect=True)
def test_a_pressed_button_differs_in_forced_colours(page: Page) -> None:
    page.goto("/activities/?view=table")
    pressed = page.locator(".kb-button[aria-pressed=true]").first
    expect(pressed).to_be_visible()
    other = page.locator(".kb-button[aria-pressed=false]").first
    ground = "e => getComputedStyle(e).backgroundColor"
    assert pressed.evaluate(ground) != other.evaluate(ground)
