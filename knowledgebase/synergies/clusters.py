"""Groups of activities that are all related to each other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from knowledgebase.synergies.pairs import Pair, sort_pairs
from knowledgebase.synergies.profiles import Profile

SMALLEST = 3


@dataclass(frozen=True)
class Cluster:
    """Activities of which each is related to every other."""

    members: tuple[Profile, ...]
    """By id."""
    pairs: tuple[Pair, ...]
    """All pairs among them, the closest first."""

    @property
    def score(self) -> float:
        """The mean of the scores of all its pairs."""
        return sum(pair.score for pair in self.pairs) / len(self.pairs)

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies that lead them."""
        return tuple(sorted({member.lead for member in self.members}))


def find_clusters(pairs: Sequence[Pair]) -> tuple[Cluster, ...]:
    """Groups of three and more, each activity in one at most, the largest and closest first.

    From the closest pair to the loosest, two groups are joined where each member of the one is related to
    each of the other: complete linkage, so no chain of neighbours makes a group of strangers. `pairs` come as
    `find_pairs` gives them.
    """
    of_ids = {pair.ids: pair for pair in pairs}
    group_of: dict[str, set[str]] = {}
    profiles: dict[str, Profile] = {}
    for pair in pairs:
        profiles |= {pair.one.id: pair.one, pair.other.id: pair.other}
        first = group_of.setdefault(pair.one.id, {pair.one.id})
        second = group_of.setdefault(pair.other.id, {pair.other.id})
        if first is not second and all(_ids(a, b) in of_ids for a in first for b in second):
            small, large = sorted((first, second), key=len)
            large |= small
            group_of.update(dict.fromkeys(small, large))
    groups = {min(group): sorted(group) for group in group_of.values() if len(group) >= SMALLEST}
    clusters = [_make_cluster([profiles[name] for name in names], of_ids) for names in groups.values()]
    return tuple(sorted(clusters, key=_rank))


def _make_cluster(members: Sequence[Profile], of_ids: Mapping[tuple[str, str], Pair]) -> Cluster:
    pairs = sort_pairs(of_ids[one.id, other.id] for one, other in combinations(members, 2))
    return Cluster(tuple(members), pairs)


def _ids(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one < other else (other, one)


def _rank(cluster: Cluster) -> tuple[int, float, str]:
    return -len(cluster.members), -round(cluster.score, 6), cluster.members[0].id
