"""The words of activities: which forms are one word, and how much sharing a rare one tells."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

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


def weigh_words(texts: Sequence[frozenset[str]]) -> list[Mapping[str, float]]:
    """For each text its words, one form for each, with their weight: the logarithm of how rare a word is.

    A word in all of `texts` weighs next to nothing. The weights depend on `texts` and not on their order.
    """
    form_of = _find_forms(set().union(*texts) if texts else set())
    folded = [frozenset(form_of[word] for word in words) for words in texts]
    weights = weigh_rarity(folded)
    return [{word: weights[word] for word in sorted(words)} for words in folded]


def weigh_rarity(holders: Iterable[Iterable[str]]) -> Mapping[str, float]:
    """For each name the logarithm of how rare it is: of the number of holders, by those that have it."""
    sets = [frozenset(names) for names in holders]
    counts = Counter(name for names in sets for name in names)
    return {name: math.log((len(sets) + 1) / count) for name, count in counts.items()}


def compare_weighted(one: Mapping[str, float], other: Mapping[str, float]) -> float | None:
    """From 0 to 1: the weight of what two share, against the weight of all that they hold (Dice's measure).

    Where a name weighs differently in the two, the smaller weight is shared. None where one holds nothing.
    """
    if not one or not other:
        return None
    if one == other:
        return 1.0
    small, large = (one, other) if len(one) <= len(other) else (other, one)
    shared = math.fsum(min(weight, large[name]) for name, weight in small.items() if name in large)
    return min(1.0, 2 * shared / (math.fsum(one.values()) + math.fsum(other.values())))


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
