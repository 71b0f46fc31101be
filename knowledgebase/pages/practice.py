"""Where practice meets evidence: the page of all techniques, and the use of each on its own page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence.practice import (
    Practice,
    Standing,
    UsingActivity,
    count_levels,
    group_by_standing,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.page import Link, Page, Shelf, render
from knowledgebase.records import Activity, Kind, Record

TITLE = "Practice and evidence"
LEAD = (
    "Which techniques agencies and trainings use, which of them research supports, and where the two differ."
)


@dataclass(frozen=True)
class List:
    """Techniques that stand at the same place between practice and evidence."""

    anchor: str
    title: str
    text: str
    techniques: list[dict[str, object]]
    is_used: bool
    """Whether some record names one of them, so that counts tell something."""


_LISTS: tuple[tuple[Standing, str, str, str], ...] = (
    (
        Standing.SHOWN_UNUSED,
        "well-shown-unused",
        "Well shown, but unused",
        "Research supports these, and no activity and no training recorded here names them. A planner could"
        " begin here.",
    ),
    (
        Standing.SHOWN_IN_TRAININGS,
        "well-shown-in-trainings",
        "Well shown, used in our trainings only",
        "The joint trainings of this site use these. No recorded activity names them.",
    ),
    (
        Standing.NOT_SHOWN_USED,
        "used-not-shown",
        "Used, but not shown",
        "These are used, and the research summarised here does not show that they help. That may be because"
        " nobody has looked, or because the studies are not summarised yet. An evaluation of an activity that"
        " uses one would tell something new.",
    ),
    (
        Standing.BETWEEN_USED,
        "used-between",
        "Used, and the evidence is low or mixed",
        "Low certainty, results that depend on conditions, or no benefit where one was expected. Read on what"
        " it depends before you copy.",
    ),
    (Standing.SHOWN_USED, "well-shown-used", "Well shown, and used", "Practice and evidence agree."),
    (
        Standing.BETWEEN_UNUSED,
        "unused-between",
        "Unused, and the evidence is low or mixed",
        "No activity and no training recorded here names them.",
    ),
    (
        Standing.NOT_SHOWN_UNUSED,
        "unused-not-shown",
        "Unused, and not shown",
        "No activity and no training recorded here names them, and research has not shown that they help.",
    ),
)


def make_practice_page(shelf: Shelf) -> Page:
    """The page of the lists, each technique on one of them."""
    page = addresses.PRACTICE
    groups = group_by_standing(shelf.practice.values())
    lists = [
        List(
            anchor,
            title,
            text,
            [_describe(shelf, practice, page) for practice in groups[standing]],
            is_used=any(practice.activities or practice.trainings for practice in groups[standing]),
        )
        for standing, anchor, title, text in _LISTS
    ]
    activities = [
        record.data for record in shelf.knowledge.of_kind(Kind.ACTIVITY) if isinstance(record.data, Activity)
    ]
    markdown = render(
        "practice.md.jinja",
        title=TITLE,
        lead=LEAD,
        lists=lists,
        activities=len(activities),
        naming=sum(bool(activity.techniques) for activity in activities),
        evaluated=sum(bool(activity.evaluations_made) for activity in activities),
        trainings=len(shelf.knowledge.of_kind(Kind.TRAINING)),
        weighed=addresses.link(page, "evidence.md"),
    )
    return Page(page, markdown, {"title": TITLE, "description": LEAD})


def make_use_of_technique(shelf: Shelf, record: Record, page: str) -> str:
    """What a technique's page says of its use: in how many activities, and how these were evaluated."""
    practice = shelf.practice[record.id]
    return render(
        "use_of_technique.md.jinja",
        title=record.title,
        activities=[_link_activity(shelf.knowledge, activity, page) for activity in practice.activities],
        trainings=[_link(shelf.knowledge, training, page) for training in practice.trainings],
        evaluated=len(practice.evaluated),
        levels=_describe_levels(practice.activities),
        overview=addresses.link(page, addresses.PRACTICE),
    )


def _describe(shelf: Shelf, practice: Practice, page: str) -> dict[str, object]:
    knowledge = shelf.knowledge
    return {
        "link": _link(knowledge, practice.technique, page),
        "slug": practice.rating.certainty.slug,
        "certainty": practice.rating.certainty.label,
        "verdict": practice.rating.verdict.value,
        "level": practice.level,
        "activities": [_link(knowledge, activity.record, page) for activity in practice.activities],
        "trainings": [_link(knowledge, training, page) for training in practice.trainings],
        "evaluated": len(practice.evaluated),
        "levels": _describe_levels(practice.activities),
    }


def _describe_levels(activities: Iterable[UsingActivity]) -> str:
    """`reaction 2, learning 1, level not stated 3`."""
    counts = count_levels(activities)
    return ", ".join(f"{level or 'level not stated'} {count}" for level, count in counts.items())


def _link(knowledge: KnowledgeBase, record: Record, page: str) -> Link:
    return Link(record.title, addresses.link(page, knowledge.page_of(record)))


def _link_activity(knowledge: KnowledgeBase, activity: UsingActivity, page: str) -> dict[str, object]:
    evaluated = f"evaluated: {', '.join(activity.levels) or 'level not stated'}"
    return {
        "link": _link(knowledge, activity.record, page),
        "note": evaluated if activity.is_evaluated else "no evaluation known",
    }
