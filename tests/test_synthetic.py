"""The knowledge base that is made up for measuring: were it wrong, what it measures would be the findings."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from conftest import PROJECT, TODAY

from knowledgebase.checks import check_knowledge_base
from knowledgebase.knowledge import read_knowledge_base


def make(root: Path) -> dict[str, bytes]:
    """The files of a made-up knowledge base of 60 records, by name."""
    command = [sys.executable, "benchmarks/make_synthetic.py", "--records", "60", str(root)]
    subprocess.run(command, cwd=PROJECT, check=True, capture_output=True)
    return {
        path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def test_what_is_made_up_is_valid_and_the_same_for_a_seed(tmp_path: Path) -> None:
    files = make(tmp_path / "one")
    knowledge = read_knowledge_base(tmp_path / "one", TODAY)
    assert len(knowledge.records) > 50
    # Sentences of words drawn by lot are hard to read, and are meant to be nothing else.
    assert [found for found in check_knowledge_base(knowledge) if found.code != "KB150"] == []
    assert make(tmp_path / "two") == files
