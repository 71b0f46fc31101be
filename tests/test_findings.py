"""What a finding is, how findings are counted, and what tells one from another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from knowledgebase.findings import count_findings, error, has_errors, make_fingerprint, warning

FOUND = error("entries/a.md", 3, 8, "KB112", "There is no tag `x`.", "Did you mean `y`?")
NOTED = warning("b.bib", 1, 1, "KB999", "Odd.")


def test_a_finding_shows_its_place_code_and_severity() -> None:
    assert str(FOUND) == "entries/a.md:3:8: KB112 error: There is no tag `x`."


def test_warnings_stop_nothing() -> None:
    assert not has_errors([NOTED])
    assert has_errors([NOTED, FOUND])


def test_findings_are_counted_in_words() -> None:
    assert count_findings([FOUND, NOTED, NOTED]) == "1 error, 2 warnings"
    assert count_findings([]) == "0 errors, 0 warnings"


def test_a_fingerprint_stays_when_lines_move_and_hints_are_reworded() -> None:
    assert make_fingerprint(replace(FOUND, line=90, column=1, hint="")) == make_fingerprint(FOUND)


def test_a_fingerprint_stays_when_a_line_in_the_message_moves() -> None:
    first, moved = (
        error("b.bib", line, 1, "KB202", f"The key `a` stands twice: the other is on line {line - 3}.")
        for line in (9, 12)
    )
    assert make_fingerprint(first) == make_fingerprint(moved)


@pytest.mark.parametrize(
    "changed", [{"path": "entries/b.md"}, {"code": "KB113"}, {"message": "There is no tag `z`."}]
)
def test_another_path_code_or_message_is_another_mistake(changed: dict[str, str]) -> None:
    assert make_fingerprint(replace(FOUND, **changed)) != make_fingerprint(FOUND)  # type: ignore[arg-type]
