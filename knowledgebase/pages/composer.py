"""The training composer: a session plan out of techniques that fit. The page holds the data and a table for
readers without script; the scripts `composer*.js` show the plan that `planning.js` makes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence import Rating, Verdict
from knowledgebase.pages.compare import DELIVERIES, describe_time
from knowledgebase.pages.page import Link, Page, Shelf, render, span
from knowledgebase.planning import STAGE_LABELS, describe_for_planning
from knowledgebase.records import Kind, Stage, Technique
from knowledgebase.vocabulary import Facet

TITLE = "Training composer"
LEAD = (
    "Say for whom, how long and how many. You get a session plan made of techniques that fit, each with the"
    " evidence for it. Change what you like, then print it or take it with you."
)
RULE_PAGE = "planning.md"
LANGUAGES = ("Arabic", "Chinese", "English", "French", "Portuguese", "Russian", "Spanish", "Swahili")
SCRIPTS = ("planning", "plan-texts", "composer-form", "composer-parts", "composer")


@dataclass(frozen=True)
class Row:
    """One technique that a plan may hold, as the table shows it."""

    title: Link
    rating: Rating
    level: str
    time: str
    group: str
    delivery: str


def make_composer_page(shelf: Shelf) -> Page:
    """The page of the composer."""
    knowledge = shelf.knowledge
    techniques = describe_for_planning(knowledge, shelf.weighed)
    data = {
        "techniques": techniques,
        "needs": _tags(shelf, Facet.NEED),
        "audiences": _tags(shelf, Facet.AUDIENCE),
        "languages": LANGUAGES,
    }
    markdown = render(
        "composer.md.jinja",
        title=TITLE,
        lead=LEAD,
        data=json.dumps(data, ensure_ascii=False, separators=(",", ":")),
        groups=[(label, rows) for stage, label in STAGE_LABELS.items() if (rows := _rows(shelf, stage))],
        rule=addresses.link(addresses.COMPOSER, RULE_PAGE),
        compare=addresses.link(addresses.COMPOSER, addresses.COMPARE),
        trainings=addresses.link(addresses.COMPOSER, addresses.kind_page(Kind.TRAINING)),
        contribute=addresses.link(addresses.COMPOSER, addresses.CONTRIBUTE),
        file=addresses.link_file(addresses.COMPOSER, "data/techniques-for-planning.json"),
    )
    meta = {
        "title": TITLE,
        "description": LEAD,
        "hide": ["toc"],
        "styles": ["assets/css/composer.css"],
        "scripts": [f"assets/js/{name}.js" for name in SCRIPTS],
    }
    return Page(addresses.COMPOSER, markdown, meta)


def _tags(shelf: Shelf, facet: Facet) -> list[dict[str, str]]:
    vocabulary = shelf.knowledge.vocabulary
    return [{"id": tag, "label": vocabulary[tag].label} for tag in shelf.knowledge.tags_of_facet(facet)]


def _rows(shelf: Shelf, stage: Stage) -> Sequence[Row]:
    rows = []
    for record in shelf.knowledge.of_kind(Kind.TECHNIQUE):
        data = record.data
        if not isinstance(data, Technique) or stage not in data.stages:
            continue
        weighed = shelf.weighed[record.id]
        if not data.time or not data.group_size or weighed.front.verdict is Verdict.DOES_NOT_WORK:
            continue
        rows.append(
            Row(
                title=Link(record.title, addresses.link(addresses.COMPOSER, shelf.knowledge.page_of(record))),
                rating=weighed.front,
                level=weighed.front_level,
                time=describe_time(data.time.min, data.time.max),
                group=span(data.group_size.min, data.group_size.max, "person").replace("persons", "people"),
                delivery=", ".join(DELIVERIES[way].lower() for way in data.delivery),
            )
        )
    return rows
