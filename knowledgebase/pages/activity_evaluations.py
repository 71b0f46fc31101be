"""The shelf of evaluations: which activities were evaluated, at which level, by whom, with what result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.pages.activity_map import count_of
from knowledgebase.pages.page import Link, Page, Shelf, kind_crumbs, render
from knowledgebase.pages.parts import Part, split_in_parts
from knowledgebase.pages.register import register_link
from knowledgebase.periods import describe_date
from knowledgebase.records import Evaluation, Kind, Record
from knowledgebase.register import (
    LEVEL_QUESTIONS,
    STATUSES,
    EvaluationShelf,
    RegisteredActivity,
    in_order,
    list_activities,
    shelve_evaluations,
)

TITLE = "Evaluations of activities"
LEAD = "Which activities were evaluated, by whom and at which level, what was found, and which never were."
SECTION = "Evaluation and lessons"
MOST_ON_ONE_PAGE = 50
MOST_NEVER = 100
"""Activities without an evaluation that are named here; the register has them all."""


@dataclass(frozen=True)
class EvaluationLine:
    """One evaluation in words."""

    status: str
    level: str
    design: str
    date: str
    findings: str
    is_made: bool
    """Whether it was made, and not only planned."""
    source: Link | None


@dataclass(frozen=True)
class Entry:
    """One evaluated activity: its evaluations, its lessons, and what its record says of them."""

    anchor: str
    title: Link
    who: str
    when: str
    lines: Sequence[EvaluationLine]
    lessons: Sequence[str]
    text: Markup
    """The section of the record, in Markdown."""


@dataclass(frozen=True)
class LevelRow:
    """One of Kirkpatrick's levels, or evaluations that do not state theirs."""

    label: str
    question: str
    activities: Link
    independent: int
    planned: int


def make_evaluation_pages(shelf: Shelf) -> Iterator[Page]:
    """The shelf, in parts where it is long."""
    sorted_out = shelve_evaluations(list_activities(shelf.knowledge))
    shown = (*sorted_out.evaluated, *sorted_out.planned)
    for part in split_in_parts(addresses.EVALUATIONS, shown, MOST_ON_ONE_PAGE):
        yield _make_part(shelf, sorted_out, part)


def _make_part(shelf: Shelf, found: EvaluationShelf, part: Part[RegisteredActivity]) -> Page:
    page = part.page
    entries = [make_entry(shelf, activity, page) for activity in part.items]
    total = len(found.evaluated) + len(found.planned) + len(found.never)
    cited = [item.source for activity in part.items for item in activity.data.evaluations if item.source]
    markdown = render(
        "activity_evaluations.md.jinja",
        title=TITLE + part.name,
        lead=LEAD,
        part=part,
        total=count_of(total),
        evaluated=len(found.evaluated),
        planned=len(found.planned),
        never=len(found.never),
        levels=[
            LevelRow(
                label=count.level.capitalize() if count.level else "Not stated",
                question=LEVEL_QUESTIONS[count.level] if count.level else "The source does not say.",
                activities=_link_level(page, count.level, count.activities),
                independent=count.independent,
                planned=count.planned,
            )
            for count in found.levels
        ],
        entries=entries,
        unevaluated=_link_never(shelf, found.never, page) if part.is_first else [],
        more=max(len(found.never) - MOST_NEVER, 0),
        never_href=register_link(page, evaluated="no"),
        csv=addresses.link_file(page, "data/evaluations.csv"),
        columns=f"{addresses.link(page, addresses.DATA)}#evaluations-evaluationscsv",
        nocite=[key for key in dict.fromkeys(cited) if key in shelf.knowledge.bibliography],
    )
    crumbs = kind_crumbs(Kind.ACTIVITY)
    if not part.is_first:
        crumbs.append({"title": TITLE, "url": f"{addresses.served(addresses.EVALUATIONS)}/"})
    return Page(page, markdown, {"title": TITLE + part.name, "description": LEAD, "breadcrumbs": crumbs})


def _link_level(page: str, level: str | None, count: int) -> Link:
    return Link(str(count), register_link(page, level=level) if level and count else "")


def make_entry(shelf: Shelf, activity: RegisteredActivity, page: str) -> Entry:
    """An evaluated activity as the shelf shows it."""
    record = activity.record
    return Entry(
        anchor=record.id,
        title=Link(record.title, addresses.link(page, shelf.knowledge.page_of(record))),
        who=activity.who,
        when=activity.when,
        lines=[_describe(shelf, item, page) for item in in_order(activity.data.evaluations)],
        lessons=activity.data.lessons,
        text=_read_section(shelf, record, page),
    )


def _describe(shelf: Shelf, item: Evaluation, page: str) -> EvaluationLine:
    source = None
    if item.source and item.source in shelf.knowledge.bibliography:
        href = addresses.link(page, addresses.source_page(item.source))
        source = Link(shelf.formatter.short_text(item.source), href)
    return EvaluationLine(
        status=STATUSES[item.status],
        level=item.level or "not stated",
        design=_end_sentence(item.design or ""),
        date=describe_date(item.date or "") or "not stated",
        findings=_end_sentence(item.findings or ""),
        is_made=item.status != "planned",
        source=source,
    )


def _end_sentence(text: str) -> str:
    return f"{text}." if text and text[-1] not in ".!?" else text


def _read_section(shelf: Shelf, record: Record, page: str) -> Markup:
    """The record's own words on its evaluation, with its links as they lead from `page`."""
    body = record.document.body
    starts = [section.offset for section in record.sections] + [len(body)]
    for number, section in enumerate(record.sections):
        if section.title == SECTION:
            text = body[section.offset : starts[number + 1]].partition("\n")[2].strip()
            # Markdown, not HTML; the page is sanitised when rendered.
            return Markup(expand_crosslinks(text, page, shelf.knowledge.target))  # noqa: S704
    return Markup("")


def _link_never(shelf: Shelf, never: Sequence[RegisteredActivity], page: str) -> list[tuple[Link, str]]:
    return [
        (
            Link(activity.record.title, addresses.link(page, shelf.knowledge.page_of(activity.record))),
            activity.who,
        )
        for activity in never[:MOST_NEVER]
    ]
