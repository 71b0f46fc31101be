"""Rules on dates: none before what it follows, none that was not yet, none long past."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Record
from knowledgebase.source import FieldPath

_AHEAD = datetime.timedelta(days=1)
"""It may be tomorrow already where the author lives."""


@rule("KB118", "date-in-future", Severity.WARNING)
def check_future_dates(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """What was done has a date that has been: a record written or reviewed, an evaluation made.

    Lists of what is new begin with a date that has not come. An evaluation that is planned may have one. This
    is a warning, since the clock of the machine may be the one that is wrong.

    Bad:
        reviewed: 2062-11-24

    Good:
        reviewed: 2026-11-24
    """
    last = (knowledge.today + _AHEAD).isoformat()
    for record in knowledge.records.values():
        for path, date in _dates_of_deeds(record):
            if _is_before(last, date):
                message = f"{date} has not come yet; today is {knowledge.today}."
                hint = "Mend the date, or the clock of this machine if that is the one that is wrong."
                yield at_value(record, path, message, hint)


def _dates_of_deeds(record: Record) -> Iterator[tuple[FieldPath, str]]:
    data = record.data
    if data.created:
        yield ("created",), data.created.isoformat()
    if data.reviewed:
        yield ("reviewed",), data.reviewed.isoformat()
    for index, evaluation in enumerate(data.evaluations if isinstance(data, Activity) else []):
        if evaluation.date and evaluation.status != "planned":
            yield ("evaluations", index, "date"), evaluation.date


@rule("KB119", "dates-out-of-order")
def check_date_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record is reviewed after it was written, and an activity ends and is evaluated after it began.

    One of the two dates is wrong, and lists by date show the record at the wrong place.

    Bad:
        period: {start: 2013, end: 2010}

    Good:
        period: {start: 2010, end: 2013}
    """
    for record in knowledge.records.values():
        for path, later, name, earlier in _dates_in_order(record):
            if _is_before(later, earlier):
                message = f"{later} is before `{name}`, which is {earlier}."
                yield at_value(record, path, message, "Mend whichever of the two is wrong.")


def _dates_in_order(record: Record) -> Iterator[tuple[FieldPath, str, str, str]]:
    """The path and value of each date that follows another, and the name and value of the other."""
    data = record.data
    if data.created and data.reviewed:
        yield ("reviewed",), data.reviewed.isoformat(), "created", data.created.isoformat()
    if not isinstance(data, Activity) or not data.period or not data.period.start:
        return
    start = data.period.start
    if data.period.end:
        yield ("period", "end"), data.period.end, "start", start
    for index, evaluation in enumerate(data.evaluations):
        if evaluation.date:
            yield ("evaluations", index, "date"), evaluation.date, "period.start", start


def _is_before(date: str, other: str) -> bool:
    """Whether one date is surely before another; `2010` and `2010-09` may be the same day."""
    length = min(len(date), len(other))
    return date[:length] < other[:length]


@rule("KB132", "review-due", Severity.WARNING)
def check_reviews(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record is looked at again before its review is due.

    What was true when it was written may not be so any more; its page says that it is past its review.

    Bad:
        reviewed: 2019-05-20

    Good:
        reviewed: 2026-11-24
    """
    for record in knowledge.published:
        due = record.review_due
        if due and due < knowledge.today and not record.data.superseded_by:
            field = "reviewed" if record.data.reviewed else "created"
            message = f"The review of this record was due on {due}; newer evidence may exist."
            hint = "Look for newer evidence, mend what changed, and set `reviewed:` to the day you did."
            yield at_value(record, (field,), message, hint)
