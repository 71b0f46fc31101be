"""Lays whole made-up knowledge bases: our pages, library and settings with records that are made up."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.make_synthetic import PROJECT, make_knowledge_base
from knowledgebase.ledger import LEDGER
from knowledgebase.starting import start_knowledge_base

BIBLIOGRAPHY = "bibliography.bib"


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
    guides = {name: (target / name).read_text(encoding="utf-8") for name in (BIBLIOGRAPHY, LEDGER)}
    records = make_knowledge_base(target, size.records, seed, size.references)
    for name, cited in guides.items():
        made = (target / name).read_text(encoding="utf-8")
        (target / name).write_text(f"{cited.rstrip()}\n\n{made}", encoding="utf-8")
    return records
