"""Activities along the years: where each bar begins and ends, and how many ran in each year."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledgebase.register.activities import RegisteredActivity

LEAST_WIDTH = 0.7
"""Of a bar, in per cent of the line, so that a single day can be seen."""
MOST_TICKS = 10
END_OF_LINE = 97
"""Per cent of the line behind which the name of a year finds no room."""
_TICK_STEPS = (1, 2, 5, 10, 20, 50, 100)


@dataclass(frozen=True)
class Tick:
    """A year named at the axis, and its place in per cent of the line."""

    year: int
    at: float

    @property
    def is_at_end(self) -> bool:
        """Whether its name would stand over the end of the line, and belongs to its left."""
        return self.at > END_OF_LINE


@dataclass(frozen=True)
class Axis:
    """The years that a timeline shows, from the beginning of the first to the end of the last."""

    first: int
    last: int

    def place(self, year: float) -> float:
        """A moment in per cent of the line."""
        return round(100 * (year - self.first) / (self.last + 1 - self.first), 2)

    @property
    def ticks(self) -> tuple[Tick, ...]:
        """The years to name: round ones, at most ten."""
        span = self.last + 1 - self.first
        step = next((step for step in _TICK_STEPS if span / step <= MOST_TICKS), _TICK_STEPS[-1])
        start = -(-self.first // step) * step
        return tuple(Tick(year, self.place(year)) for year in range(start, self.last + 1, step))


@dataclass(frozen=True)
class Bar:
    """An activity on the line, in per cent of it."""

    activity: RegisteredActivity
    at: float
    width: float
    fades_at_start: bool
    """The start is not recorded: only the end is drawn as a bar."""
    fades_at_end: bool
    """The end is open or not recorded: only the start is drawn as a bar."""


@dataclass(frozen=True)
class Timeline:
    """Activities in the order in which they began, and those whose dates are not recorded."""

    axis: Axis | None
    """None where no activity has a date."""
    bars: tuple[Bar, ...]
    undated: tuple[RegisteredActivity, ...]


def make_timeline(activities: Sequence[RegisteredActivity], this_year: int) -> Timeline:
    """Lays activities out along the years, up to this one or the last that a record names."""
    dated = [activity for activity in activities if activity.stretch]
    undated = tuple(activity for activity in activities if not activity.stretch)
    if not dated:
        return Timeline(None, (), undated)
    axis = _make_axis(dated, this_year)
    bars = sorted((_make_bar(activity, axis) for activity in dated), key=_order)
    return Timeline(axis, tuple(bars), undated)


def _make_axis(dated: Sequence[RegisteredActivity], this_year: int) -> Axis:
    stretches = [activity.stretch for activity in dated if activity.stretch]
    years = [
        year for stretch in stretches for year in (stretch.first_year, stretch.last_year) if year is not None
    ]
    return Axis(min(years), max(*years, this_year))


def _make_bar(activity: RegisteredActivity, axis: Axis) -> Bar:
    stretch = activity.stretch
    assert stretch  # noqa: S101 -- called with dated activities
    start = stretch.start if stretch.start is not None else float(stretch.last_year or axis.first)
    end = stretch.end if stretch.end is not None else start
    at = min(axis.place(start), 100 - LEAST_WIDTH)
    width = max(round(axis.place(end) - at, 2), LEAST_WIDTH)
    return Bar(activity, at, width, stretch.start is None, stretch.end is None)


def _order(bar: Bar) -> tuple[float, float, str]:
    return bar.at, bar.width, bar.activity.record.title


@dataclass(frozen=True)
class YearCount:
    """One year of the axis."""

    year: int
    known: int
    """Activities that ran in it by their record."""
    possible: int
    """Activities that may have: their start or their end is not recorded."""


def count_running(activities: Sequence[RegisteredActivity], axis: Axis) -> tuple[YearCount, ...]:
    """How many activities ran, or may have run, in each year of the axis."""
    known = dict.fromkeys(range(axis.first, axis.last + 1), 0)
    possible = dict(known)
    for activity in activities:
        stretch = activity.stretch
        if stretch is None:
            continue
        first, last = stretch.first_year, stretch.last_year
        years = [year for year in (first, last) if year is not None]
        for year in range(first or axis.first, (last or axis.last) + 1):
            counts = known if min(years) <= year <= max(years) else possible
            counts[year] += 1
    return tuple(YearCount(year, known[year], possible[year]) for year in known)
