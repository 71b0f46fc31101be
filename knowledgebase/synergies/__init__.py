"""Which activities are alike: recorded twice, overlapping, or complementing each other, and why.

Knows no HTML. `find_synergies` gives pairs, groups and candidates for joint trainings; each pair carries its
score by aspect, `explain` its reason in words, and `suggest_joining` what could be joined. The page *How
similar activities are found* (docs/synergies.md) explains the rules and says how often they are right.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.synergies.clusters import Cluster, find_clusters
from knowledgebase.synergies.joining import suggest_joining
from knowledgebase.synergies.joint_trainings import Candidate, find_candidates
from knowledgebase.synergies.likeness import WEIGHTS, Aspect, Likeness, compare
from knowledgebase.synergies.pairs import Pair, find_duplicates, find_pairs
from knowledgebase.synergies.profiles import Profile, make_profiles
from knowledgebase.synergies.relations import Relation
from knowledgebase.synergies.wording import Names, explain

__all__ = [
    "WEIGHTS",
    "Aspect",
    "Candidate",
    "Cluster",
    "Likeness",
    "Names",
    "Pair",
    "Profile",
    "Relation",
    "Synergies",
    "compare",
    "explain",
    "find_duplicates",
    "find_pairs",
    "find_synergies",
    "make_profiles",
    "suggest_joining",
]


@dataclass(frozen=True)
class Synergies:
    """All that was found among the published activities."""

    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    candidates: tuple[Candidate, ...]

    @cached_property
    def of_activity(self) -> Mapping[str, tuple[Pair, ...]]:
        """The pairs of each activity, by its id, the closest first."""
        found: defaultdict[str, list[Pair]] = defaultdict(list)
        for pair in self.pairs:
            for name in pair.ids:
                found[name].append(pair)
        return {name: tuple(pairs) for name, pairs in found.items()}


@lru_cache(maxsize=2)
def find_synergies(knowledge: KnowledgeBase) -> Synergies:
    """Pairs, groups and candidates for joint trainings among the published activities.

    They are looked for once: pages, data and tables of a site all ask for them.
    """
    profiles = make_profiles(knowledge)
    pairs = find_pairs(profiles)
    return Synergies(pairs, find_clusters(pairs), find_candidates(profiles))
