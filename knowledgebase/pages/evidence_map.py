"""The evidence map: where research on techniques is thick, thin and missing, by outcome and by audience."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence import (
    LEVELS,
    Evidence,
    Rating,
    TechniqueEvidence,
    narrow,
)
from knowledgebase.pages.contributing import propose
from knowledgebase.pages.page import Link, Page, Shelf, render
from knowledgebase.records import Kind, Level, Record, ResearchSummary
from knowledgebase.vocabulary import Facet

TITLE = "Evidence map"
LEAD = "Where research on each technique is thick, thin or missing, by what was measured and for whom."
LARGEST_RADIUS, SMALLEST_RADIUS = 15.0, 4.0
"""Of the dot in a cell, in the units of its drawing, which is 32 wide."""
LEVEL_MEANINGS: dict[Level, str] = {
    "learning": "do they know or can they do more?",
    "behaviour": "do they do it at work?",
    "results": "did it change what the work is for?",
    "reaction": "did people like it?",
}


@dataclass(frozen=True)
class Cell:
    """One technique at one level or for one audience. Without summaries it is a gap."""

    column: str
    count: int
    rating: Rating | None = None
    level: str = ""
    """The level that the rating is of."""
    radius: str = ""
    """Of the dot, whose area goes with the number of summaries."""
    summaries: Sequence[Link] = ()
    contribute: str = ""
    """Where a gap leads: to a prefilled contribution."""


@dataclass(frozen=True)
class Row:
    """One technique over all columns."""

    title: Link
    cells: Sequence[Cell]


@dataclass(frozen=True)
class Column:
    """A heading of the map."""

    label: str
    href: str = ""
    note: str = ""


@dataclass(frozen=True)
class Weighed:
    """A technique and its evidence."""

    record: Record
    evidence: TechniqueEvidence


def make_map_page(shelf: Shelf) -> Page:
    """The page with both maps."""
    techniques = [
        Weighed(record, shelf.weighed[record.id]) for record in shelf.knowledge.of_kind(Kind.TECHNIQUE)
    ]
    studied, unstudied = _sort_audiences(shelf, techniques)
    counting = {item.summary_id: item for each in techniques for item in _counted(each.evidence, LEVELS)}
    markdown = render(
        "evidence_map.md.jinja",
        title=TITLE,
        lead=LEAD,
        levels=[Column(level.capitalize(), note=LEVEL_MEANINGS[level]) for level in LEVELS],
        by_level=_map_levels(shelf, techniques),
        audiences=[_audience_column(shelf, tag) for tag in studied],
        by_audience=_map_audiences(shelf, techniques, studied),
        counting=len(counting),
        unnamed=sum(not item.data.studied for item in counting.values()),
        unstudied=[_missing_audience(shelf, tag) for tag in unstudied],
        compare=addresses.link(addresses.MAP, addresses.COMPARE),
        weighed=addresses.link(addresses.MAP, "evidence.md"),
    )
    return Page(addresses.MAP, markdown, {"title": TITLE, "description": LEAD, "hide": ["toc"]})


def _counted(evidence: TechniqueEvidence, levels: Iterable[Level]) -> list[Evidence]:
    """What counts at some levels, each summary once, newest first."""
    items = {
        item.summary_id: item
        for level in levels
        for item in evidence.evidence[level]
        if not item.is_retracted
    }
    return sorted(items.values(), key=lambda item: (-item.year, item.summary_id))


def _map_levels(shelf: Shelf, techniques: Sequence[Weighed]) -> list[Row]:
    largest = max(
        (len(_counted(each.evidence, [level])) for each in techniques for level in LEVELS), default=0
    )
    return [
        Row(
            _link_technique(shelf, each.record),
            [
                _make_cell(
                    shelf,
                    each,
                    level.capitalize(),
                    level,
                    _counted(each.evidence, [level]),
                    each.evidence.ratings[level],
                    largest,
                )
                for level in LEVELS
            ],
        )
        for each in techniques
    ]


def _summaries_studying(shelf: Shelf, tag: str) -> set[str]:
    """The summaries whose participants were of an audience; its tag alone says only who may read them."""
    return {
        record.id
        for record in shelf.knowledge.of_kind(Kind.RESEARCH)
        if isinstance(record.data, ResearchSummary) and tag in record.data.studied
    }


def _sort_audiences(shelf: Shelf, techniques: Sequence[Weighed]) -> tuple[list[str], list[str]]:
    """The audiences that some summary of a technique studied, most summaries first; and the others."""
    counting = {item.summary_id for each in techniques for item in _counted(each.evidence, LEVELS)}
    tags = shelf.knowledge.tags_of_facet(Facet.AUDIENCE)
    numbers = {tag: len(_summaries_studying(shelf, tag) & counting) for tag in tags}
    studied = sorted((tag for tag in tags if numbers[tag]), key=lambda tag: -numbers[tag])
    return studied, [tag for tag in tags if not numbers[tag]]


def _map_audiences(shelf: Shelf, techniques: Sequence[Weighed], tags: Sequence[str]) -> list[Row]:
    narrowed = {
        (each.record.id, tag): narrow(each.evidence, _summaries_studying(shelf, tag), shelf.today.year)
        for each in techniques
        for tag in tags
    }
    largest = max((len(_counted(evidence, LEVELS)) for evidence in narrowed.values()), default=0)
    return [
        Row(
            _link_technique(shelf, each.record),
            list(_audience_cells(shelf, each, tags, narrowed, largest)),
        )
        for each in techniques
    ]


def _audience_cells(
    shelf: Shelf,
    technique: Weighed,
    tags: Sequence[str],
    narrowed: dict[tuple[str, str], TechniqueEvidence],
    largest: int,
) -> Iterator[Cell]:
    for tag in tags:
        evidence = narrowed[technique.record.id, tag]
        label = shelf.knowledge.vocabulary[tag].label
        counted = _counted(evidence, LEVELS)
        yield _make_cell(shelf, technique, label, evidence.front_level, counted, evidence.front, largest)


def _make_cell(  # noqa: PLR0913, PLR0917 -- what one cell shows
    shelf: Shelf,
    technique: Weighed,
    column: str,
    level: str,
    counted: Sequence[Evidence],
    rating: Rating,
    largest: int,
) -> Cell:
    if not counted:
        return Cell(column, 0, contribute=_contribution(shelf, technique.record, column))
    knowledge = shelf.knowledge
    links = [
        Link(
            shelf.formatter.short_text(item.data.source),
            addresses.link(addresses.MAP, knowledge.page_of(knowledge.records[item.summary_id])),
        )
        for item in counted
    ]
    return Cell(column, len(counted), rating, level, _radius(len(counted), largest), links)


def _radius(count: int, largest: int) -> str:
    return f"{max(LARGEST_RADIUS * math.sqrt(count / largest), SMALLEST_RADIUS):.1f}"


def _link_technique(shelf: Shelf, record: Record) -> Link:
    return Link(record.title, addresses.link(addresses.MAP, shelf.knowledge.page_of(record)))


def _audience_column(shelf: Shelf, tag: str) -> Column:
    href = addresses.link(addresses.MAP, addresses.tag_page(tag))
    return Column(shelf.knowledge.vocabulary[tag].label, href)


def _missing_audience(shelf: Shelf, tag: str) -> Link:
    label = shelf.knowledge.vocabulary[tag].label
    return Link(label, _contribution(shelf, None, label))


def _contribution(shelf: Shelf, technique: Record | None, column: str) -> str:
    """The address at which a reader can say which research fills a gap."""
    about = technique.title if technique else "any technique"
    fields = {"techniques": technique.id} if technique else {}
    return propose(shelf, addresses.MAP, "research.yml", f"Research wanted: {about}, {column}", **fields)
