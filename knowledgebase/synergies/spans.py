"""When an activity ran, as days that can be compared."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from knowledgebase.periods import first_day, last_day
from knowledgebase.records import Period

_FIRST, _LAST = datetime.date.min.toordinal(), datetime.date.max.toordinal()
_YEAR = 365.25
_FORGOTTEN = 10
"""Years after which two activities have nothing to do with each other in time."""
_AFTERWARDS = 0.5
"""What following at once is worth, against being at the same time."""


@dataclass(frozen=True)
class Span:
    """The first and the last day, as ordinals; what is open reaches to the end of the calendar."""

    first: int
    last: int

    @property
    def is_open(self) -> bool:
        """Whether no end is recorded."""
        return self.last == _LAST

    def meets(self, other: Span) -> bool:
        """Whether the two have a day in common."""
        return self.first <= other.last and other.first <= self.last

    def shares_a_year(self, other: Span) -> bool:
        """Whether some calendar year holds a day of both, which is how readers see `at the same time`."""
        return self._years[0] <= other._years[1] and other._years[0] <= self._years[1]

    @property
    def _years(self) -> tuple[int, int]:
        first, last = (datetime.date.fromordinal(day).year for day in (self.first, self.last))
        return first, last

    def likeness(self, other: Span) -> float:
        """From 0 to 1: the part of the shorter that falls into the other; half at most where none does."""
        if self.meets(other):
            common = min(self.last, other.last) - max(self.first, other.first) + 1
            return common / min(self.last - self.first + 1, other.last - other.first + 1)
        years = (max(self.first, other.first) - min(self.last, other.last)) / _YEAR
        return _AFTERWARDS * max(0.0, 1 - years / _FORGOTTEN)


def read_span(period: Period | None) -> Span | None:
    """The days of a period, or None where the record gives none. A year means all of its days."""
    if period is None or not (period.start or period.end):
        return None
    first = first_day(period.start).toordinal() if period.start else _FIRST
    return Span(first, max(first, last_day(period.end).toordinal() if period.end else _LAST))


def shared_years(one: Span | None, other: Span | None) -> str:
    """The years in which both ran, in words: `2011-2013`, `since 2020`; empty where none or not known."""
    if one is None or other is None or not one.shares_a_year(other):
        return ""
    first, last = sorted((max(one.first, other.first), min(one.last, other.last)))
    begin, end = (datetime.date.fromordinal(day).year for day in (first, last))
    if last == _LAST:
        return f"since {begin}" if first > _FIRST else ""
    if first == _FIRST:
        return f"until {end}"
    return f"{begin}" if begin == end else f"{begin}-{end}"


def years_between(one: Span | None, other: Span | None) -> int | None:
    """Whole years from the one to the other; None where they share a year, or one is not known."""
    if one is None or other is None or one.shares_a_year(other):
        return None
    return round((max(one.first, other.first) - min(one.last, other.last)) / _YEAR)
