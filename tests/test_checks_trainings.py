"""Rules on trainings: each finds its mistake at its place, and leaves good programmes alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import PROJECT, Draft

from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import Finding
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
TRAINING = "entries/trainings/recall-half-day.md"
SHEET = "**09:00 Try it (60 min).** *20 min:* ask. *40 min:* answer.\n\n**10:00 Break (30 min).**"
RULES = ("KB155", "KB156", "KB157", "KB158")


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("Try it (60 min).** *20 min:* ask.", "Try it (50 min).** *10 min:* ask.", 36, "50 minutes"),
        ("10:00 Break", "10:15 Break", 38, "begins at 10:00"),
        ("**10:00 Break (30 min).**", "**10:00 More (30 min).**", 38, "no session for `More`"),
        ("**09:00 Try it (60 min).** *20 min:* ask. *40 min:* answer.", "", 38, "no steps for `Try it`"),
    ],
    ids=["minutes", "time", "a passage too many", "a passage missing"],
)
def test_a_run_sheet_that_contradicts_its_sessions_is_found(
    draft: Draft, one: One, old: str, new: str, line: int, message: str
) -> None:
    draft.replace(TRAINING, "1. Ask.", SHEET.replace(old, new))
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB155", line, 1)
    assert message in finding.message


def test_work_in_own_time_has_no_hour(draft: Draft, one: One) -> None:
    draft.replace(TRAINING, "1. Ask.", SHEET)
    draft.replace(TRAINING, "    minutes: 60\n", "    minutes: 60\n    own_time: true\n")
    finding = one()
    assert finding.code == "KB155"
    assert "when it suits them" in finding.message


def test_a_wrong_total_is_told_once(draft: Draft, one: One) -> None:
    draft.replace(TRAINING, "1. Ask.", SHEET)
    draft.replace(TRAINING, "    minutes: 60\n", "    minutes: 55\n")
    assert one().code == "KB117"


def test_steps_that_do_not_add_up_are_found(draft: Draft, one: One) -> None:
    draft.replace(TRAINING, "1. Ask.", SHEET.replace("*40 min:*", "*45 min:*"))
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB158", 36, 1)
    assert "65 minutes, not 60" in finding.message


def test_a_session_without_a_technique_is_found(draft: Draft, one: One) -> None:
    draft.replace(TRAINING, "    technique: retrieval-practice\n", "")
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB156", 10, 12)


@pytest.mark.parametrize(
    ("first", "second", "line", "message"),
    [
        ("day: 2", "day: 1", 18, "Day 1 begins after day 2"),
        ("day: 1", "day: 1", 18, "Day 1 begins after day 1"),
        ("week: 3", "week: 2", 18, "Week 2 begins after week 3"),
    ],
)
def test_days_and_weeks_out_of_order_are_found(
    draft: Draft, one: One, first: str, second: str, line: int, message: str
) -> None:
    draft.replace(TRAINING, "    minutes: 60\n", f"    minutes: 60\n    {first}\n")
    draft.replace(TRAINING, "    minutes: 30\n", f"    minutes: 30\n    {second}\n")
    finding = one()
    assert (finding.code, finding.line) == ("KB157", line)
    assert message in finding.message


@pytest.mark.parametrize(
    ("first", "second"),
    [("day: 1", "day: 2"), ("week: 1", "week: 3"), ("week: 1\n    day: 2", "week: 2\n    day: 1")],
)
def test_days_and_weeks_in_order_are_left_alone(draft: Draft, first: str, second: str) -> None:
    draft.replace(TRAINING, "    minutes: 60\n", f"    minutes: 60\n    {first}\n")
    draft.replace(TRAINING, "    minutes: 30\n", f"    minutes: 30\n    {second}\n")
    assert draft.check() == []


def test_a_time_that_is_none_is_found(draft: Draft, one: One) -> None:
    draft.replace(TRAINING, "duration: 90\n", 'duration: 90\nstarts: "9 o\'clock"\n')
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB106", 9, 9)


def test_the_real_trainings_give_no_alarm() -> None:
    findings = check_knowledge_base(read_knowledge_base(PROJECT))
    assert [finding for finding in findings if finding.code in RULES] == []
