"""A record may let a finding stand for a while; it cannot forget it, nor set itself above safety."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from conftest import Draft

from knowledgebase.findings import Finding, Severity
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
SPACED = "entries/techniques/spaced-practice.md"
RETRIEVAL = "entries/techniques/retrieval-practice.md"


def ignore(draft: Draft, code: str, until: str = "2026-12-31", name: str = SPACED) -> None:
    entry = f"ignore:\n  - {{code: {code}, reason: It waits for the editor, until: {until}}}\ncreated:"
    draft.replace(name, "created:", entry)


def break_tag(draft: Draft) -> None:
    draft.replace(SPACED, "[memory, trainers]", "[memori, trainers]")


@pytest.mark.parametrize("until", ["2026-12-31", "2026-11-24"])
def test_a_finding_is_ignored_until_its_last_day(draft: Draft, until: str) -> None:
    break_tag(draft)
    ignore(draft, "KB112", until)
    assert draft.check() == []


def test_after_its_last_day_the_finding_and_the_debt_are_both_told(draft: Draft) -> None:
    break_tag(draft)
    ignore(draft, "KB112", "2026-11-23")
    findings = draft.check()
    assert [(finding.code, finding.line, finding.column) for finding in findings] == [
        ("KB112", 5, 8),
        ("KB136", 7, 12),
    ]
    assert findings[1].severity is Severity.WARNING


def test_an_entry_that_ignores_nothing_is_a_warning(draft: Draft, one: One) -> None:
    ignore(draft, "KB112")
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB135", 7, 12)
    assert finding.severity is Severity.WARNING


def test_an_entry_past_its_day_that_ignores_nothing_is_one_warning(draft: Draft, one: One) -> None:
    ignore(draft, "KB112", "2020-01-01")
    finding = one()
    assert finding.code == "KB136"
    assert "Take the entry out" in finding.hint


def test_the_same_entry_twice_is_one_too_many(draft: Draft, one: One) -> None:
    break_tag(draft)
    ignore(draft, "KB112")
    draft.replace(SPACED, "created:", "  - {code: KB112, reason: Again, until: 2026-12-31}\ncreated:")
    finding = one()
    assert (finding.code, finding.line) == ("KB135", 8)


def test_a_code_of_no_rule_is_a_warning(draft: Draft, one: One) -> None:
    ignore(draft, "KB999")
    assert "no rule `KB999`" in one().message


def test_only_the_record_itself_is_excused(draft: Draft) -> None:
    break_tag(draft)
    ignore(draft, "KB112", name=RETRIEVAL)
    assert [(finding.path, finding.code) for finding in draft.check()] == [
        (RETRIEVAL, "KB135"),
        (SPACED, "KB112"),
    ]


def test_all_findings_of_the_code_are_excused_but_no_others(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "[memory, trainers]", "[memori, trainrs]")
    draft.replace(SPACED, "[@latimier2021].", "[@latimier2012].")
    ignore(draft, "KB112")
    assert one().code == "KB301"


def test_safety_cannot_be_ignored(draft: Draft) -> None:
    draft.replace(SPACED, "Spread it out", "<script>alert(1)</script>")
    ignore(draft, "KB501")
    assert [finding.code for finding in draft.check()] == ["KB135", "KB501"]


@pytest.mark.parametrize("entry", ["{code: KB112, reason: x}", "{code: KB112, until: 2026-12-31}"])
def test_a_debt_has_a_reason_and_a_last_day(draft: Draft, one: One, entry: str) -> None:
    draft.replace(SPACED, "created:", f"ignore: [{entry}]\ncreated:")
    assert one().code == "KB105"


def test_the_day_is_the_one_given_or_that_of_the_machine(draft: Draft) -> None:
    day = datetime.date(2031, 5, 20)
    assert read_knowledge_base(draft.root, day).today == day
    before = datetime.date.today()
    assert before <= read_knowledge_base(draft.root).today <= datetime.date.today()
