"""Opens Chromium for a measurement, and counts what it moves."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator

from playwright.sync_api import Page, Request, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
)


def find_chromium() -> str:
    """The path of Chromium: the one that `CHROMIUM` names, or one of the usual. Raises FileNotFoundError."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise FileNotFoundError("No Chromium: install it, or name one with CHROMIUM=/path/to/chrome.")


@contextlib.contextmanager
def open_page() -> Iterator[Page]:
    """An empty page of a new browser, until the end of the block."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=list(FLAGS))
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
