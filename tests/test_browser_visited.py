"""The published site without a connection: what was visited is kept, and nothing old is shown with one."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import PROJECT, Draft, serve
from playwright.sync_api import Browser, BrowserContext, Page, expect

BASE = "/some/where/"
"""Sites of projects do not stand at the root of their host."""
TECHNIQUE = "techniques/retrieval-practice/"


@pytest.fixture(scope="module")
def root(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the built site, which a test may change."""
    root = tmp_path_factory.mktemp("host")
    shutil.copytree(site, root / BASE.strip("/"), ignore=shutil.ignore_patterns("pagefind"))
    return root


@pytest.fixture(scope="module")
def served(root: Path) -> Iterator[str]:
    """The address of that copy, with a slash at its end."""
    with serve(root) as address:
        yield f"{address}{BASE}"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, served: str) -> Page:
    """A reader on the home page, whose browser has begun to keep pages."""
    page = context.new_page()
    page.goto(served)
    wait_until_kept(page, "")
    return page


def wait_until_kept(page: Page, path: str) -> None:
    """Waits for a page of the site to be in the cache of the worker that controls this one."""
    page.wait_for_function(
        """async (path) => {
            const { scope } = await navigator.serviceWorker.ready;
            const kept = await caches.match(new URL(path, scope).href);
            return Boolean(navigator.serviceWorker.controller && kept);
        }""",
        arg=path,
    )


def list_pages(page: Page) -> list[str]:
    names: list[str] = page.evaluate(
        """async () => {
            const name = (await caches.keys()).find((each) => each.endsWith(' pages'));
            return (await (await caches.open(name)).keys()).map(({ url }) => url);
        }"""
    )
    return names


def test_a_visited_page_is_read_again_without_a_connection(
    context: BrowserContext, page: Page, served: str
) -> None:
    page.goto(served + TECHNIQUE)
    wait_until_kept(page, TECHNIQUE)
    page.goto(served)
    context.set_offline(True)
    page.goto(served + TECHNIQUE + "?from=mail#evidence")
    expect(page.locator("h1")).to_contain_text("Retrieval practice")
    # With its colours and its scripts.
    assert page.evaluate("[...document.styleSheets].every((sheet) => sheet.cssRules.length)")
    assert page.evaluate("Boolean(window.kbScheme && window.kbFinder)")


def test_the_first_page_of_a_visit_is_kept_too(context: BrowserContext, page: Page, served: str) -> None:
    context.set_offline(True)
    page.reload()
    expect(page.locator(".kb-hero__search")).to_be_visible()
    assert page.evaluate("document.styleSheets.length > 5 && Boolean(window.kbFinder)")


def test_a_changed_page_is_shown_at_once_while_there_is_a_connection(
    page: Page, served: str, root: Path
) -> None:
    page.goto(served + TECHNIQUE)
    wait_until_kept(page, TECHNIQUE)
    file = root / BASE.strip("/") / TECHNIQUE / "index.html"
    before = file.read_text(encoding="utf-8")
    try:
        file.write_text(before.replace("</h1>", " (revised)</h1>", 1), encoding="utf-8")
        page.goto(served)
        page.goto(served + TECHNIQUE)
        expect(page.locator("h1")).to_contain_text("(revised)")
    finally:
        file.write_text(before, encoding="utf-8")


def test_a_page_never_visited_leads_to_the_list_of_those_that_were(
    context: BrowserContext, page: Page, served: str
) -> None:
    page.goto(served + TECHNIQUE)
    wait_until_kept(page, TECHNIQUE)
    context.set_offline(True)
    page.goto(served + "techniques/coaching/")
    expect(page.locator("#content [role=status]").first).to_contain_text("There is no connection")
    kept = page.locator(".kb-visited a")
    expect(kept).to_have_text(["Retrieval practice", "Effective Learning Techniques"])
    expect(page.get_by_role("link", name="techniques/coaching/")).to_be_visible()
    kept.first.click()
    expect(page.locator("h1")).to_contain_text("Retrieval practice")


def test_the_address_of_the_list_leads_to_no_other_host(page: Page, served: str) -> None:
    for wanted in ("//example.org/", "https://example.org/", "javascript:alert(1)", "../../../elsewhere/"):
        page.goto(f"{served}offline/?page={wanted}")
        expect(page.locator(".kb-visited")).to_be_visible()
        links = page.locator("#content a").evaluate_all("links => links.map((link) => link.href)")
        assert [link for link in links if not link.startswith(served)] == []


def test_at_most_200_pages_are_kept_and_the_last_visited_among_them(page: Page, served: str) -> None:
    page.evaluate(
        """async () => {
            const cache = await caches.open((await caches.keys()).find((each) => each.endsWith(' pages')));
            for (let number = 0; number < 205; number += 1) {
                await cache.put(`made-up/${number}/`, new Response('<title>x</title>'));
            }
        }"""
    )
    page.goto(served + TECHNIQUE)
    wait_until_kept(page, TECHNIQUE)
    page.wait_for_function(
        """async () => {
            const name = (await caches.keys()).find((each) => each.endsWith(' pages'));
            return (await (await caches.open(name)).keys()).length === 200;
        }"""
    )
    pages = list_pages(page)
    assert pages[-1] == served + TECHNIQUE
    assert served not in pages
    assert f"{served}made-up/5/" not in pages


def test_a_new_release_removes_what_an_older_one_kept_and_nothing_of_other_sites(
    page: Page, served: str
) -> None:
    page.evaluate("async () => { await caches.open('kb elsewhere 1 pages'); }")
    page.evaluate("async () => { await navigator.serviceWorker.register('sw.js?release=999.0'); }")
    page.wait_for_function(
        """async () => {
            const names = await caches.keys();
            return names.some((name) => name.includes(' 999.0 pages')) && names.length === 3;
        }"""
    )
    assert page.evaluate("caches.has('kb elsewhere 1 pages')")


@pytest.mark.parametrize(
    ("address", "registers"),
    [("http://127.0.0.1:8000/", False), ("https://example.org/kb/", True), ("", True)],
)
def test_only_the_preview_registers_no_worker(draft: Draft, address: str, registers: bool) -> None:
    """`mkdocs serve` builds with its own address."""
    shutil.copytree(PROJECT / "docs" / "overrides", draft.root / "docs" / "overrides")
    settings = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("- hooks/site.py", f"- {PROJECT / 'hooks' / 'site.py'}")
    draft.write("mkdocs.yml", re.sub(r"^nav:\n(?: .*\n)+", "", settings, flags=re.MULTILINE))
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        cwd=draft.root,
        check=True,
        capture_output=True,
        env={**os.environ, "PYTHONPATH": str(PROJECT), "SITE_URL": address},
    )
    html = (draft.root / "site" / "techniques" / "index.html").read_text(encoding="utf-8")
    assert ("assets/js/keep-visited.js" in html) == registers


def test_the_worker_is_light() -> None:
    assert (PROJECT / "docs" / "sw.js").stat().st_size < 3 * 1024
