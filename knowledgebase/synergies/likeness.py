"""How alike two activities are: a number from 0 to 1, with what it is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from knowledgebase.synergies.profiles import GLOBAL, Profile
from knowledgebase.synergies.words import compare_weighed


class Aspect(StrEnum):
    """What is compared."""

    TOPIC = "topic"
    AUDIENCE = "audience"
    NEED = "need"
    REGION = "region"
    TIME = "time"
    WORDS = "words"

    # That of Enum is written in Python; millions of pairs look up their aspects.
    __hash__ = str.__hash__


WEIGHTS: Mapping[Aspect, int] = {
    Aspect.TOPIC: 3,
    Aspect.AUDIENCE: 2,
    Aspect.NEED: 1,
    Aspect.REGION: 1,
    Aspect.TIME: 1,
    Aspect.WORDS: 2,
}
"""How much each aspect counts for. Chosen before any figure was seen, and not tuned."""
PLACE_AND_TIME = frozenset({Aspect.REGION, Aspect.TIME})
REACHES_ALL = 0.5
"""How alike the regions are where one is the whole world and the other is not."""


@dataclass(frozen=True)
class Likeness:
    """The aspects of a pair that both records know, each from 0 to 1, and the score that they come to."""

    aspects: Mapping[Aspect, float]

    @property
    def score(self) -> float:
        """The mean of the known aspects by their weights. What is not recorded counts neither way.

        The same topic or the same need is enough: needs count only where they raise the score.
        """
        return _mean_with_needs(self.aspects)

    @property
    def subject(self) -> float:
        """The score without region and time: what is done and for whom, wherever and whenever."""
        return _mean_with_needs(
            {aspect: value for aspect, value in self.aspects.items() if aspect not in PLACE_AND_TIME}
        )

    @property
    def unknown(self) -> tuple[Aspect, ...]:
        """What one of the two records does not say."""
        return tuple(aspect for aspect in Aspect if aspect not in self.aspects)

    def of(self, aspect: Aspect) -> float:
        """The likeness in one aspect; 0 where it is not known."""
        return self.aspects.get(aspect, 0.0)


def _mean_with_needs(aspects: Mapping[Aspect, float]) -> float:
    others = [(WEIGHTS[aspect], value) for aspect, value in aspects.items() if aspect is not Aspect.NEED]
    weight = sum(weight for weight, _ in others)
    total = math.fsum(weight * value for weight, value in others)
    without = total / weight if weight else 0.0
    if Aspect.NEED not in aspects:
        return min(1.0, without)
    need = WEIGHTS[Aspect.NEED]
    return min(1.0, max(without, (total + need * aspects[Aspect.NEED]) / (weight + need)))


def compare(one: Profile, other: Profile) -> Likeness:
    """The likeness of two activities; the same whichever comes first, and 1 for a record with itself."""
    place_and_time = {
        Aspect.REGION: compare_regions(one, other),
        Aspect.TIME: one.span.likeness(other.span) if one.span and other.span else None,
    }
    return Likeness({**compare_subject(one, other).aspects, **_known(place_and_time)})


def compare_subject(one: Profile, other: Profile) -> Likeness:
    """The likeness of two activities in what is done and for whom."""
    return Likeness(
        _known(
            {
                Aspect.TOPIC: compare_weighed(one.topics, other.topics),
                Aspect.AUDIENCE: compare_weighed(one.audiences, other.audiences),
                Aspect.NEED: compare_weighed(one.needs, other.needs),
                Aspect.WORDS: compare_weighed(one.words, other.words),
            }
        )
    )


def _known(aspects: Mapping[Aspect, float | None]) -> dict[Aspect, float]:
    return {aspect: value for aspect, value in aspects.items() if value is not None}


def compare_regions(one: Profile, other: Profile) -> float | None:
    """From 0 to 1: the regions that two share; at least a half where one is for the whole world."""
    shared = compare_weighed(one.regions, other.regions)
    if shared is None:
        return None
    return max(shared, REACHES_ALL) if GLOBAL in one.regions or GLOBAL in other.regions else shared


def reach_the_same(one: Profile, other: Profile) -> bool:
    """Whether one region of the two is the same, is part of the other's, or is the whole world."""
    if not one.places or not other.places:
        return False
    if GLOBAL in one.places or GLOBAL in other.places:
        return True
    return any(place in other.regions for place in one.places) or any(
        place in one.regions for place in other.places
    )
