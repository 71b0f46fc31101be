"""A change of any file that checks read is noticed, and others are not."""

from __future__ import annotations

import pytest
from conftest import Draft

from knowledgebase.checking.watching import take_stamps, watch_inputs


@pytest.mark.parametrize(
    "name", ["entries/techniques/new.md", "docs/deep/new.md", "bibliography.bib", "bibliography.lock.yml"]
)
def test_a_written_file_changes_the_stamps(draft: Draft, name: str) -> None:
    before = take_stamps(draft.root)
    draft.write(name, "A new text.")
    assert take_stamps(draft.root) != before


def test_a_removed_file_changes_the_stamps(draft: Draft) -> None:
    before = take_stamps(draft.root)
    (draft.root / "bibliography.bib").unlink()
    assert take_stamps(draft.root) != before


def test_what_checks_do_not_read_changes_nothing(draft: Draft) -> None:
    before = take_stamps(draft.root)
    draft.write(".cache/checks/result.json", "{}")
    draft.write("site/index.html", "<p>")
    assert take_stamps(draft.root) == before


def test_it_looks_at_once_and_again_after_each_change(draft: Draft) -> None:
    changes = watch_inputs(draft.root, interval=0.01)
    next(changes)
    draft.write("docs/one.md", "# One\n")
    next(changes)
    draft.write("docs/one.md", "# One, longer\n")
    next(changes)
