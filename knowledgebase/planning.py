"""What the training composer knows of each technique: what it needs, what it suits, what research found.

The rule that makes a plan of it is `docs/assets/js/planning.js`, one pure function that the page and the
tests both run; here are only its data, as they stand in the page and at `data/techniques-for-planning.json`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, get_args

from knowledgebase import addresses
from knowledgebase.evidence import (
    Evidence,
    TechniqueEvidence,
    common_language_effect,
    headline,
    standardised_effect,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Outcome, Record, Relation, Stage, Technique
from knowledgebase.vocabulary import Facet, of_facet

Planned = Mapping[str, "str | int | Sequence[str] | Sequence[int] | Mapping[str, str | int] | None"]
"""One technique as the rule reads it."""

STAGE_LABELS: Final[Mapping[Stage, str]] = {
    "opening": "Opening",
    "instruction": "Explanation",
    "practice": "Practice",
    "feedback": "Feedback",
    "recall": "Recall",
    "transfer": "Plan for work",
    "follow-up": "Follow-up",
}
assert tuple(STAGE_LABELS) == get_args(Stage)  # noqa: S101 -- a stage that is added needs a label

EFFORTS = ("no-preparation", "under-an-hour", "half-a-day", "days-to-prepare", "lasting-commitment")
"""Tags of the facet `effort`, least first; their place in this list is what the rule compares."""


def describe_for_planning(
    knowledge: KnowledgeBase, weighed: Mapping[str, TechniqueEvidence]
) -> list[Planned]:
    """Each published technique that names a stage, in the order of ids, with its rating in front.

    `weighed` holds the evidence on each published technique by its id. A technique whose time, group or
    delivery is not stated is left out: nobody could say whether it fits.
    """
    techniques = sorted(knowledge.of_kind(Kind.TECHNIQUE), key=lambda record: record.id)
    return [
        _describe(knowledge, record, data, weighed[record.id])
        for record in techniques
        if isinstance(data := record.data, Technique)
        and data.stages
        and data.time
        and data.group_size
        and data.delivery
    ]


def _describe(
    knowledge: KnowledgeBase, record: Record, data: Technique, weighed: TechniqueEvidence
) -> Planned:
    assert data.time and data.group_size  # noqa: S101 -- called where both are stated
    counted = [item for item in weighed.evidence[weighed.front_level] if not item.is_retracted]
    front = headline(counted)
    tags = knowledge.all_tags(record)
    return {
        "id": record.id,
        "title": record.title,
        "page": _page_of(knowledge, record.id),
        "summary": data.summary,
        "stages": list(data.stages),
        "time": [data.time.min, data.time.max],
        "group": [data.group_size.min, data.group_size.max],
        "delivery": list(data.delivery),
        "prepare": min((EFFORTS.index(tag) for tag in data.tags if tag in EFFORTS), default=0),
        "needs": sorted(of_facet(tags, Facet.NEED, knowledge.vocabulary)),
        "audiences": sorted(of_facet(tags, Facet.AUDIENCE, knowledge.vocabulary)),
        "with": _related(knowledge, data, Relation.COMBINES_WITH, Relation.BUILDS_ON),
        "contrast": _related(knowledge, data, Relation.CONTRAST),
        "level": weighed.front_level,
        "certainty": weighed.front.certainty.slug,
        "verdict": weighed.front.verdict.slug,
        "effect": describe_effect_in_words(front),
        "effect_page": _page_of(knowledge, front.summary_id) if front else "",
        "adults": sum(item.has_adults for item in counted),
        "sources": len(counted),
        "review": _newest_review(knowledge, counted),
    }


def _page_of(knowledge: KnowledgeBase, record_id: str) -> str:
    return f"{addresses.served(knowledge.page_of(knowledge.records[record_id]))}/"


def _related(knowledge: KnowledgeBase, data: Technique, *relations: Relation) -> list[str]:
    named = (knowledge.resolve(other.id) for other in data.related if other.relation in relations)
    return sorted(record.id for record in named if record is not None)


def describe_effect_in_words(front: Evidence | None) -> str:
    """What the evidence in front found, in one sentence without a full stop; empty where it has no number."""
    main = front.main if front else None
    if main is None or main.effect is None:
        return ""
    difference = standardised_effect(main)
    if difference is None:
        return f"{_number(main)}, measured on {main.outcome}, against {main.comparison}"
    share = common_language_effect(abs(difference)) * 100
    ahead = round(share if main.direction == "benefit" else 100 - share)
    return (
        f"of 100 pairs of one person with it and one without, the first came out ahead in about {ahead}"
        f" (50 is chance); measured on {main.outcome}, against {main.comparison}"
    )


def _number(main: Outcome) -> str:
    effect = f"{main.effect:g}".replace("-", "−")
    if main.measure in {None, "raw"}:
        return f"{effect} in the source’s own unit"
    return f"{main.measure} = {effect}"


def _newest_review(knowledge: KnowledgeBase, counted: Sequence[Evidence]) -> Mapping[str, str | int] | None:
    """The newest review that counts, or where there is none the newest study; None without evidence."""
    reviews = [item for item in counted if item.is_review]
    newest = max(reviews or counted, key=lambda item: (item.year, item.summary_id), default=None)
    if newest is None:
        return None
    record = knowledge.records[newest.summary_id]
    return {
        "kind": "review" if newest.is_review else "study",
        "title": record.title,
        "page": _page_of(knowledge, record.id),
        "year": newest.year,
        "source": newest.data.source,
    }
