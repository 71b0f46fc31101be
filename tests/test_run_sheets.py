"""Run sheets: times that run on by day and week, passages and their sessions, steps, room to write."""

from __future__ import annotations

from itertools import pairwise

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.records import Record, Session, Training
from knowledgebase.run_sheets import (
    clock_of,
    find_contradiction,
    is_break,
    lengthen_blanks,
    match_passages,
    minutes_of,
    plan_parts,
    read_run_sheet,
    split_sheets,
    split_steps,
)

TRAINING = "entries/trainings/recall-half-day.md"
SHEET = "**09:00 Try it (60 min).** *20 min:* ask. *40 min:* answer."


def read(draft: Draft, sheet: str) -> tuple[Record, Training]:
    """The small training with another run sheet."""
    draft.replace(TRAINING, "1. Ask.", sheet)
    record = draft.read().records["recall-half-day"]
    assert isinstance(record.data, Training)
    return record, record.data


def training(*sessions: Session, starts: str = "09:00") -> Training:
    return Training(
        schema_version=1,
        title="A training",
        summary="A training.",
        tags=["memory", "trainers"],
        objectives=["Ask"],
        duration=sum(session.minutes for session in sessions),
        sessions=list(sessions),
        starts=starts,
    )


SESSIONS = st.lists(
    st.builds(
        Session,
        title=st.just("Session"),
        minutes=st.integers(1, 200),
        own_time=st.booleans(),
        day=st.none(),
        week=st.none(),
    ),
    min_size=1,
    max_size=12,
)


@given(SESSIONS, st.integers(0, 24 * 60 - 1))
def test_each_session_begins_where_the_one_before_it_ends(sessions: list[Session], start: int) -> None:
    (part,) = plan_parts(training(*sessions, starts=clock_of(start)))
    timed = [planned for planned in part.sessions if planned.starts is not None]
    assert [planned.starts for planned in timed[:1]] == [start for _ in timed[:1]]
    assert all(earlier.ends == later.starts for earlier, later in pairwise(timed))
    assert all(planned.ends is None for planned in part.sessions if planned.session.own_time)


@given(SESSIONS, st.sets(st.integers(1, 11)))
def test_days_share_out_the_sessions_and_each_begins_on_time(sessions: list[Session], cuts: set[int]) -> None:
    opens = [0, *sorted(cut for cut in cuts if cut < len(sessions))]
    numbered = [
        session.model_copy(update={"day": opens.index(index) + 1}) if index in opens else session
        for index, session in enumerate(sessions)
    ]
    parts = plan_parts(training(*numbered))
    assert [part.label for part in parts] == [f"Day {number}" for number in range(1, len(opens) + 1)]
    assert [planned.session for part in parts for planned in part.sessions] == numbered
    assert sum(part.minutes for part in parts) == sum(session.minutes for session in sessions)
    for part in parts:
        timed = [planned.starts for planned in part.sessions if planned.starts is not None]
        assert timed[:1] in ([], [minutes_of("09:00")])


@given(st.integers(0, 24 * 60 - 1))
def test_a_clock_reads_what_it_writes(minutes: int) -> None:
    assert minutes_of(clock_of(minutes)) == minutes


def test_a_week_may_have_days() -> None:
    first = Session(title="Start", minutes=60, week=2, day=1)
    second = Session(title="Go on", minutes=60, day=2)
    assert [part.label for part in plan_parts(training(first, second))] == ["Week 2, day 1", "Week 2, day 2"]


@pytest.mark.parametrize("title", ["Break", "Lunch", "Coffee break", "break", "Tea"])
def test_a_break_is_known_by_its_title(title: str) -> None:
    assert is_break(Session(title=title, minutes=15))


@pytest.mark.parametrize("title", ["Break the table", "Lunch talk on migration", "Welcome"])
def test_a_session_that_mentions_a_break_is_none(title: str) -> None:
    assert not is_break(Session(title=title, minutes=15))


def test_a_session_with_a_technique_is_no_break() -> None:
    assert not is_break(Session(title="Break", minutes=15, technique="retrieval-practice"))


def test_passages_are_read_from_bold_words_and_from_headings(draft: Draft) -> None:
    record, _ = read(draft, f"{SHEET}\n\n### 10:00 Break (30 min)\n\nTea.\n\n### Keys\n\nOne.")
    sheet = read_run_sheet(record)
    assert [(p.time, p.title, p.minutes) for p in sheet.passages] == [
        ("09:00", "Try it", 60),
        ("10:00", "Break", 30),
    ]
    assert sheet.annexes == (("Keys", "One."),)


def test_a_passage_in_code_is_none(draft: Draft) -> None:
    record, data = read(draft, f"```text\n{SHEET}\n```")
    assert read_run_sheet(record).passages == ()
    assert find_contradiction(data, read_run_sheet(record)) is None


def test_a_run_sheet_of_another_form_is_shown_whole(draft: Draft) -> None:
    record, _ = read(draft, "1. Ask.\n2. Ask again.")
    assert read_run_sheet(record).opening == "1. Ask.\n2. Ask again."


def test_a_break_needs_no_passage(draft: Draft) -> None:
    record, data = read(draft, SHEET)
    sheet = read_run_sheet(record)
    assert find_contradiction(data, sheet) is None
    assert set(match_passages(data, sheet)) == {1}


def test_steps_run_on_from_the_beginning_of_their_session() -> None:
    steps, rest = split_steps("*10 min:* ask. *20 min:* answer.\n\nA table.", minutes_of("09:40"))
    assert [(step.minutes, clock_of(step.starts or 0), step.text) for step in steps] == [
        (10, "09:40", "ask."),
        (20, "09:50", "answer."),
    ]
    assert rest == "A table."


def test_numbered_steps_lose_their_numbers_and_keep_their_lines() -> None:
    steps, _ = split_steps("1. *5 min.* Ask.\n2. *8 min.* Answer\n   at length.", None)
    assert [(step.minutes, step.starts, step.text) for step in steps] == [
        (5, None, "Ask."),
        (8, None, "Answer\n   at length."),
    ]


def test_a_passage_that_begins_without_a_time_stays_as_it_is() -> None:
    assert split_steps("In threes: *10 min:* ask.", 0) == ((), "In threes: *10 min:* ask.")


def test_a_table_that_ends_in_a_blank_row_gets_room_to_write() -> None:
    table = "| When | What |\n| --- | --- |\n| | |"
    assert lengthen_blanks(table, 3).count("\n| | |") == 3


def test_tables_with_something_in_their_last_row_and_code_stay_as_they_are() -> None:
    filled = "| When | What |\n| --- | --- |\n| | |\n| now | this |\n\n```text\n| | |\n```"
    assert lengthen_blanks(filled, 3) == filled


def test_sheets_are_split_at_their_headings() -> None:
    assert list(split_sheets("Before.\n\n### One\n\nA.\n\n### Two\n\nB.")) == [
        ("", "Before."),
        ("One", "A."),
        ("Two", "B."),
    ]
    assert list(split_sheets("Only text.")) == [("", "Only text.")]
    assert list(split_sheets("")) == []
