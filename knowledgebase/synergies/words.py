"""The words of activities: which forms are one word, and how much sharing a rare one tells."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

_WORD = re.compile(r"[^\W\d_]{3,}")
_SAME_WORD = 85
"""Per cent of letters from which two words are forms of one: `workshop` and `workshops`, not `trainer` and
`training`."""
_STEM = 4
"""Forms of one word begin with the same letters, as many as this."""


def split_words(text: str) -> frozenset[str]:
    """The words of a text in small letters, without numbers (years are compared as years)."""
    return frozenset(_WORD.findall(text.casefold()))


def weigh_words(texts: Sequence[frozenset[str]]) -> list[Weighed]:
    """For each text its words, one form for each, with their weight: the logarithm of how rare a word is.

    A word in all of `texts` weighs next to nothing. The weights depend on `texts` and not on their order.
    """
    form_of = _find_forms(set().union(*texts) if texts else set())
    folded = [frozenset(form_of[word] for word in words) for words in texts]
    weights = weigh_rarity(folded)
    return [Weighed.of({word: weights[word] for word in words}) for words in folded]


def weigh_rarity(holders: Iterable[Iterable[str]]) -> Mapping[str, float]:
    """For each name the logarithm of how rare it is: of the number of holders, by those that have it."""
    sets = [frozenset(names) for names in holders]
    counts = Counter(name for names in sets for name in names)
    return {name: math.log((len(sets) + 1) / count) for name, count in counts.items()}


@dataclass(frozen=True)
class Weighed:
    """Names with their weights, and the sum of all, which each comparison asks for."""

    weights: Mapping[str, float]
    total: float

    @classmethod
    def of(cls, weights: Mapping[str, float]) -> Weighed:
        """Names with their weights; none has the weight 0."""
        return cls(weights, math.fsum(weights.values()))

    def __iter__(self) -> Iterator[str]:
        return iter(self.weights)

    def __contains__(self, name: str) -> bool:
        return name in self.weights

    def __len__(self) -> int:
        return len(self.weights)

    def shared(self, other: Weighed) -> list[str]:
        """The names that both hold, by the alphabet."""
        return sorted(self.weights.keys() & other.weights.keys())


def compare_weighed(one: Weighed, other: Weighed) -> float | None:
    """From 0 to 1: the weight of what two share, against the weight of all that they hold (Dice's measure).

    Where a name weighs differently in the two, the smaller weight is shared. None where one holds nothing.
    """
    if not one.weights or not other.weights:
        return None
    common = one.weights.keys() & other.weights.keys()
    if not common:
        return 0.0
    # fsum is exact: the result is the same in whatever order a set gives its names.
    shared = math.fsum(min(one.weights[name], other.weights[name]) for name in common)
    return min(1.0, 2 * shared / (one.total + other.total))


def _find_forms(words: Iterable[str]) -> dict[str, str]:
    """For each word the first, by the alphabet, of the forms that it belongs to."""
    alike: defaultdict[str, list[str]] = defaultdict(list)
    blocks: defaultdict[str, list[str]] = defaultdict(list)
    for word in sorted(words):
        blocks[word[:_STEM]].append(word)
    for block in blocks.values():
        for word in block:
            near = process.extract(word, block, scorer=fuzz.ratio, score_cutoff=_SAME_WORD, limit=None)
            alike[word] = [found for found, *_ in near]
    return dict(_name_groups(alike))


def _name_groups(alike: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Each member of a connected group with the group's first member."""
    seen: set[str] = set()
    for start in sorted(alike):
        waiting = [start]
        while waiting:
            word = waiting.pop()
            if word not in seen:
                seen.add(word)
                yield word, start
                waiting += alike[word]
