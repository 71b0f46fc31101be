"""Where Chromium is, and how it starts without a screen: for tests, measurements and the handbook."""

from __future__ import annotations

import os
import shutil

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_FLAGS = (
    "--disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync --disable-dev-shm-usage"
).split()


def find_chromium() -> str:
    """The path of Chromium: the one that `CHROMIUM` names, or one of the usual. Raises FileNotFoundError."""
    for name in (os.environ.get("CHROMIUM", ""), *NAMES):
        if name and (path := shutil.which(name)):
            return path
    raise FileNotFoundError("No Chromium: install it, or name one with CHROMIUM=/path/to/chrome.")


def launch_flags() -> list[str]:
    """The flags for pages that are our own: it looks for no news, and root has no sandbox, as often in CI."""
    return [*_FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
