"""Two pages to print for each training: the facilitator's run sheet and the participants' handout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.evidence import Certainty, Evidence, headline
from knowledgebase.pages.page import Link, Page, Shelf, hours, kind_crumbs, render
from knowledgebase.pages.wording import describe_effect
from knowledgebase.records import KINDS, Kind, Record, Training
from knowledgebase.run_sheets import (
    HANDOUT,
    Passage,
    PlannedSession,
    clock_of,
    lengthen_blanks,
    match_passages,
    plan_parts,
    read_run_sheet,
    section_of,
    split_sheets,
    split_steps,
)

ROWS_TO_WRITE_IN = 5
"""Rows that an empty table row of a handout becomes."""
_BLANK = re.compile(r"(?<!\w)_{3,}(?!\w)")
_LINE_TO_WRITE_ON = '<span class="kb-blank"><span class="kb-hidden">blank to fill</span></span>'


@dataclass(frozen=True)
class TechniqueLine:
    """The technique of a session, with its rating."""

    link: Link
    slug: str
    certainty: str
    verdict: str
    level: str
    source: str
    """The key of the source behind the rating's effect, or an empty string."""
    cited: Link | None
    """That source in short, as a link to its page."""
    finding: str
    """What that source found, in one sentence, or an empty string."""


@dataclass(frozen=True)
class StepLine:
    """One timed step."""

    time: str
    minutes: int
    text: Markup


@dataclass(frozen=True)
class SessionRow:
    """One session as the run sheet prints it."""

    number: int
    title: str
    time: str
    minutes: int
    is_break: bool
    purpose: str
    materials: list[str]
    technique: TechniqueLine | None
    steps: list[StepLine]
    more: Markup
    """What the run sheet says besides timed steps."""


@dataclass(frozen=True)
class PartOfProgramme:
    """A day or a week."""

    label: str
    total: str
    sessions: list[SessionRow]


def make_sheet_pages(shelf: Shelf) -> Iterator[Page]:
    """The run sheet and the handout of each published training."""
    for record in shelf.knowledge.of_kind(Kind.TRAINING):
        if isinstance(record.data, Training):
            yield _make_run_sheet(shelf, record, record.data)
            yield _make_handout(shelf, record, record.data)


def _make_run_sheet(shelf: Shelf, record: Record, training: Training) -> Page:
    page = addresses.run_sheet_page(record.id)
    sheet = read_run_sheet(record)
    techniques = _describe_techniques(shelf, training, page)
    parts = _make_parts(shelf, training, page, techniques, match_passages(training, sheet))
    markdown = render(
        "run_sheet.md.jinja",
        training=record,
        home=addresses.link(page, shelf.knowledge.page_of(record)),
        handout=addresses.link(page, addresses.handout_page(record.id)),
        total=hours(training.duration),
        starts=training.starts,
        objectives=training.objectives,
        opening=_markdown(shelf, sheet.opening, page),
        parts=parts,
        has_own_time=any(session.own_time for session in training.sessions),
        annexes=[(title, _markdown(shelf, text, page)) for title, text in sheet.annexes],
        techniques=list(techniques.values()),
    )
    meta = _make_meta(shelf, record, page, f"Run sheet: {record.title}", "Facilitator's run sheet")
    return Page(page, markdown, meta)


def _make_handout(shelf: Shelf, record: Record, training: Training) -> Page:
    page = addresses.handout_page(record.id)
    knowledge = shelf.knowledge
    text, _ = section_of(record, HANDOUT)
    techniques = _describe_techniques(shelf, training, page)
    markdown = render(
        "handout.md.jinja",
        training=record,
        home=addresses.link(page, knowledge.page_of(record)),
        run_sheet=addresses.link(page, addresses.run_sheet_page(record.id)),
        objectives=training.objectives,
        parts=_make_parts(shelf, training, page, techniques, {}),
        sheets=[(title, _make_sheet(shelf, piece, page)) for title, piece in split_sheets(text)],
        techniques=list(techniques.values()),
        sources=knowledge.sources_of(record),
    )
    meta = _make_meta(shelf, record, page, f"Handout: {record.title}", "Participants' handout")
    return Page(page, markdown, meta)


