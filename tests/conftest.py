"""A small whole knowledge base, and copies of it that a test may break."""

from __future__ import annotations

import datetime
import http.server
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright

from knowledgebase.bibliography import read_bibliography
from knowledgebase.checks import check_knowledge_base
from knowledgebase.chromium import find_chromium, launch_flags
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.ledger import LEDGER, Verification, hash_of, read_ledger, write_ledger

# No test is timed: machines are shared, and a slow moment is no mistake.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

PROJECT = Path(__file__).parent.parent
SMALL = Path(__file__).parent / "data" / "small"
TODAY = datetime.date(2026, 11, 24)
"""The day on which the tests look at it, so that it grows no older than it is."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--renew-golden", action="store_true", help="write the golden pages anew")


@pytest.fixture(scope="session")
def small() -> KnowledgeBase:
    """The small knowledge base as read."""
    return read_knowledge_base(SMALL, TODAY)


def rehash(root: Path) -> None:
    """Gives every entry of the ledger that can be read the hash of its record as it stands."""
    _confirm(root, missing=False)


def confirm_all(root: Path) -> None:
    """Gives every reference that can be read an entry in the ledger, with its hash."""
    _confirm(root, missing=True)


def _confirm(root: Path, *, missing: bool) -> None:
    bibliography, _ = read_bibliography(root / "bibliography.bib", root)
    ledger, problems = read_ledger(root / LEDGER, root)
    if problems:
        return
    entries = dict(ledger.items)
    for key, reference in bibliography.items():
        if key in entries:
            entries[key] = entries[key].model_copy(update={"hash": hash_of(reference)})
        elif missing:
            entries[key] = Verification(
                confirmed=["title"],
                method="by hand",
                address="https://example.org/seen",
                checked=datetime.date(2026, 11, 24),
                hash=hash_of(reference),
            )
    write_ledger(root / LEDGER, entries)


class Draft:
    """A copy of the small knowledge base whose files a test changes before it is checked."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def replace(self, name: str, old: str, new: str) -> None:
        """Replaces the first occurrence of `old` in a file; a changed reference counts as confirmed anew."""
        path = self.root / name
        text = path.read_text(encoding="utf-8")
        assert text.count(old) >= 1, f"{old!r} does not stand in {name}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        if name == "bibliography.bib":
            rehash(self.root)

    def change(self, name: str, old: str, new: str) -> None:
        """Replaces the first occurrence of `old` in a file, and nothing else."""
        text = (self.root / name).read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {name}"
        self.write(name, text.replace(old, new, 1))

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def read(self) -> KnowledgeBase:
        return read_knowledge_base(self.root, TODAY)

    def check(self) -> list[Finding]:
        return check_knowledge_base(self.read())


@pytest.fixture
def draft(tmp_path: Path) -> Draft:
    root = tmp_path / "base"
    shutil.copytree(SMALL, root)
    return Draft(root)


@pytest.fixture
def one(draft: Draft) -> Callable[[], Finding]:
    """The one finding of the draft; fails where there are none or several."""

    def check() -> Finding:
        findings = draft.check()
        assert len(findings) == 1, findings
        return findings[0]

    return check


def lay_small_site(root: Path, navigation: str = "") -> None:
    """The small knowledge base with our settings and theme, ready for MkDocs; `navigation` in YAML."""
    shutil.copytree(SMALL, root)
    for folder in ("assets", "overrides"):
        shutil.copytree(PROJECT / "docs" / folder, root / "docs" / folder)
    settings = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = settings.replace("- hooks/site.py", f"- {PROJECT / 'hooks' / 'site.py'}")
    settings = re.sub(r"^nav:\n(?: .*\n)+", navigation, settings, flags=re.MULTILINE)
    (root / "mkdocs.yml").write_text(settings, encoding="utf-8")


def run_in(folder: Path, *command: str, **variables: str) -> None:
    """Runs a command in a folder with this library at hand; fails the test where the command fails."""
    environment = {name: value for name, value in os.environ.items() if name not in {"SITE_URL", "REPO_URL"}}
    environment |= {"PYTHONPATH": str(PROJECT), "NO_MKDOCS_2_WARNING": "1", **variables}
    result = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The real site, built as `make site` builds it, and what the build said."""
    site = tmp_path_factory.mktemp("built") / "site"
    result = subprocess.run(
        [sys.executable, "scripts/build.py", "--site", str(site)],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={name: value for name, value in os.environ.items() if name not in {"SITE_URL", "REPO_URL"}},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return site, result.stdout


@pytest.fixture(scope="session")
def site(built: tuple[Path, str]) -> Path:
    """The folder of the built site."""
    return built[0]


class _QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        pass

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Serves the site's own page for addresses that lead nowhere, as hosts of static sites do."""
        page = Path(self.directory) / "404.html"
        if code != 404 or not page.exists():
            super().send_error(code, message, explain)
            return
        body = page.read_bytes()
        self.send_response(404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def serve(folder: Path) -> Iterator[str]:
    """Serves a folder on this machine; gives the address, without a slash at its end."""
    handler = partial(_QuietHandler, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture(scope="session")
def site_url(site: Path) -> Iterator[str]:
    """The address at which the built site is served, without a slash at its end."""
    with serve(site) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium: the one that CHROMIUM names, or the first that is installed."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_flags())
        yield browser
        browser.close()


NARROW = {"width": 320, "height": 640}
PHONE = {"width": 390, "height": 844}
DESKTOP = {"width": 1280, "height": 900}
"""Screens that the browser tests look at: the narrowest that WCAG names, a phone, a desk."""

WITHOUT_SCRIPT = pytest.mark.parametrize(
    "page", [{"java_script_enabled": False}], indirect=True, ids=["no script"]
)
ON_A_PHONE = pytest.mark.parametrize("page", [{"viewport": PHONE}], indirect=True, ids=["phone"])


@pytest.fixture
def page(browser: Browser, site_url: str, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A new reader at a desk; parametrise indirectly with options of the browser's context."""
    given = getattr(request, "param", {})
    context = browser.new_context(**{"viewport": DESKTOP, "base_url": site_url, **given})
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
