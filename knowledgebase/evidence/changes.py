"""Which ratings a change moves, and by which summaries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.evidence.outcomes import LEVELS, gather_evidence
from knowledgebase.evidence.rating import Rating, rate
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Level


@dataclass(frozen=True)
class RatingChange:
    """A rating that is another after a change."""

    technique_id: str
    title: str
    level: Level
    before: Rating | None
    """None where the technique is new."""
    after: Rating | None
    """None where the technique is gone."""
    summaries: tuple[str, ...]
    """Ids of the research summaries that came, went or say something else at this level."""


def compare_ratings(before: KnowledgeBase, after: KnowledgeBase, year: int) -> list[RatingChange]:
    """The ratings that differ between two states of a knowledge base, by technique and level."""
    return list(_compare(before, after, year))


def _compare(before: KnowledgeBase, after: KnowledgeBase, year: int) -> Iterator[RatingChange]:
    old = {record.id: record for record in before.of_kind(Kind.TECHNIQUE)}
    new = {record.id: record for record in after.of_kind(Kind.TECHNIQUE)}
    for technique_id in sorted(old.keys() | new.keys()):
        for level in LEVELS:
            was = _rate(before, technique_id, level, year) if technique_id in old else None
            now = _rate(after, technique_id, level, year) if technique_id in new else None
            if was != now and not _is_nothing(was, now):
                title = (new.get(technique_id) or old[technique_id]).title
                moved = _moved(before, after, technique_id, level)
                yield RatingChange(technique_id, title, level, was, now, moved)


def _rate(knowledge: KnowledgeBase, technique_id: str, level: Level, year: int) -> Rating:
    words = gather_evidence(knowledge, technique_id, None) if level == "learning" else []
    return rate([*gather_evidence(knowledge, technique_id, level), *words], year)


def _is_nothing(was: Rating | None, now: Rating | None) -> bool:
    """Whether a technique came or went that was not assessed at this level anyway."""
    return all(rating is None or not rating.certainty for rating in (was, now))


def _moved(before: KnowledgeBase, after: KnowledgeBase, technique_id: str, level: Level) -> tuple[str, ...]:
    old, new = (
        {
            item.summary_id: item
            for wanted in (level, None)
            for item in gather_evidence(knowledge, technique_id, wanted)
        }
        for knowledge in (before, after)
    )
    names = old.keys() | new.keys()
    return tuple(sorted(name for name in names if old.get(name) != new.get(name)))
