"""When an activity ran: its period in words, in years, and as a stretch of time."""

from __future__ import annotations

import calendar
import datetime
from dataclasses import dataclass

from knowledgebase.records import Activity


@dataclass(frozen=True)
class Stretch:
    """A period in years and fractions of years: 2013.5 is the middle of 2013."""

    start: float | None
    end: float | None

    @property
    def first_year(self) -> int | None:
        """The year in which it began, or None where that is not known."""
        return None if self.start is None else int(self.start)

    @property
    def last_year(self) -> int | None:
        """The last year in which it ran, or None where the end is open or not known."""
        # The end of a year is the beginning of the next, and belongs to the year that ends.
        return None if self.end is None else int(self.end - 0.001)


def stretch_of(activity: Activity) -> Stretch | None:
    """The period of an activity, or None where neither its start nor its end is recorded."""
    period = activity.period
    if period is None or not (period.start or period.end):
        return None
    return Stretch(
        _fraction(first_day(period.start), 0) if period.start else None,
        _fraction(last_day(period.end), 1) if period.end else None,
    )


def first_day(date: str) -> datetime.date:
    """The day on which the year, the month or the day begins that an ISO date names."""
    year, month, day = _parts(date)
    return datetime.date(year, month or 1, day or 1)


def last_day(date: str) -> datetime.date:
    """The day on which the year, the month or the day ends that an ISO date names."""
    year, month, day = _parts(date)
    month = month or 12
    return datetime.date(year, month, day or calendar.monthrange(year, month)[1])


def _parts(date: str) -> tuple[int, int, int]:
    year, month, day = ([int(part) for part in date.split("-")] + [0, 0])[:3]
    return year, month, day


def _fraction(day: datetime.date, days_later: int) -> float:
    """The beginning of a day, or of one after it, which may lie beyond the calendar of `datetime`."""
    days = 366 if calendar.isleap(day.year) else 365
    return day.year + (day.timetuple().tm_yday - 1 + days_later) / days


def describe_period(activity: Activity) -> list[str]:
    """The period of an activity in words, or nothing where it is not known."""
    period = activity.period
    if period is None or not (period.start or period.end):
        return []
    start, end = describe_date(period.start or ""), describe_date(period.end or "")
    if start and end:
        return [start if start == end else f"{start} to {end}"]
    return [f"since {start}" if start else f"until {end}"]


def describe_date(date: str) -> str:
    """An ISO date, month or year in words: `2 September 2010`, `September 2010`, `2010`."""
    marks = date.count("-")
    if not marks:
        return date
    return f"{first_day(date):%-d %B %Y}" if marks == 2 else f"{first_day(date):%B %Y}"
