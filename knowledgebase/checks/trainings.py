"""Rules on trainings: that a programme can be run as it is written."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_offset, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Record, Training
from knowledgebase.run_sheets import (
    count_step_minutes,
    find_contradiction,
    is_break,
    read_run_sheet,
)


@rule("KB155", "run-sheet-times")
def check_run_sheet(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The passages of a run sheet follow the sessions: same order, same minutes, times that run on.

    The facilitator's page takes its steps from the run sheet and its times from the fields. Where the two
    disagree, a room of people waits or is cut short.

    Bad:
        sessions: [{title: Welcome, minutes: 30, technique: pretesting}]
        ...
        **09:00 Welcome (20 min).** Each says the own name.

    Good:
        sessions: [{title: Welcome, minutes: 30, technique: pretesting}]
        ...
        **09:00 Welcome (30 min).** Each says the own name.
    """
    for record, training in _trainings(knowledge):
        if sum(session.minutes for session in training.sessions) != training.duration:
            continue  # KB117 says so; times off for the same reason are its echo
        found = find_contradiction(training, read_run_sheet(record))
        if found:
            message = f"Run sheet and sessions disagree: {found.problem}."
            hint = "Mend the field or the passage. The first session of a day has `day:`, of a week `week:`."
            yield at_offset(record.document, found.passage.offset, message, hint)


@rule("KB158", "step-minutes", Severity.WARNING)
def check_steps(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The timed steps of a passage of the run sheet add up to its minutes.

    Only passages that begin with a timed step are counted; others leave some steps untimed on purpose.

    Bad:
        **09:00 Welcome (30 min).** *10 min:* names. *10 min:* first task.

    Good:
        **09:00 Welcome (30 min).** *10 min:* names. *20 min:* first task.
    """
    for record, _ in _trainings(knowledge):
        for passage in read_run_sheet(record).passages:
            total = count_step_minutes(passage)
            if total is not None and total != passage.minutes:
                message = f"The steps of `{passage.title}` take {total} minutes, not {passage.minutes}."
                hint = "Whoever runs it by the clock is early or late: mend a step or the session."
                yield at_offset(record.document, passage.offset, message, hint)


@rule("KB156", "session-technique", Severity.WARNING)
def check_session_techniques(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Each session names the technique that carries it; breaks need none.

    A session without a technique has no evidence behind it, and who runs it cannot see why it is there.

    Bad:
        sessions: [{title: Questions of yesterday, minutes: 30}]

    Good:
        sessions: [{title: Questions of yesterday, minutes: 30, technique: spaced-practice}]
    """
    for record, training in _trainings(knowledge):
        for index, session in enumerate(training.sessions):
            if session.technique is None and not is_break(session):
                message = f"The session `{session.title}` names no technique."
                hint = "Add `technique:` with the id; a break is called `Break` or `Lunch`."
                yield at_value(record, ("sessions", index, "title"), message, hint)


@rule("KB157", "session-days")
def check_days(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Weeks follow each other, and so do the days of a week, or of a training without weeks.

    The run sheet begins its clock anew at each day, and prints the days in the order of the sessions.

    Bad:
        sessions: [{title: Cases, minutes: 60, day: 2}, {title: Welcome, minutes: 30, day: 1}]

    Good:
        sessions: [{title: Welcome, minutes: 30, day: 1}, {title: Cases, minutes: 60, day: 2}]
    """
    for record, training in _trainings(knowledge):
        week, day = 0, 0
        for index, session in enumerate(training.sessions):
            if session.week is not None:
                if session.week <= week:
                    message = f"Week {session.week} begins after week {week}."
                    hint = "Put `week:` on the first session of each week only, in order."
                    yield at_value(record, ("sessions", index, "week"), message, hint)
                    break
                week, day = session.week, 0
            if session.day is not None:
                if session.day <= day:
                    message = f"Day {session.day} begins after day {day}."
                    hint = "Put `day:` on the first session of each day only, in order."
                    yield at_value(record, ("sessions", index, "day"), message, hint)
                    break
                day = session.day


def _trainings(knowledge: KnowledgeBase) -> Iterator[tuple[Record, Training]]:
    for record in knowledge.records.values():
        if record.kind is Kind.TRAINING and isinstance(record.data, Training):
            yield record, record.data
