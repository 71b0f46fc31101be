"""A release to keep: the files that can be cited, and a checksum of each."""

from __future__ import annotations

import hashlib
from pathlib import Path

from knowledgebase import __version__
from knowledgebase.writing import write_whole

CHECKSUMS = "SHA256SUMS"
NOTES = "CHANGES.md"
"""What the version brought; the workflow *release* makes it the notes of the release."""
RELEASE = f"effective-learning-techniques-{__version__}"
"""How the files of a release begin."""


def write_checksums(folder: Path) -> str:
    """Writes `SHA256SUMS` for the files of a folder, as `sha256sum --check` reads it; returns its text."""
    lines = []
    for file in sorted(folder.rglob("*")):
        if file.is_file() and file != folder / CHECKSUMS:
            digest = hashlib.sha256(file.read_bytes()).hexdigest()
            lines.append(f"{digest}  {file.relative_to(folder).as_posix()}\n")
    text = "".join(lines)
    write_whole(folder / CHECKSUMS, text.encode())
    return text