def _make_sheet(shelf: Shelf, text: str, page: str) -> Markup:
    """A sheet of the handout, with room to write in empty table rows and where the text has `___`."""
    longer = lengthen_blanks(text, ROWS_TO_WRITE_IN)
    return Markup(_BLANK.sub(_LINE_TO_WRITE_ON, _markdown(shelf, longer, page)))  # noqa: S704 -- as _markdown


def _make_meta(shelf: Shelf, record: Record, page: str, title: str, what: str) -> Mapping[str, object]:
    crumbs = [
        *kind_crumbs(record.kind),
        {"title": record.title, "url": f"{addresses.served(shelf.knowledge.page_of(record))}/"},
    ]
    return {
        "title": title,
        "description": f"{what} of the {KINDS[record.kind].label.lower()} {record.title}, to print.",
        "language": record.data.language,
        "edit_path": record.path,
        "breadcrumbs": crumbs,
        "hide": ["toc"],
        "styles": ["assets/css/sheets.css"],
    }


def _make_parts(
    shelf: Shelf,
    training: Training,
    page: str,
    techniques: Mapping[str, TechniqueLine],
    passages: Mapping[int, Passage],
) -> list[PartOfProgramme]:
    return [
        PartOfProgramme(
            part.label,
            hours(part.minutes),
            [
                _make_row(shelf, planned, page, techniques, passages.get(planned.number))
                for planned in part.sessions
            ],
        )
        for part in plan_parts(training)
    ]


def _make_row(
    shelf: Shelf,
    planned: PlannedSession,
    page: str,
    techniques: Mapping[str, TechniqueLine],
    passage: Passage | None,
) -> SessionRow:
    session = planned.session
    steps, more = split_steps(passage.steps if passage else "", planned.starts)
    return SessionRow(
        number=planned.number,
        title=session.title,
        time=_describe_time(planned),
        minutes=session.minutes,
        is_break=planned.is_break,
        purpose=session.purpose or "",
        materials=session.materials,
        technique=techniques.get(session.technique or ""),
        steps=[
            StepLine(
                "" if step.starts is None else clock_of(step.starts),
                step.minutes,
                _markdown(shelf, step.text, page),
            )
            for step in steps
        ],
        more=_markdown(shelf, more, page),
    )


def _describe_time(planned: PlannedSession) -> str:
    if planned.starts is None or planned.ends is None:
        return "own time"
    return f"{clock_of(planned.starts)}–{clock_of(planned.ends)}"


def _markdown(shelf: Shelf, text: str, page: str) -> Markup:
    expanded = expand_crosslinks(text, page, shelf.knowledge.target)
    return Markup(expanded)  # noqa: S704 -- Markdown, not HTML; the page is sanitised when rendered


def _describe_techniques(shelf: Shelf, training: Training, page: str) -> dict[str, TechniqueLine]:
    """The techniques of a training by the names its sessions use, each once, in order."""
    return {name: line for name in training.techniques if (line := _describe_technique(shelf, name, page))}


def _describe_technique(shelf: Shelf, name: str, page: str) -> TechniqueLine | None:
    record = shelf.knowledge.resolve(name)
    if record is None or record.id not in shelf.weighed:
        return None
    weighed = shelf.weighed[record.id]
    front = headline(weighed.evidence[weighed.front_level])
    source = _known_source(shelf, front)
    return TechniqueLine(
        link=Link(record.title, addresses.link(page, shelf.knowledge.page_of(record))),
        slug=weighed.front.certainty.slug,
        certainty=weighed.front.certainty.label,
        verdict=weighed.front.verdict.value,
        level="" if weighed.front.certainty is Certainty.NOT_ASSESSED else weighed.front_level,
        source=source,
        cited=Link(shelf.formatter.short_text(source), addresses.link(page, addresses.source_page(source)))
        if source
        else None,
        finding=_describe_finding(front),
    )


def _known_source(shelf: Shelf, front: Evidence | None) -> str:
    return front.data.source if front and front.data.source in shelf.knowledge.bibliography else ""


def _describe_finding(front: Evidence | None) -> str:
    """What the source in front found, in its own unit; empty where it reports no number."""
    main = front.main if front else None
    if main is None or main.effect is None:
        return ""
    basis = f", over {main.k:,} {main.k_unit or 'studies or effects'}" if main.k else ""
    against = "" if main.comparison.startswith("not stated") else f", against {main.comparison}"
    return f"Measured on {main.outcome}{against}: {describe_effect(main)}{basis}."
