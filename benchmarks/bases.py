"""Lays whole made-up knowledge bases: our pages, library and settings with records that are made up."""

from __future__ import annotations

import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.make_synthetic import PROJECT, make_knowledge_base
from knowledgebase.ledger import LEDGER
from knowledgebase.starting import start_knowledge_base

BIBLIOGRAPHY = "bibliography.bib"
ENTRIES = (re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE), re.compile(r"^([^\s#][^:\n]*):", re.MULTILINE))
"""Where an entry of the bibliography starts, and one of the ledger, with its key."""


@dataclass(frozen=True)
class Size:
    """How large a knowledge base is."""

    records: int
    references: int

    @property
    def name(self) -> str:
        """For folders and files."""
        return f"{self.records}x{self.references}"


def lay_base(target: Path, size: Size, seed: int) -> int:
    """Writes a knowledge base that `scripts/build.py` in it builds; gives how many records it has.

    What the guides cite stays in it. The same seed writes the same records. `target` does not exist before.
    """
    with tempfile.TemporaryDirectory() as elsewhere:  # a new knowledge base lies outside of its origin
        start_knowledge_base(PROJECT, Path(elsewhere) / "base", "Made up for measuring")
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(Path(elsewhere) / "base", target)
    lists = (target / BIBLIOGRAPHY, target / LEDGER)
    guides = [path.read_text(encoding="utf-8") for path in lists]
    records = make_knowledge_base(target, size.records, seed, size.references)
    for path, cited, entry, between in zip(lists, guides, ENTRIES, ("\n", ""), strict=True):
        made = path.read_text(encoding="utf-8")
        path.write_text(between.join(merge(entry, cited, made)), encoding="utf-8")
    return records


def merge(entry: re.Pattern[str], *texts: str) -> list[str]:
    """The entries of several lists as one, in the order of their keys; `entry` finds where each starts."""
    found: dict[str, str] = {}
    for text in texts:
        starts = [*entry.finditer(text)]
        ends = [*(start.start() for start in starts[1:]), len(text)]
        found |= {
            start[1]: f"{text[start.start() : end].strip()}\n"
            for start, end in zip(starts, ends, strict=True)
        }
    return [found[key] for key in sorted(found, key=str.casefold)]
