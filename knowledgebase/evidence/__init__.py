"""Weighing evidence: what is known of a technique at each outcome level, how surely, and why.

Pure functions over records; nothing here knows of HTML. `rate_techniques` rates all techniques.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledgebase.evidence.changes import RatingChange, compare_ratings
from knowledgebase.evidence.effects import (
    STANDARDISED,
    EffectRange,
    common_language_effect,
    effect_ranges,
    standardised_effect,
)
from knowledgebase.evidence.outcomes import LEVELS, Evidence, gather_evidence, interval_holds_null, null_value
from knowledgebase.evidence.rating import (
    RULE_VERSION,
    Certainty,
    Deduction,
    Domain,
    Rating,
    Step,
    Verdict,
    headline,
    rate,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Level

__all__ = [
    "LEVELS",
    "RULE_VERSION",
    "STANDARDISED",
    "Certainty",
    "Deduction",
    "Domain",
    "EffectRange",
    "Evidence",
    "Rating",
    "RatingChange",
    "Step",
    "TechniqueEvidence",
    "Verdict",
    "common_language_effect",
    "compare_ratings",
    "effect_ranges",
    "headline",
    "interval_holds_null",
    "narrow",
    "null_value",
    "rate",
    "rate_technique",
    "rate_techniques",
    "standardised_effect",
]


@dataclass(frozen=True)
class TechniqueEvidence:
    """All evidence on a technique, weighed."""

    technique_id: str
    ratings: Mapping[Level, Rating]
    """In the order of `LEVELS`; a level without evidence is rated *not assessed*."""
    evidence: Mapping[Level, tuple[Evidence, ...]]

    @property
    def front_level(self) -> Level:
        """The level that cards show: *learning* where it is assessed, else the first that is."""
        assessed = (level for level in LEVELS if self.ratings[level].certainty > Certainty.NOT_ASSESSED)
        return next(assessed, LEVELS[0])

    @property
    def front(self) -> Rating:
        """The rating of the level in front."""
        return self.ratings[self.front_level]


def rate_technique(knowledge: KnowledgeBase, technique_id: str, year: int) -> TechniqueEvidence:
    """The evidence on a technique at each level, and its ratings as of a year."""
    in_words = gather_evidence(knowledge, technique_id, None)
    evidence: dict[Level, tuple[Evidence, ...]] = {}
    for level in LEVELS:
        # A source that speaks in words only is taken to speak of learning.
        words = in_words if level == "learning" else []
        evidence[level] = (*gather_evidence(knowledge, technique_id, level), *words)
    ratings = {level: rate(evidence[level], year) for level in LEVELS}
    return TechniqueEvidence(technique_id, ratings, evidence)


@lru_cache(maxsize=2)
def rate_techniques(knowledge: KnowledgeBase, year: int) -> Mapping[str, TechniqueEvidence]:
    """The evidence on each published technique as of a year, by its id.

    It is weighed once: pages, data and feeds of a site all ask for it.
    """
    return {
        record.id: rate_technique(knowledge, record.id, year) for record in knowledge.of_kind(Kind.TECHNIQUE)
    }


def narrow(weighed: TechniqueEvidence, summary_ids: Container[str], year: int) -> TechniqueEvidence:
    """The same technique weighed by some of its summaries only, such as those of one audience."""
    evidence = {
        level: tuple(item for item in items if item.summary_id in summary_ids)
        for level, items in weighed.evidence.items()
    }
    ratings = {level: rate(items, year) for level, items in evidence.items()}
    return TechniqueEvidence(weighed.technique_id, ratings, evidence)
