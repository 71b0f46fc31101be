"""Which ratings a change moves, told by `scripts/ratings.py` and the function behind it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, Draft

from knowledgebase.evidence import RULE_VERSION, Certainty, compare_ratings
from knowledgebase.knowledge import KnowledgeBase

YEAR = 2026
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "scripts" / "ratings.py"), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture
def repository(draft: Draft) -> Draft:
    """The draft as a git repository with one commit."""
    for words in (
        ["init", "-q"],
        ["add", "-A"],
        ["-c", "user.name=t", "-c", "user.email=t@example.org", "commit", "-qm", "Begin"],
    ):
        subprocess.run(["git", "-C", str(draft.root), *words], check=True)
    return draft


def test_nothing_moves_where_nothing_changed(small: KnowledgeBase) -> None:
    assert compare_ratings(small, small, YEAR) == []


def test_a_changed_summary_is_named_with_the_ratings_that_it_moves(
    small: KnowledgeBase, draft: Draft
) -> None:
    draft.replace(LATIMIER, "    k: 39", "    k: 3")
    changes = compare_ratings(small, draft.read(), YEAR)
    assert {change.technique_id for change in changes} >= {"retrieval-practice"}
    first = next(change for change in changes if change.technique_id == "retrieval-practice")
    assert first.before
    assert first.after
    assert (first.before.start, first.after.start) == (Certainty.HIGH, Certainty.LOW)
    assert first.summaries == ("latimier-2021-spaced-retrieval",)


def test_a_retraction_moves_ratings(small: KnowledgeBase, draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    assert compare_ratings(small, draft.read(), YEAR)


def test_a_technique_that_is_gone_has_no_rating_after(small: KnowledgeBase, draft: Draft) -> None:
    (draft.root / "entries/techniques/retrieval-practice.md").unlink()
    (change,) = [
        c for c in compare_ratings(small, draft.read(), YEAR) if c.technique_id == "retrieval-practice"
    ]
    assert change.after is None


def test_the_script_lists_every_rating() -> None:
    result = run()
    assert result.returncode == 0
    assert "retrieval-practice, learning:" in result.stdout


def test_the_script_says_what_moved_since_a_commit(repository: Draft) -> None:
    repository.replace(LATIMIER, "    k: 39", "    k: 3")
    result = run("--root", str(repository.root), "--base", "HEAD")
    assert result.returncode == 0, result.stderr
    assert "Retrieval practice (retrieval-practice), learning:" in result.stdout
    assert "by:     latimier-2021-spaced-retrieval" in result.stdout


def test_the_script_says_that_nothing_moved(repository: Draft) -> None:
    result = run("--root", str(repository.root), "--base", "HEAD")
    assert result.stdout.strip() == "No rating changes."


@pytest.mark.parametrize("revision", ["nothing", "--output=x", "-h"])
def test_a_revision_that_is_none_is_misuse(repository: Draft, revision: str) -> None:
    result = run("--root", str(repository.root), f"--base={revision}")
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


def test_the_page_of_the_rule_names_its_version() -> None:
    text = (Path(PROJECT) / "docs" / "evidence.md").read_text(encoding="utf-8")
    assert f"**version {RULE_VERSION}**" in text
