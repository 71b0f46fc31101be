"""Opens Chromium for a measurement, and counts what it moves."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from playwright.sync_api import Page, Request, sync_playwright

from knowledgebase.chromium import find_chromium, launch_flags


@contextlib.contextmanager
def open_page() -> Iterator[Page]:
    """An empty page of a new browser, until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_flags())
        yield browser.new_page()
        browser.close()


class Counter:
    """Counts the bytes of finished requests whose address holds a text, as they were moved: headers aside."""

    def __init__(self, page: Page, text: str) -> None:
        self.text = text
        self._requests: list[Request] = []
        page.on("requestfinished", lambda request: self._requests.append(request))  # noqa: PLW0108 -- Playwright marks it

    def count(self) -> dict[str, int]:
        """Bytes by the ending of the file, for what has come so far."""
        moved: dict[str, int] = {}
        for request in self._requests:
            if self.text in request.url:
                kind = request.url.split("?")[0].rsplit(".", 1)[-1]
                moved[kind] = moved.get(kind, 0) + request.sizes()["responseBodySize"]
        return moved
