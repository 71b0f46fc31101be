"""What changed, version by version: `CHANGELOG.md`, for its page and for the notes of a release.

The file has the form of Keep a Changelog: `## 1.2.0 - 2026-11-25` begins a version, the newest first.
"""

from __future__ import annotations

import re
from pathlib import Path

from knowledgebase.findings import Finding
from knowledgebase.source import read_text

CHANGELOG = "CHANGELOG.md"
_TITLE = re.compile(r"\A# [^\n]*\n")
_VERSION = re.compile(r"^## +\[?(?P<name>[^\]\s]+)\]?[^\n]*\n", re.MULTILINE)


def read_changelog(root: Path) -> tuple[str, list[Finding]]:
    """The changelog of a knowledge base without its title, empty where there is none; and what is wrong."""
    path = root / CHANGELOG
    if not path.exists():
        return "", []
    text, problems = read_text(path, root)
    return _TITLE.sub("", text or "").strip(), problems


def notes_of(changelog: str, version: str) -> str:
    """What the changelog says of a version, without its heading; empty where it does not name it."""
    for heading in _VERSION.finditer(changelog):
        if heading["name"] == version:
            following = _VERSION.search(changelog, heading.end())
            return changelog[heading.end() : following.start() if following else None].strip()
    return ""
