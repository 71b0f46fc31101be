"""How long a preview takes to show an edit."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

from benchmarks.contest import environment
from benchmarks.measuring import Run, read_processor

PAUSE = 0.05
"""Seconds between two looks at the page."""
LOG = "preview.log"
"""The file in the folder of a knowledge base in which its preview writes what it has to say."""
LONGEST = 1800
"""Seconds after which something is broken."""


class PreviewError(RuntimeError):
    """The preview did not show a page in time, or ended."""


def measure_preview(base: Path) -> Run:
    """What it costs from saving one technique until the preview serves its page with the edit.

    The preview is started as `make serve` does, and shows the page once before. Raises PreviewError.
    """
    record = min((base / "entries" / "techniques").glob("*.md"))
    before = record.read_text(encoding="utf-8")
    title = before.split("title: ", 1)[1].splitlines()[0].split()[0]
    with start_preview(base) as (address, process):
        page = f"{address}techniques/{record.stem}/"
        wait_for(page, title, process)
        start, used = time.monotonic(), read_processor(process.pid)
        record.write_text(f"{before.rstrip()}\n\nEdited in the preview.\n", encoding="utf-8")
        wait_for(page, "Edited in the preview.", process)
        run = Run(time.monotonic() - start, read_processor(process.pid) - used, memory=0)
    record.write_text(before, encoding="utf-8")
    return run


@contextlib.contextmanager
def start_preview(base: Path, library: Path = Path()) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """A preview of the knowledge base, until the end of the block, with its address.

    `library` is the folder of the library it is built with, the knowledge base's own if none is named. What
    the preview says stands in `LOG`.
    """
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-m", "mkdocs", "serve", "--livereload", "--dirty", "--quiet")
    with (base / LOG).open("wb") as log:
        process = subprocess.Popen(  # noqa: S603 -- our own words
            (*command, "--dev-addr", f"127.0.0.1:{port}"),
            cwd=base,
            env={**environment(), "PYTHONPATH": str(library)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        try:
            yield f"http://127.0.0.1:{port}/", process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()


def wait_for(address: str, text: str, process: subprocess.Popen[bytes]) -> None:
    """Waits until the page holds a text. Raises PreviewError."""
    end = time.monotonic() + LONGEST
    while time.monotonic() < end and process.poll() is None:
        with (
            contextlib.suppress(urllib.error.URLError, ConnectionError, TimeoutError),
            urllib.request.urlopen(address, timeout=LONGEST) as answer,  # noqa: S310 -- our own server
        ):
            if text in answer.read().decode():
                return
        time.sleep(PAUSE)
    raise PreviewError(f"{address} did not show {text!r}; see {LOG} in its folder.")
