"""Writes a file whole or not at all, whenever it is interrupted, and in the form it had."""

from __future__ import annotations

import codecs
import contextlib
import os
import re
import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

_DRAFT = "{name}.{token}.draft"


@dataclass(frozen=True)
class TextForm:
    """What the bytes of a text file have besides its text."""

    mark: bytes = b""
    """The byte order mark, if there is one."""
    line_end: str = "\n"

    def encode(self, text: str) -> bytes:
        """The bytes of a text whose line ends are `\\n`, in this form."""
        return self.mark + text.replace("\n", self.line_end).encode("utf-8")


def read_form(content: bytes) -> tuple[str, TextForm] | None:
    """The text of a file, with its line ends as `\\n`, and the form to write it in again.

    None where it is not UTF-8, or has line ends of several kinds: no text could be written back as it was.
    """
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    try:
        text = content.removeprefix(mark).decode("utf-8")
    except UnicodeDecodeError:
        return None
    line_ends = set(re.findall(r"\r\n|\r|\n", text))
    if len(line_ends) > 1:
        return None
    line_end = line_ends.pop() if line_ends else "\n"
    return text.replace(line_end, "\n"), TextForm(mark, line_end)


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
