"""Candidates for a joint training: the same topic, need, audience and region, and different agencies."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import product

from knowledgebase.synergies.profiles import OWN, Form, Profile

CROWD = 12
"""What more activities than this share is too wide for one training."""
_Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Candidate:
    """Activities of two agencies and more that share all of these."""

    topics: tuple[str, ...]
    needs: tuple[str, ...]
    audiences: tuple[str, ...]
    regions: tuple[str, ...]
    members: tuple[Profile, ...]
    """By id."""

    @property
    def agencies(self) -> tuple[str, ...]:
        """The agencies that lead them."""
        return tuple(sorted({member.lead for member in self.members}))


def find_candidates(profiles: Iterable[Profile]) -> tuple[Candidate, ...]:
    """The groups, those with the most agencies first; the order of `profiles` does not matter.

    What teaches, or is material to teach from, counts. A group within another one is left out.
    """
    members: defaultdict[_Key, list[Profile]] = defaultdict(list)
    for profile in sorted(profiles, key=lambda profile: profile.id):
        if profile.form.is_teaching or profile.form is Form.MATERIAL:
            topics = [tag for tag in profile.topics if profile.topics.weights[tag] == OWN]
            for key in product(topics, profile.needs, profile.audiences, profile.regions):
                members[key].append(profile)
    keys_of: defaultdict[tuple[str, ...], list[_Key]] = defaultdict(list)
    by_id: dict[str, Profile] = {}
    for key, group in members.items():
        if 1 < len(group) <= CROWD and len({member.lead for member in group}) > 1:
            keys_of[tuple(member.id for member in group)].append(key)
            by_id |= {member.id: member for member in group}
    found = [
        _make_candidate(keys_of[ids], [by_id[name] for name in ids]) for ids in _leave_out_parts(keys_of)
    ]
    return tuple(sorted(found, key=_rank))


def _leave_out_parts(groups: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The groups that are not within a larger one."""
    kept: list[tuple[str, ...]] = []
    holders: defaultdict[str, list[frozenset[str]]] = defaultdict(list)
    for ids in sorted(groups, key=lambda ids: (-len(ids), ids)):
        group = frozenset(ids)
        if any(group < larger for larger in holders[ids[0]]):
            continue
        kept.append(ids)
        for name in ids:
            holders[name].append(group)
    return kept


def _make_candidate(keys: Sequence[_Key], members: Sequence[Profile]) -> Candidate:
    topics, needs, audiences, regions = (tuple(sorted(set(column))) for column in zip(*keys, strict=True))
    return Candidate(topics, needs, audiences, regions, tuple(members))


def _rank(candidate: Candidate) -> tuple[int, int, tuple[str, ...]]:
    ids = tuple(member.id for member in candidate.members)
    return -len(candidate.agencies), -len(candidate.members), ids
