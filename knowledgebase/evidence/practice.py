"""Where practice and evidence meet: which techniques are used, and how well each is shown.

Two rules, both stated on the page that uses them. A technique is *well shown* where the rating in front, the
one on its card, is of moderate or high certainty and its verdict is *works* or *likely works*. It is *not
shown* where that rating is not assessed, of very low certainty, or *unknown*. Everything else lies between.
It is *used* where an activity names it in `techniques`, and *in trainings* where a session names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum

from knowledgebase.evidence import Certainty, Rating, TechniqueEvidence, Verdict
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KIRKPATRICK, Activity, Kind, Level, Record, Training


class Shown(Enum):
    """How well research shows that a technique helps."""

    WELL = "well shown"
    BETWEEN = "between"
    NOT = "not shown"


class Standing(Enum):
    """Where a technique stands between practice and evidence; each stands at one place."""

    SHOWN_UNUSED = "well shown, used in no activity and no training"
    SHOWN_IN_TRAININGS = "well shown, used in trainings only"
    SHOWN_USED = "well shown, used in activities"
    BETWEEN_USED = "between, used"
    BETWEEN_UNUSED = "between, unused"
    NOT_SHOWN_USED = "not shown, used"
    NOT_SHOWN_UNUSED = "not shown, unused"


@dataclass(frozen=True)
class UsingActivity:
    """An activity that uses a technique, and how it was evaluated."""

    record: Record
    levels: tuple[Level, ...]
    """The levels at which it was evaluated, in Kirkpatrick's order; empty where none is stated."""
    is_evaluated: bool
    """Whether an evaluation took place; one that is only planned does not count."""


@dataclass(frozen=True)
class Practice:
    """How one technique is used."""

    technique: Record
    rating: Rating
    """The one in front."""
    level: Level
    """The level that the rating is of."""
    activities: tuple[UsingActivity, ...]
    trainings: tuple[Record, ...]

    @property
    def evaluated(self) -> tuple[UsingActivity, ...]:
        """The activities that were evaluated."""
        return tuple(activity for activity in self.activities if activity.is_evaluated)

    @property
    def shown(self) -> Shown:
        """How well research shows that it helps, by the rule of this module."""
        return judge(self.rating)

    @property
    def standing(self) -> Standing:
        """Where it stands between practice and evidence."""
        is_used = bool(self.activities or self.trainings)
        match self.shown:
            case Shown.WELL if self.activities:
                return Standing.SHOWN_USED
            case Shown.WELL:
                return Standing.SHOWN_IN_TRAININGS if is_used else Standing.SHOWN_UNUSED
            case Shown.BETWEEN:
                return Standing.BETWEEN_USED if is_used else Standing.BETWEEN_UNUSED
            case Shown.NOT:
                return Standing.NOT_SHOWN_USED if is_used else Standing.NOT_SHOWN_UNUSED


def judge(rating: Rating) -> Shown:
    """How well a rating shows that a technique helps, by the rule of this module."""
    if rating.certainty <= Certainty.VERY_LOW or rating.verdict is Verdict.UNKNOWN:
        return Shown.NOT
    helps = rating.verdict in {Verdict.WORKS, Verdict.LIKELY_WORKS}
    return Shown.WELL if helps and rating.certainty >= Certainty.MODERATE else Shown.BETWEEN


def count_levels(activities: Iterable[UsingActivity]) -> dict[Level | None, int]:
    """How many evaluated activities were evaluated at each level; None for those that state no level.

    An activity that was evaluated at two levels counts at both.
    """
    counts: dict[Level | None, int] = dict.fromkeys((*KIRKPATRICK, None), 0)
    for activity in activities:
        if activity.is_evaluated:
            for level in activity.levels or (None,):
                counts[level] += 1
    return {level: count for level, count in counts.items() if count}


def practice_of(knowledge: KnowledgeBase, weighed: Mapping[str, TechniqueEvidence]) -> dict[str, Practice]:
    """How each published technique is used, by its id, by title. `weighed` has their ratings."""
    activities: dict[str, dict[str, UsingActivity]] = {}
    for record in knowledge.of_kind(Kind.ACTIVITY):
        if isinstance(record.data, Activity):
            using = UsingActivity(record, record.data.levels_evaluated, bool(record.data.evaluations_made))
            for technique_id in techniques_used(knowledge, record.data):
                activities.setdefault(technique_id, {})[record.id] = using
    trainings: dict[str, dict[str, Record]] = {}
    for record in knowledge.of_kind(Kind.TRAINING):
        if isinstance(record.data, Training):
            for technique_id in techniques_used(knowledge, record.data):
                trainings.setdefault(technique_id, {})[record.id] = record
    return {
        record.id: Practice(
            record,
            weighed[record.id].front,
            weighed[record.id].front_level,
            tuple(activities.get(record.id, {}).values()),
            tuple(trainings.get(record.id, {}).values()),
        )
        for record in knowledge.of_kind(Kind.TECHNIQUE)
    }


def techniques_used(knowledge: KnowledgeBase, user: Activity | Training) -> set[str]:
    """The ids of the published techniques that an activity or a training uses."""
    found = (knowledge.resolve(name) for name in user.techniques)
    return {record.id for record in found if record is not None and record.is_published}


def group_by_standing(practice: Iterable[Practice]) -> dict[Standing, list[Practice]]:
    """Techniques by where they stand, most used first; every standing has a list, and every technique one."""
    groups: dict[Standing, list[Practice]] = {standing: [] for standing in Standing}
    for each in practice:
        groups[each.standing].append(each)
    for members in groups.values():
        members.sort(key=_most_used_first)
    return groups


def _most_used_first(practice: Practice) -> tuple[int, int, int, str]:
    return (
        -len(practice.activities),
        -len(practice.trainings),
        -practice.rating.certainty,
        practice.technique.title.casefold(),
    )
