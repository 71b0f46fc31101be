"""What the register knows of evaluations: how many, by whom, at which of Kirkpatrick's levels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledgebase.records import KIRKPATRICK, Evaluation, Level
from knowledgebase.register.activities import EvaluationState, RegisteredActivity

STATUSES = {"independent": "Independent", "internal": "Internal", "planned": "Planned"}
"""Who evaluates: someone outside, the agency itself, or so far nobody."""


@dataclass(frozen=True)
class LevelCount:
    """How many activities were evaluated at a level, and how many such evaluations were made by outsiders."""

    level: Level | None
    """None for evaluations whose level is not stated."""
    activities: int
    independent: int
    planned: int


@dataclass(frozen=True)
class EvaluationShelf:
    """Activities by how far they were evaluated."""

    evaluated: tuple[RegisteredActivity, ...]
    planned: tuple[RegisteredActivity, ...]
    never: tuple[RegisteredActivity, ...]
    levels: tuple[LevelCount, ...]
    """From reaction to results, then what does not state its level."""


def shelve_evaluations(activities: Sequence[RegisteredActivity]) -> EvaluationShelf:
    """Sorts activities by how far they were evaluated, and counts levels."""
    by_state = {
        state: tuple(activity for activity in activities if activity.state is state)
        for state in EvaluationState
    }
    return EvaluationShelf(
        evaluated=by_state[EvaluationState.DONE],
        planned=by_state[EvaluationState.PLANNED],
        never=by_state[EvaluationState.NONE],
        levels=tuple(_count_level(activities, level) for level in (*KIRKPATRICK, None)),
    )


def _count_level(activities: Sequence[RegisteredActivity], level: Level | None) -> LevelCount:
    at_level = [
        {item.status for item in activity.data.evaluations if item.level == level} for activity in activities
    ]
    return LevelCount(
        level=level,
        activities=sum(bool(statuses - {"planned"}) for statuses in at_level),
        independent=sum("independent" in statuses for statuses in at_level),
        planned=sum("planned" in statuses for statuses in at_level),
    )


def in_order(evaluations: Sequence[Evaluation]) -> list[Evaluation]:
    """Evaluations by their date, those without one last."""
    return sorted(evaluations, key=lambda evaluation: evaluation.date or "9999")
