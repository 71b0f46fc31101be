"""Writes a file whole or not at all, whenever it is interrupted."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

_DRAFT = "{name}.{token}.draft"


class ChangedMeanwhileError(OSError):
    """A file that somebody else wrote between its reading and its writing; it was left as they wrote it."""


def write_whole(path: Path, content: bytes, *, expected: bytes | None = None) -> None:
    """Puts `content` in the place of a file, with the file's own permissions.

    It is written beside the file, brought to the disk, and renamed in one step, which POSIX and Windows do
    whole: whoever reads finds the old file or the new one. A run that was killed leaves at most a hidden
    draft (`.name.….draft`), which the next one removes.

    Raises ChangedMeanwhileError where the file does not hold `expected` any more, OSError where it cannot be
    written; the file is then as it was.
    """
    path = path.resolve()
    remove_drafts(path)
    draft = path.with_name("." + _DRAFT.format(name=path.name, token=secrets.token_hex(4)))
    try:
        with draft.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            draft.chmod(stat.S_IMODE(path.stat().st_mode))
        if expected is not None and path.read_bytes() != expected:
            raise ChangedMeanwhileError(f"{path.name} was changed by somebody else meanwhile")
        draft.replace(path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _bring_folder_to_disk(path.parent)


def remove_drafts(path: Path) -> None:
    """Removes what runs that were killed left beside a file."""
    for draft in path.parent.glob("." + _DRAFT.format(name=path.name, token="?" * 8)):
        draft.unlink(missing_ok=True)


def _bring_folder_to_disk(folder: Path) -> None:
    """Makes the renaming last through a loss of power, where the system can."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
