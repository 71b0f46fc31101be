"""How two activities stand to each other: one recorded twice, an overlap, a synergy, or nothing."""

from __future__ import annotations

from enum import StrEnum

from knowledgebase.synergies.likeness import Aspect, Likeness, reach_the_same
from knowledgebase.synergies.profiles import Profile

RELATED = 0.35
"""The likeness of subject from which two activities have to do with each other: a synergy may well be
elsewhere and later, so region and time are no part of it."""
NAMED = 0.2
"""The likeness of subject that is enough where one of the two records names the other."""
SAME_TOPIC = 0.55
"""The likeness of topics from which two have to do with each other, whoever they are for."""
OTHER_PEOPLE = 0.3
"""The likeness of subject that is enough for them."""
MUCH_THE_SAME = 0.4
"""The likeness of topics from which two activities do much the same."""
SAME = 0.65
"""The score from which two descriptions may be of one activity."""
SAME_WORDS = 0.3
"""The likeness of words from which they may."""
SAME_START_DAYS = 366
"""How far apart two sources may put the begin of one activity, in days."""


class Relation(StrEnum):
    """How two activities stand to each other, the closest first."""

    DUPLICATE = "duplicate"
    OVERLAP = "overlap"
    SYNERGY = "synergy"

    @property
    def label(self) -> str:
        """The relation as readers see it."""
        return {"duplicate": "Likely the same", "overlap": "Overlap", "synergy": "Synergy"}[self.value]


def relate(one: Profile, other: Profile, likeness: Likeness) -> Relation | None:
    """The relation of two activities, or None where they have too little in common.

    What a person settled (`not_duplicate_of`) is never called a duplicate again.
    """
    if not are_related(one, other, likeness):
        return None
    if may_be_the_same(one, other, likeness) and not _is_settled(one, other):
        return Relation.DUPLICATE
    return Relation.OVERLAP if _overlap(one, other, likeness) else Relation.SYNERGY


def are_related(one: Profile, other: Profile, likeness: Likeness) -> bool:
    """Whether the subject is alike enough, and two share what they must.

    That is an audience, with a topic or a need; or nearly all topics, for other people. Where one of the two
    records names the other, less likeness and a shared audience or topic are enough.
    """
    topic, audience = likeness.of(Aspect.TOPIC), likeness.of(Aspect.AUDIENCE)
    if name_each_other(one, other):
        return (topic > 0 or audience > 0) and likeness.subject >= NAMED
    if topic >= SAME_TOPIC and likeness.subject >= OTHER_PEOPLE:
        return True
    shares_subject = topic > 0 or likeness.of(Aspect.NEED) > 0
    return audience > 0 and shares_subject and likeness.subject >= RELATED


def name_each_other(one: Profile, other: Profile) -> bool:
    """Whether one of the two records names the other in its fields or text."""
    return other.id in one.named or one.id in other.named


def may_be_the_same(one: Profile, other: Profile, likeness: Likeness) -> bool:
    """Whether two descriptions may be of one activity.

    They are told in like words, name an agency in common and the same form, share a topic, and nothing tells
    them apart: neither their countries nor the days on which they begin and end.
    """
    return (
        likeness.score >= SAME
        and likeness.of(Aspect.WORDS) >= SAME_WORDS
        and likeness.of(Aspect.TOPIC) > 0
        and one.form is other.form
        and (one.lead in other.agencies or other.lead in one.agencies)
        and not _are_elsewhere(one, other)
        and not _begin_apart(one, other)
    )


def _is_settled(one: Profile, other: Profile) -> bool:
    return other.id in one.settled or one.id in other.settled


def _are_elsewhere(one: Profile, other: Profile) -> bool:
    return bool(one.countries and other.countries and not one.countries & other.countries)


def _begin_apart(one: Profile, other: Profile) -> bool:
    if one.span is None or other.span is None:
        return False
    return not one.span.shares_a_year(other.span) or abs(one.span.first - other.span.first) > SAME_START_DAYS


def _overlap(one: Profile, other: Profile, likeness: Likeness) -> bool:
    """Whether two agencies, neither with the other, do the same for people of one region at one time.

    Where a record does not say when, no overlap is claimed.
    """
    return (
        likeness.of(Aspect.TOPIC) >= MUCH_THE_SAME
        and one.lead not in other.agencies
        and other.lead not in one.agencies
        and (one.form is other.form or (one.form.is_teaching and other.form.is_teaching))
        and one.span is not None
        and other.span is not None
        and one.span.shares_a_year(other.span)
        and reach_the_same(one, other)
    )
