"""Waits until somebody changes a file of a knowledge base: `--watch`."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from pathlib import Path

from knowledgebase.knowledge import INPUTS

INTERVAL = 0.5
"""Seconds between two looks at the files."""

Stamps = dict[str, tuple[int, int]]


def watch_inputs(root: Path, interval: float = INTERVAL) -> Iterator[None]:
    """Yields at once, and then each time that files of `root` have changed and come to rest, without end.

    It looks at the files every `interval` seconds, which works on every disk, shared and remote ones too.
    What changes while the caller is at work is noticed by the next look.
    """
    seen = take_stamps(root)
    yield
    while True:
        time.sleep(interval)
        now = take_stamps(root)
        if now == seen:
            continue
        while (later := _wait(root, interval)) != now:  # an editor or git may still be writing
            now = later
        seen = now
        yield


def _wait(root: Path, interval: float) -> Stamps:
    time.sleep(interval / 2)
    return take_stamps(root)


def take_stamps(root: Path) -> Stamps:
    """When each file that checks read was changed, in nanoseconds, and its size, by its name."""
    stamps: Stamps = {}
    for name in INPUTS:
        top = root / name
        paths = (
            [top]
            if not top.is_dir()
            else [Path(folder, file) for folder, _, files in os.walk(top) for file in files]
        )
        for path in paths:
            try:
                status = path.stat()
            except OSError:
                continue
            stamps[path.relative_to(root).as_posix()] = (status.st_mtime_ns, status.st_size)
    return stamps
