"""Runs a command as a whole process, and measures time, processor time and memory of it and its children."""

from __future__ import annotations

import os
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
PAUSE = 0.2
"""Seconds between two looks at the memory of all processes together."""


class RunError(RuntimeError):
    """What was to be measured failed; the message is what it said."""


@dataclass(frozen=True)
class Run:
    """What one run of a command cost."""

    wall: float
    """Seconds from start to end."""
    processor: float
    """Seconds of user and system time, of all processes together."""
    memory: float
    """MiB: the most that all processes together held at once."""


def run_measured(
    command: Sequence[str], folder: Path, environment: Mapping[str, str], log: Path | None = None
) -> Run:
    """Runs `command` in `folder` to its end. Its words go to `log`. Raises RunError where it fails.

    Memory is looked up five times a second on Linux: the sum over all processes of their share of it (PSS),
    or the peak of the largest process (VmHWM) where that is more. What the kernel tells at the end is no use
    there: it counts what the measuring process itself held when it forked.
    """
    log = log or folder / "measured.log"
    with log.open("wb") as words:
        start = time.monotonic()
        process = subprocess.Popen(  # noqa: S603 -- our own commands
            command, cwd=folder, env=dict(environment), stdout=words, stderr=subprocess.STDOUT
        )
        with MemoryWatch(process.pid) as watch:
            _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = log.read_text(encoding="utf-8", errors="replace")
        raise RunError(f"{' '.join(command)} ended with {process.returncode}:\n{said[-3000:]}")
    memory = watch.most if PROC.is_dir() else usage.ru_maxrss / 1024**2  # in bytes on macOS
    return Run(wall, usage.ru_utime + usage.ru_stime, memory)


class MemoryWatch:
    """Looks again and again at how much memory a process and its descendants hold, in MiB."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self.most = 0.0
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> MemoryWatch:
        if PROC.is_dir():
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        if self._thread.ident:
            self._thread.join()

    def _watch(self) -> None:
        while not self._ended.wait(PAUSE):
            processes = list(descend(self.pid))
            together = sum(read_memory(pid, "smaps_rollup", "Pss:") for pid in processes)
            largest = max(read_memory(pid, "status", "VmHWM:") for pid in processes)
            self.most = max(self.most, together, largest)


def descend(pid: int) -> Iterator[int]:
    """A process and all that it started, so far as they still run."""
    yield pid
    try:
        children = (PROC / str(pid) / "task" / str(pid) / "children").read_text(encoding="ascii")
    except OSError:
        return
    for child in children.split():
        yield from descend(int(child))


def read_processor(pid: int) -> float:
    """Seconds of processor time that a process and all that it started have used, on Linux; else 0."""
    ticks = 0
    for one in descend(pid):
        try:
            fields = (PROC / str(one) / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        except OSError:
            continue
        ticks += sum(map(int, fields[11:15]))  # user and system, its own and of children that have ended
    return ticks / os.sysconf("SC_CLK_TCK")


def read_memory(pid: int, file: str, name: str) -> float:
    """MiB of memory that the kernel gives for a process in a file of `/proc`; 0 once it has ended."""
    try:
        text = (PROC / str(pid) / file).read_text(encoding="utf-8")
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in text.splitlines() if line.startswith(name)), 0.0)
