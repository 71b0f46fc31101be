"""What a technique's research summaries report at one outcome level, picked out for weighing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.ledger import ReferenceStatus
from knowledgebase.records import Design, Direction, Level, Outcome, ResearchSummary

LEVELS: tuple[Level, ...] = ("learning", "behaviour", "results", "reaction")
"""Kirkpatrick's levels in the order in which they are shown: *learning* stands first on cards."""
assert set(LEVELS) == set(get_args(Level))  # noqa: S101 -- a level that is added must be ordered too

REVIEWS = frozenset({Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW})
EXPERIMENTS = frozenset({Design.RCT, Design.EXPERIMENT_LAB})
"""Primary studies that assigned people at random; a laboratory experiment does so by its nature."""
RATIOS = frozenset({"OR", "RR"})


@dataclass(frozen=True)
class Evidence:
    """One research summary as evidence on one technique at one level."""

    summary_id: str
    year: int
    """Of the source; 0 where it is not known."""
    data: ResearchSummary
    outcomes: tuple[Outcome, ...]
    """Those at the level that concern the technique; the first is the main one, as its author listed it."""
    is_retracted: bool = False

    @property
    def main(self) -> Outcome | None:
        """The outcome that counts for effect and direction: the first with a number, or the first."""
        return next((o for o in self.outcomes if o.effect is not None), next(iter(self.outcomes), None))

    @property
    def direction(self) -> Direction:
        """Which way the main outcome went; unclear where the summary reports none."""
        return self.main.direction if self.main else Direction.UNCLEAR

    @property
    def is_review(self) -> bool:
        """Whether it counts as a review of controlled studies: one that reports a difference between groups.

        A review of correlations has no control group, and one whose effect is not recorded here supports
        nothing that a reader could check.
        """
        main = self.main
        return bool(self.data.design in REVIEWS and main and main.effect is not None and main.measure != "r")

    @property
    def k(self) -> int:
        """The largest number of studies or effects that an outcome rests on; 0 where none is recorded."""
        return max((outcome.k or 0 for outcome in self.outcomes), default=0)

    @property
    def n(self) -> int:
        """People studied: those of the main outcomes, or of the whole study; 0 where not recorded."""
        people = max((outcome.n or 0 for outcome in self.outcomes), default=0)
        whole = self.data.participants.n if self.data.participants else None
        return max(people, whole or 0)

    @property
    def has_adults(self) -> bool:
        """Whether the source says that adults were among those studied."""
        return bool(self.data.participants and self.data.participants.adults in {"all", "some"})


def null_value(outcome: Outcome) -> float:
    """The value of no difference: 1 for a ratio, 0 for every other measure."""
    return 1.0 if outcome.measure in RATIOS else 0.0


def interval_holds_null(outcome: Outcome) -> bool | None:
    """Whether the interval does not rule out no difference; None where no interval is recorded."""
    if outcome.ci is None:
        return None
    return min(outcome.ci) <= null_value(outcome) <= max(outcome.ci)


def gather_evidence(knowledge: KnowledgeBase, technique_id: str, level: Level | None) -> list[Evidence]:
    """The published summaries of a technique as evidence at a level, newest first.

    With a level, only summaries that report an outcome at it; with None, those that report no outcome at all
    (a qualitative or narrative source speaks of learning in words), with an empty list of outcomes.
    """
    return list(_gather(knowledge, technique_id, level))


def _gather(knowledge: KnowledgeBase, technique_id: str, level: Level | None) -> Iterator[Evidence]:
    for record in knowledge.summaries_of(technique_id):
        data = record.data
        assert isinstance(data, ResearchSummary)  # noqa: S101 -- what summaries_of holds
        outcomes = tuple(
            outcome
            for outcome in data.outcomes
            if outcome.level == level and _concerns(knowledge, outcome, technique_id)
        )
        if outcomes or (level is None and not data.outcomes):
            is_retracted = knowledge.status_of(data.source) is ReferenceStatus.RETRACTED
            yield Evidence(record.id, knowledge.year_of(record), data, outcomes, is_retracted)


def _concerns(knowledge: KnowledgeBase, outcome: Outcome, technique_id: str) -> bool:
    """Whether an outcome is on the technique: those that name none are on all that the summary names."""
    if outcome.technique is None:
        return True
    named = knowledge.resolve(outcome.technique)
    return named is not None and named.id == technique_id
