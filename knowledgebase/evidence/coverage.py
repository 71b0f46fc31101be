"""What serves a target of an agenda or a training need, across kinds of record, and what is missing.

A record serves a tag where it carries it, or one that the tag is broader than. A technique serves it also
where an activity or training that serves it uses the technique: so an agenda, which no technique is tagged
with, shows by which techniques its trainings teach.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from knowledgebase.evidence.practice import techniques_used
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Kind, Record, Training
from knowledgebase.vocabulary import Facet


class Gap(Enum):
    """What is missing for a tag."""

    NO_TRAINING = "no training yet"
    NO_ACTIVITY = "no activity recorded"
    NO_EVALUATION = "no activity evaluated"
    NO_CHANGE_SHOWN = "no evaluation of behaviour or results"
    NO_TECHNIQUE = "no technique named"
    NO_RESEARCH = "no research summarised"


@dataclass(frozen=True)
class ServingTechnique:
    """A technique that serves a tag, and how."""

    record: Record
    is_tagged: bool
    """Whether it carries the tag itself."""
    used_in: int
    """In how many of the activities and trainings that serve the tag it is used."""


@dataclass(frozen=True)
class Coverage:
    """What serves one tag."""

    tag: str
    techniques: tuple[ServingTechnique, ...]
    research: tuple[Record, ...]
    activities: tuple[Record, ...]
    trainings: tuple[Record, ...]
    gaps: tuple[Gap, ...]

    @property
    def evaluated(self) -> tuple[Record, ...]:
        """The activities that were evaluated."""
        return tuple(record for record in self.activities if _was_evaluated(record))

    @property
    def is_served(self) -> bool:
        """Whether an activity or a training serves it."""
        return bool(self.activities or self.trainings)


def cover(knowledge: KnowledgeBase, tag: str) -> Coverage:
    """What serves a tag of the vocabulary, and its gaps.

    Research is a gap for training needs only: no study is about a target of an agenda.
    """
    records = knowledge.tagged.get(tag, ())
    of_kind = {kind: _by_title(record for record in records if record.kind is kind) for kind in Kind}
    activities, trainings = of_kind[Kind.ACTIVITY], of_kind[Kind.TRAINING]
    techniques = _find_techniques(knowledge, of_kind[Kind.TECHNIQUE], (*activities, *trainings))
    research = of_kind[Kind.RESEARCH]
    gaps = [
        *([] if trainings else [Gap.NO_TRAINING]),
        *_gaps_of_activities(activities),
        *([] if techniques else [Gap.NO_TECHNIQUE]),
    ]
    if knowledge.vocabulary[tag].facet is Facet.NEED and not research:
        gaps.append(Gap.NO_RESEARCH)
    return Coverage(tag, techniques, research, activities, trainings, tuple(gaps))


def _gaps_of_activities(activities: tuple[Record, ...]) -> list[Gap]:
    """The first of three that holds; the later ones go without saying."""
    if not activities:
        return [Gap.NO_ACTIVITY]
    evaluated = [record for record in activities if _was_evaluated(record)]
    if not evaluated:
        return [Gap.NO_EVALUATION]
    levels = {
        level
        for record in evaluated
        if isinstance(record.data, Activity)
        for level in record.data.levels_evaluated
    }
    return [] if levels & {"behaviour", "results"} else [Gap.NO_CHANGE_SHOWN]


def _was_evaluated(record: Record) -> bool:
    return isinstance(record.data, Activity) and bool(record.data.evaluations_made)


def _by_title(records: Iterable[Record]) -> tuple[Record, ...]:
    return tuple(sorted(records, key=lambda record: record.title.casefold()))


def _find_techniques(
    knowledge: KnowledgeBase, tagged: tuple[Record, ...], users: tuple[Record, ...]
) -> tuple[ServingTechnique, ...]:
    """Techniques that carry the tag, and those that its activities and trainings use; most used first."""
    used: dict[str, int] = {}
    for user in users:
        if isinstance(user.data, Activity | Training):
            for technique_id in techniques_used(knowledge, user.data):
                used[technique_id] = used.get(technique_id, 0) + 1
    ids = {record.id for record in tagged}
    found = [
        ServingTechnique(knowledge.records[technique_id], technique_id in ids, used.get(technique_id, 0))
        for technique_id in ids | used.keys()
    ]
    return tuple(sorted(found, key=lambda each: (-each.used_in, each.record.title.casefold())))


def roots(knowledge: KnowledgeBase) -> list[str]:
    """The agendas: the tags of the facet that have no broader one, in the order of the vocabulary."""
    agenda = knowledge.tags_of_facet(Facet.AGENDA)
    return [tag for tag in agenda if knowledge.vocabulary[tag].broader is None]


def below(knowledge: KnowledgeBase, tag: str) -> list[str]:
    """All tags that a tag is broader than, at any depth, in the order of the vocabulary."""
    found: list[str] = []
    for name in knowledge.vocabulary.items:
        above: str | None = knowledge.vocabulary[name].broader
        seen = {name}
        while above is not None and above in knowledge.vocabulary and above not in seen:
            if above == tag:
                found.append(name)
                break
            seen.add(above)
            above = knowledge.vocabulary[above].broader
    return found
