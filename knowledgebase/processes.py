"""Work that is shared out among processes forked from this one, where the system and this process allow it.

A forked process has all that this one had read, without anything travelling; what it leaves behind is files.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing.context import ForkContext


def can_fork() -> bool:
    """Whether a process may be copied here: on Linux, and from a process that has one thread."""
    return sys.platform == "linux" and threading.active_count() == 1


def count_cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def forking() -> Iterator[ForkContext]:
    """What processes are forked with until the end of the block; what they share is not copied meanwhile."""
    gc.freeze()  # what is shared is not to be touched, or it would be copied
    try:
        yield multiprocessing.get_context("fork")
    finally:
        gc.unfreeze()


def share_out(work: Callable[[int], None], shares: int) -> None:
    """Calls `work` with 0, 1, ... up to the number of shares, each in a forked process, and waits for all.

    A share that fails is as good as one not done: whoever shares out looks for what is missing. Does nothing
    where `can_fork` says no.
    """
    if not can_fork():
        return
    with forking() as context:
        processes = [context.Process(target=work, args=(number,)) for number in range(shares)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
