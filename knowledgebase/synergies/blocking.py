"""Which activities are compared at all: all with all are fifty million pairs for ten thousand records."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations, product

from knowledgebase.synergies.profiles import Profile

CROWD = 40
"""More activities than this under one key are told apart by a further one, as long as there is one."""

Index = int
_Keys = Callable[[Profile], Iterable[str]]

_FURTHER: tuple[_Keys, ...] = (
    lambda profile: profile.needs if len(profile.needs) else ("",),
    lambda profile: profile.places or ("",),
    lambda profile: (profile.form.value,),
    lambda profile: sorted(profile.agencies),
    lambda profile: (str(profile.span.first) if profile.span else "",),
)
_RAREST = 8
"""So many of an activity's rarest words are looked up too: two descriptions of one activity share some."""


def shortlist(profiles: Sequence[Profile]) -> set[tuple[Index, Index]]:
    """The pairs of places in `profiles`, the smaller first, that are worth comparing.

    They share two of: a topic, another topic, an audience, a need; or a rare word; or one names the other.
    Where more than `CROWD` share the same two, only those are compared that share a need as well, then a
    region, a form, an agency, a first day. So what is left out has many nearer ones; what is still a crowd
    after that is left out too.
    """
    pairs: set[tuple[Index, Index]] = set()
    for block in _split(_by_subject(profiles), profiles, _FURTHER):
        pairs.update(combinations(block, 2))
    for block in _by_rare_words(profiles):
        pairs.update(combinations(block, 2))
    pairs.update(_naming(profiles))
    return pairs


def shortlist_doubles(profiles: Sequence[Profile]) -> set[tuple[Index, Index]]:
    """The pairs that may be one activity: they share a rare word or a topic, and an agency."""
    blocks: defaultdict[tuple[str, str], list[Index]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for agency, topic in product(profile.agencies, profile.topics):
            blocks[agency, topic].append(index)
    near = [*_by_rare_words(profiles), *_split(blocks.values(), profiles, _FURTHER)]
    pairs = {pair for block in near for pair in combinations(block, 2)}
    return {(one, other) for one, other in pairs if profiles[one].agencies & profiles[other].agencies}


def _by_subject(profiles: Sequence[Profile]) -> Iterator[list[Index]]:
    blocks: defaultdict[tuple[str, str], list[Index]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        for topic in profile.topics:
            for people in (*profile.audiences, *profile.needs):
                blocks[topic, people].append(index)
        for two in combinations(sorted(profile.topics), 2):
            blocks[two].append(index)
        for need in profile.needs:
            for audience in profile.audiences:
                blocks[need, audience].append(index)
    yield from blocks.values()


def _split(
    blocks: Iterable[list[Index]], profiles: Sequence[Profile], further: Sequence[_Keys]
) -> Iterator[list[Index]]:
    for block in blocks:
        if len(block) <= CROWD:
            yield block
        elif further:
            parts: defaultdict[str, list[Index]] = defaultdict(list)
            for index in block:
                for key in further[0](profiles[index]):
                    parts[key].append(index)
            yield from _split(parts.values(), profiles, further[1:])


def _by_rare_words(profiles: Sequence[Profile]) -> Iterator[list[Index]]:
    holders = Counter(word for profile in profiles for word in profile.words)
    blocks: defaultdict[str, list[Index]] = defaultdict(list)
    for index, profile in enumerate(profiles):
        shared = [word for word in profile.words if 1 < holders[word] <= CROWD]
        for word in sorted(shared, key=lambda word: (holders[word], word))[:_RAREST]:
            blocks[word].append(index)
    yield from blocks.values()


def _naming(profiles: Sequence[Profile]) -> Iterator[tuple[Index, Index]]:
    place = {profile.id: index for index, profile in enumerate(profiles)}
    for index, profile in enumerate(profiles):
        for name in profile.named & place.keys():
            yield min(index, place[name]), max(index, place[name])
