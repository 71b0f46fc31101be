"""Pairs of activities that have to do with each other, the closest first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from knowledgebase.synergies.blocking import shortlist, shortlist_doubles
from knowledgebase.synergies.likeness import Likeness, compare, compare_subject
from knowledgebase.synergies.profiles import Profile
from knowledgebase.synergies.relations import Relation, are_related, relate

NEIGHBOURS = 20
"""More related activities than this nobody reads through."""


@dataclass(frozen=True)
class Pair:
    """Two activities, the smaller id first, how they stand to each other and how alike they are."""

    one: Profile
    other: Profile
    relation: Relation
    likeness: Likeness

    @cached_property
    def score(self) -> float:
        """The likeness, from 0 to 1."""
        return self.likeness.score

    @property
    def ids(self) -> tuple[str, str]:
        """Both ids, in the order of the alphabet."""
        return self.one.id, self.other.id

    def beside(self, activity_id: str) -> Profile:
        """The other one of the two."""
        return self.other if self.one.id == activity_id else self.one


def find_pairs(profiles: Sequence[Profile]) -> tuple[Pair, ...]:
    """Related pairs by score, the highest first; the order of `profiles` does not matter.

    Of each activity the `NEIGHBOURS` closest are kept: a pair stays if it is one of these for either side.
    """
    ordered = sorted(profiles, key=lambda profile: profile.id)
    kept: defaultdict[str, int] = defaultdict(int)
    closest: list[Pair] = []
    for pair in sort_pairs(_relate(ordered, shortlist(ordered))):
        if min(kept[name] for name in pair.ids) < NEIGHBOURS or pair.relation is Relation.DUPLICATE:
            closest.append(pair)
        for name in pair.ids:
            kept[name] += 1
    return tuple(closest)


def find_duplicates(profiles: Sequence[Profile]) -> tuple[Pair, ...]:
    """Only the pairs that are likely one activity, without looking at all the others."""
    ordered = sorted(profiles, key=lambda profile: profile.id)
    pairs = _relate(ordered, shortlist_doubles(ordered))
    return sort_pairs(pair for pair in pairs if pair.relation is Relation.DUPLICATE)


def sort_pairs(pairs: Iterable[Pair]) -> tuple[Pair, ...]:
    """Pairs by score, the highest first, and by ids where the scores are the same."""
    return tuple(sorted(pairs, key=lambda pair: (-round(pair.score, 6), pair.ids)))


def _relate(profiles: Sequence[Profile], indexes: Iterable[tuple[int, int]]) -> Iterator[Pair]:
    for first, second in indexes:
        one, other = profiles[first], profiles[second]
        if not are_related(one, other, compare_subject(one, other)):
            continue
        likeness = compare(one, other)
        if (relation := relate(one, other, likeness)) is not None:
            yield Pair(one, other, relation, likeness)
