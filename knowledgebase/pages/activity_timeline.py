"""The timeline of activities: a table with a bar in each row, and how many ran in each year."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.pages.page import Link, Page, Shelf, kind_crumbs, render
from knowledgebase.pages.parts import Part, split_in_parts
from knowledgebase.pages.register import register_link
from knowledgebase.records import Kind
from knowledgebase.register import (
    Axis,
    Bar,
    RegisteredActivity,
    Timeline,
    YearCount,
    count_running,
    list_activities,
    make_timeline,
)

TITLE = "Timeline of activities"
LEAD = "When the activities of the register ran, from the first to the latest."
MOST_ON_ONE_PAGE = 200
HEIGHT = 100
"""Of the tallest column of the years, in pixels."""


@dataclass(frozen=True)
class Row:
    """One activity and its bar; every place is in per cent of the line."""

    title: Link
    who: str
    when: str
    bar: Bar
    open_from: float
    """Where the thin line begins that stands for an end, or a start, that is not recorded."""
    open_to: float


@dataclass(frozen=True)
class YearColumn:
    """One year: its numbers, and its column in per cent of the line and in pixels from the top."""

    year: int
    known: int
    possible: int
    href: str
    at: float
    width: float
    known_top: float
    known_height: float
    possible_top: float
    possible_height: float


def make_timeline_pages(shelf: Shelf) -> Iterator[Page]:
    """The timeline, in parts where it is long."""
    activities = list_activities(shelf.knowledge)
    timeline = make_timeline(activities, shelf.today.year)
    years = count_running(activities, timeline.axis) if timeline.axis else ()
    for part in split_in_parts(addresses.TIMELINE, timeline.bars, MOST_ON_ONE_PAGE):
        yield _make_part(shelf, timeline, part, years)


def _make_part(shelf: Shelf, timeline: Timeline, part: Part[Bar], years: Sequence[YearCount]) -> Page:
    axis = timeline.axis
    markdown = render(
        "activity_timeline.md.jinja",
        title=TITLE + part.name,
        lead=LEAD,
        part=part,
        axis=axis,
        dated=len(timeline.bars),
        rows=[_make_row(shelf, bar, part.page) for bar in part.items],
        years=_make_columns(axis, years, part.page) if axis and part.is_first else [],
        height=HEIGHT,
        undated=[_link(shelf, activity, part.page) for activity in timeline.undated] if part.is_first else [],
        register=addresses.link(part.page, addresses.kind_page(Kind.ACTIVITY)),
    )
    crumbs = kind_crumbs(Kind.ACTIVITY)
    if not part.is_first:
        crumbs.append({"title": TITLE, "url": f"{addresses.served(addresses.TIMELINE)}/"})
    meta = {"title": TITLE + part.name, "description": LEAD, "hide": ["toc"], "breadcrumbs": crumbs}
    return Page(part.page, markdown, meta)


def _link(shelf: Shelf, activity: RegisteredActivity, page: str) -> Link:
    return Link(activity.record.title, addresses.link(page, shelf.knowledge.page_of(activity.record)))


def _make_row(shelf: Shelf, bar: Bar, page: str) -> Row:
    activity = bar.activity
    end = round(bar.at + bar.width, 2)
    return Row(
        title=_link(shelf, activity, page),
        who=activity.who,
        when=activity.when,
        bar=bar,
        open_from=0 if bar.fades_at_start else end,
        open_to=bar.at if bar.fades_at_start else 100,
    )


def _make_columns(axis: Axis, years: Sequence[YearCount], page: str) -> list[YearColumn]:
    tallest = max((year.known + year.possible for year in years), default=0) or 1
    return [_make_column(axis, year, HEIGHT / tallest, page) for year in years]


def _make_column(axis: Axis, count: YearCount, unit: float, page: str) -> YearColumn:
    known, possible = round(count.known * unit, 1), round(count.possible * unit, 1)
    year = str(count.year)
    return YearColumn(
        year=count.year,
        known=count.known,
        possible=count.possible,
        href=register_link(page, **{"from": year, "to": year}),
        at=axis.place(count.year),
        width=round((axis.place(count.year + 1) - axis.place(count.year)) * 0.8, 2),
        known_top=round(HEIGHT - known, 1),
        known_height=known,
        possible_top=round(HEIGHT - known - possible, 1),
        possible_height=possible,
    )
