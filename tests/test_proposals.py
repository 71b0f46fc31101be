"""Reviewers see in a few lines what a proposal does, and nothing that it smuggles in."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, SMALL, Draft

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.proposals import MARK, compare, describe

TECHNIQUE = "entries/techniques/retrieval-practice.md"


def said(small: KnowledgeBase, draft: Draft) -> str:
    return describe(compare(small, draft.read()))


def test_no_change_says_so(small: KnowledgeBase, draft: Draft) -> None:
    text = said(small, draft)
    assert text.startswith(MARK)
    assert "No record, rating or source changes. The checks find nothing new." in text
    assert "###" not in text


def test_a_changed_and_a_new_record_are_named(small: KnowledgeBase, draft: Draft) -> None:
    text = (draft.root / TECHNIQUE).read_text(encoding="utf-8")
    draft.write("entries/techniques/drawing.md", text.replace("title: Retrieval practice", "title: Drawing"))
    draft.replace(TECHNIQUE, "## In one minute\n", "## In one minute\n\nAsk.\n")
    text = said(small, draft)
    assert "1 new record, 1 changed record" in text
    assert "- Drawing (technique, `entries/techniques/drawing.md`)" in text


def test_a_rating_that_moves_is_told_with_the_summary_that_moved_it(
    small: KnowledgeBase, draft: Draft
) -> None:
    path = "entries/research/rowland-2014-testing-effect.md"
    assert (draft.root / path).is_file()
    (draft.root / path).unlink()
    text = said(small, draft)
    assert "### Ratings that change" in text
    assert "By: `rowland-2014-testing-effect`" in text
    assert "1 removed record" in text


def test_a_rating_never_seems_to_change_into_itself(small: KnowledgeBase, draft: Draft) -> None:
    text = (draft.root / "entries/research/latimier-2021-spaced-retrieval.md").read_text(encoding="utf-8")
    again = text.replace("title: How much does spacing recall help?", "title: A second look at spacing")
    draft.write("entries/research/latimier-2021-again.md", again)
    moved = said(small, draft).partition("### Ratings that change")[2].partition("###")[0].strip()
    assert "as before, on another basis" in moved
    for line in moved.split("\n"):
        was, arrow, now = line.partition(" → ")
        assert not arrow or was.rpartition(": ")[2] != now.partition(". By")[0]


def test_a_new_source_and_what_the_checks_find_are_listed(small: KnowledgeBase, draft: Draft) -> None:
    with (draft.root / "bibliography.bib").open("a", encoding="utf-8") as file:
        file.write(
            "\n@book{zoe2020,\n  author = {Zoe, A.},\n  title = {On *Maps* [x](y)},\n  year = {2020},\n}\n"
        )
    text = said(small, draft)
    assert "- `zoe2020`: On \\*Maps\\* \\[x\\]\\(y\\) (2020)" in text
    assert "KB216" in text


@pytest.mark.parametrize(
    "title",
    [
        "<img src=x onerror=alert(1)>",
        "@everyone look",
        "[a](https://example.org)",
        "`x` ## y",
        "fixes #1",
        "a | b",
    ],
)
def test_titles_are_shown_as_they_are(small: KnowledgeBase, draft: Draft, title: str) -> None:
    draft.replace(TECHNIQUE, "title: Retrieval practice", f"title: '{title}'")
    changed = said(small, draft).partition("### Changed records")[2]
    line = next(line for line in changed.split("\n") if TECHNIQUE in line)
    head = line.partition(" (technique")[0]
    assert "@e" not in head and "#1" not in head and "://" not in head
    for mark in ("<img", "[a", "`x", "| b"):
        assert mark not in head.replace(f"\\{mark}", "")


def test_a_long_list_is_cut_and_counted(small: KnowledgeBase, draft: Draft) -> None:
    text = (draft.root / TECHNIQUE).read_text(encoding="utf-8")
    for number in range(30):
        new = text.replace("title: Retrieval practice", f"title: Drawing number {number}")
        draft.write(f"entries/techniques/drawing-{number:02}.md", new)
    listed = said(small, draft).partition("### New records")[2].partition("###")[0]
    assert listed.count("\n- ") == 21 and "… and 10 more" in listed


def test_the_command_reads_two_folders(draft: Draft, tmp_path: Path) -> None:
    before = tmp_path / "before"
    shutil.copytree(SMALL, before)
    draft.replace(TECHNIQUE, "## In one minute\n", "## In one minute\n\nAsk.\n")
    command = [sys.executable, str(PROJECT / "scripts/describe.py"), str(before), str(draft.root)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0 and "1 changed record" in result.stdout
    wrong = subprocess.run(
        [*command[:2], str(tmp_path), str(draft.root)], capture_output=True, text=True, check=False
    )
    assert wrong.returncode == 2 and "Traceback" not in wrong.stderr
