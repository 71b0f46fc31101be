"""Agendas, practice, run sheets and handouts in a browser: axe, narrow screens, paper, no script."""

from __future__ import annotations

import re

import pytest
from conftest import WITHOUT_SCRIPT
from playwright.sync_api import Page, expect

RUN_SHEET = "/trainings/labour-migration-officers-two-days/run-sheet/"
HANDOUT = "/trainings/labour-migration-officers-two-days/handout/"
A4, LETTER = (595, 842), (612, 792)


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
