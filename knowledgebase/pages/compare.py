"""The comparison of all techniques: one table of their ratings, effects and costs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence import (
    LEVELS,
    Certainty,
    Evidence,
    Rating,
    TechniqueEvidence,
    Verdict,
    headline,
    standardised_effect,
)
from knowledgebase.pages.page import Link, Page, Shelf, hours, kind_crumbs, render, span
from knowledgebase.pages.wording import describe_bounds, describe_number
from knowledgebase.records import Design, Kind, Outcome, Record, Technique

TITLE = "Compare techniques"
LEAD = (
    "All techniques in one table: what the evidence comes to, how large the effect was,"
    " and what each one costs you in time and money."
)
COSTS = ("low", "moderate", "high")
DELIVERIES = {"in-person": "In person", "live-online": "Live online", "self-paced": "Self-paced"}
ADULTS = {"yes": "Yes", "no": "No", "unknown": "Not known"}
TIME_LIMITS = (15, 30, 60, 120, 240)
"""Minutes of learner time by which a reader can narrow the table."""
HOURS_FROM = 120
CUSTOMARY_LEVEL = 95
REVIEWS = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW})


@dataclass(frozen=True)
class Row:
    """One technique, as the table shows it."""

    id: str
    title: Link
    summary: str
    level: str
    rating: Rating
    effect: str
    measured: str
    study: Link | None
    interval: str
    based_on: str
    adults: str
    time: str
    cost: str
    delivery: str
    others: Sequence[tuple[str, Rating]]
    """The ratings at the levels that are assessed beside the one in front."""
    sort: Mapping[str, str]
    """What a column is sorted by where that is not its text; an empty value stands last."""
    filters: Mapping[str, str]
    """For each filter the values that the technique fits, with spaces between."""


def make_compare_page(shelf: Shelf) -> Page:
    """The page that compares all techniques."""
    rows = [_make_row(shelf, record) for record in shelf.knowledge.of_kind(Kind.TECHNIQUE)]
    markdown = render(
        "compare.md.jinja",
        title=TITLE,
        lead=LEAD,
        rows=rows,
        filters=json.dumps(_make_filters(rows), ensure_ascii=False),
        map=addresses.link(addresses.COMPARE, addresses.MAP),
        tags=addresses.link(addresses.COMPARE, addresses.TAGS),
        weighed=addresses.link(addresses.COMPARE, "evidence.md"),
    )
    scripts = ["assets/js/tables.js", "assets/js/compare.js"]
    meta = {
        "title": TITLE,
        "description": LEAD,
        "breadcrumbs": kind_crumbs(Kind.TECHNIQUE),
        "hide": ["toc"],
        "scripts": scripts,
    }
    return Page(addresses.COMPARE, markdown, meta)


def _make_row(shelf: Shelf, record: Record) -> Row:
    data = record.data
    assert isinstance(data, Technique)  # noqa: S101 -- called with techniques
    weighed = shelf.weighed[record.id]
    front = headline(weighed.evidence[weighed.front_level])
    main = front.main if front else None
    page = shelf.knowledge.page_of(record)
    return Row(
        id=record.id,
        title=Link(record.title, addresses.link(addresses.COMPARE, page)),
        summary=data.summary,
        level=weighed.front_level,
        rating=weighed.front,
        effect=describe_size_of_effect(main),
        measured=f"{main.outcome}; against: {main.comparison}" if main else "",
        study=_link_study(shelf, front) if front else None,
        interval=describe_interval(main),
        based_on=describe_studies(front),
        adults=_describe_adults(_counted(weighed)),
        time=describe_time(data.time.min, data.time.max) if data.time else "not stated",
        cost=data.cost.capitalize() if data.cost else "not stated",
        delivery=", ".join(DELIVERIES[way].lower() for way in data.delivery) or "not stated",
        others=_rate_others(weighed),
        sort=_sort_values(data, weighed, front),
        filters=_filter_values(data, weighed),
    )


def describe_size_of_effect(outcome: Outcome | None) -> str:
    """The effect in its own unit: `g = 0.5`, `10.7 percentage points`."""
    return (describe_number(outcome) if outcome else "") or "no number recorded"


def describe_interval(outcome: Outcome | None) -> str:
    """The interval in words: `0.42 to 0.58`, with its level where that is not 95 per cent."""
    if outcome is None or outcome.effect is None:
        return ""
    if outcome.ci is None:
        return "interval not recorded"
    text = describe_bounds(outcome.ci)
    return text if outcome.ci_level == CUSTOMARY_LEVEL else f"{text} ({outcome.ci_level:g}%)"


def describe_studies(evidence: Evidence | None) -> str:
    """How much a summary rests on: `159 effects`, or the people of a single study."""
    if evidence is None:
        return "no summary"
    largest = next((outcome for outcome in evidence.outcomes if outcome.k and outcome.k == evidence.k), None)
    if largest:
        return f"{largest.k:,} {largest.k_unit or 'studies or effects'}"
    if evidence.data.design not in REVIEWS:
        return f"one study, {evidence.n:,} people" if evidence.n else "one study"
    return f"a review, {evidence.n:,} people" if evidence.n else "a review, size not recorded"


def describe_time(least: int, most: int) -> str:
    """A span of minutes, in hours from two on: `15 to 60 minutes`, `2 h to 20 h`."""
    if least < HOURS_FROM:
        return span(least, most, "minute")
    return hours(least) if least == most else f"{hours(least)} to {hours(most)}"


def _link_study(shelf: Shelf, evidence: Evidence) -> Link:
    page = shelf.knowledge.page_of(shelf.knowledge.records[evidence.summary_id])
    return Link(shelf.formatter.short_text(evidence.data.source), addresses.link(addresses.COMPARE, page))


def _counted(weighed: TechniqueEvidence) -> list[Evidence]:
    """What the rating in front rests on."""
    return [item for item in weighed.evidence[weighed.front_level] if not item.is_retracted]


def _adults(counted: Sequence[Evidence]) -> str:
    """Whether adults were studied: a key of `ADULTS`."""
    if any(item.has_adults for item in counted):
        return "yes"
    stated = [item for item in counted if item.data.participants and item.data.participants.adults]
    return "no" if stated and len(stated) == len(counted) else "unknown"


def _describe_adults(counted: Sequence[Evidence]) -> str:
    answer = _adults(counted)
    if answer != "yes":
        return ADULTS[answer]
    with_adults = sum(item.has_adults for item in counted)
    summaries = "summary" if len(counted) == 1 else "summaries"
    return f"Yes, in {with_adults} of {len(counted)} {summaries}"


def _rate_others(weighed: TechniqueEvidence) -> list[tuple[str, Rating]]:
    return [
        (level, weighed.ratings[level])
        for level in LEVELS
        if level != weighed.front_level and weighed.ratings[level].certainty > Certainty.NOT_ASSESSED
    ]


def _sort_values(data: Technique, weighed: TechniqueEvidence, front: Evidence | None) -> dict[str, str]:
    rating = weighed.front
    # Effects that no cited formula brings to one unit have no order, and stand last.
    size = standardised_effect(front.main) if front and front.main else None
    with_adults = sum(item.has_adults for item in _counted(weighed))
    return {
        "rating": f"{rating.certainty * 10 + len(Verdict) - list(Verdict).index(rating.verdict)}",
        "effect": "" if size is None else f"{size:.4f}",
        "k": str(front.k) if front and front.k else "",
        "adults": str(with_adults) if with_adults else "",
        "time": str(data.time.min) if data.time else "",
        "cost": str(COSTS.index(data.cost)) if data.cost else "",
    }


def _filter_values(data: Technique, weighed: TechniqueEvidence) -> dict[str, str]:
    least = data.time.min if data.time else None
    return {
        "rating": weighed.front.certainty.slug,
        "verdict": weighed.front.verdict.slug,
        "level": weighed.front_level,
        "adults": _adults(_counted(weighed)),
        "time": " ".join(str(limit) for limit in TIME_LIMITS if least is not None and least <= limit),
        "cost": data.cost or "",
        "delivery": " ".join(data.delivery),
    }


def _make_filters(rows: Sequence[Row]) -> list[dict[str, object]]:
    """The filters of the table with the values that some row fits, in their order."""
    named: list[tuple[str, str, list[tuple[str, str]]]] = [
        ("rating", "Certainty", [(each.slug, each.label) for each in reversed(Certainty)]),
        ("verdict", "What it comes to", [(each.slug, each.value.capitalize()) for each in Verdict]),
        ("level", "Shown for", [(level, level.capitalize()) for level in LEVELS]),
        ("adults", "Adults studied", list(ADULTS.items())),
        ("time", "Time, at the least", [(str(limit), f"{limit} minutes or less") for limit in TIME_LIMITS]),
        ("cost", "Cost", [(cost, cost.capitalize()) for cost in COSTS]),
        ("delivery", "Delivery", list(DELIVERIES.items())),
    ]
    filters: list[dict[str, object]] = []
    for name, label, values in named:
        used = {value for row in rows for value in row.filters[name].split()}
        fitting = [value for value in values if value[0] in used]
        if len(fitting) > 1:
            filters.append({"name": name, "label": label, "values": fitting})
    return filters
