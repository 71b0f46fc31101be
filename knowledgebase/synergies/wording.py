"""Why two activities are said to be alike, in words that a reader can check against both records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.synergies.likeness import Aspect
from knowledgebase.synergies.pairs import Pair
from knowledgebase.synergies.profiles import GLOBAL, WAYS_OF_LEARNING, Profile
from knowledgebase.synergies.relations import name_each_other
from knowledgebase.synergies.spans import shared_years, years_between
from knowledgebase.synergies.words import Weighed

MOST_NAMED = 3
"""So many tags are named at the most; the rest is counted."""


@dataclass(frozen=True)
class Names:
    """How tags and agencies are called."""

    knowledge: KnowledgeBase

    def tag(self, tag: str) -> str:
        """The label of a tag."""
        vocabulary = self.knowledge.vocabulary
        return vocabulary[tag].label if tag in vocabulary else tag

    def agency(self, agency: str) -> str:
        """The acronym of an agency, or its name."""
        agencies = self.knowledge.agencies
        return agencies[agency].short_name if agency in agencies else agency


def explain(pair: Pair, names: Names) -> str:
    """The reason in one sentence: `Same topic (…) and audience (…), same region (…), 2011-2013, …`."""
    parts = ", ".join([describe_subject(pair, names), *_describe_rest(pair, names)])
    return f"{parts[:1].upper()}{parts[1:]}."


def describe_subject(pair: Pair, names: Names) -> str:
    """What two do alike and for whom: `same topic (Gender) and audience (Trainers)`."""
    one, other = pair.one, pair.other
    shared = [
        (word, tags)
        for word, tags in (
            ("topic", shared_topics(one, other)),
            ("need", one.needs.shared(other.needs)),
            ("audience", by_weight(one.audiences, other.audiences)),
        )
        if tags
    ]
    if not shared:
        return "described in like words"
    named = [f"{word} ({list_some(names.tag(tag) for tag in tags)})" for word, tags in shared]
    subject = f"same {join_words(named)}"
    return subject if pair.likeness.of(Aspect.AUDIENCE) else f"{subject}, for other people"


def shared_topics(one: Profile, other: Profile) -> list[str]:
    """The topics of both, what they are about before the ways in which people learn."""
    return sorted(one.topics.shared(other.topics), key=lambda tag: (tag in WAYS_OF_LEARNING, tag))


def by_weight(one: Weighed, other: Weighed) -> list[str]:
    """The names of both, the one that weighs most first."""
    return sorted(one.shared(other), key=lambda name: (-one.weights[name], name))


def _describe_rest(pair: Pair, names: Names) -> Iterator[str]:
    yield _describe_region(pair.one, pair.other, names)
    yield _describe_time(pair.one, pair.other)
    yield describe_agencies(pair.one, pair.other, names)
    if name_each_other(pair.one, pair.other):
        yield "one record names the other"


def _describe_region(one: Profile, other: Profile, names: Names) -> str:
    if not one.places or not other.places:
        return "region not recorded for both"
    shared = [tag for tag in one.regions.shared(other.regions) if tag != GLOBAL]
    narrow = [tag for tag in shared if tag in one.places or tag in other.places]
    if narrow:
        return f"same region ({list_some(names.tag(tag) for tag in narrow)})"
    if GLOBAL in one.places or GLOBAL in other.places:
        return "open to every region" if one.places == other.places else "one of them open to every region"
    return f"in different parts of {names.tag(shared[0])}" if shared else "in different regions"


def _describe_time(one: Profile, other: Profile) -> str:
    unknown = [profile.title for profile in (one, other) if profile.span is None]
    if unknown:
        return "years of neither recorded" if len(unknown) == 2 else f"years of “{unknown[0]}” not recorded"
    years = years_between(one.span, other.span)
    if years is None:
        return shared_years(one.span, other.span) or "in the same years"
    return "one after the other" if years < 1 else f"{years} year{'' if years == 1 else 's'} apart"


def describe_agencies(one: Profile, other: Profile, names: Names) -> str:
    """Who leads the two, and who has a part in both."""
    if one.lead == other.lead:
        return f"both led by {names.agency(one.lead)}"
    leads = f"{names.agency(one.lead)} and {names.agency(other.lead)}"
    both = sorted({one.lead, other.lead} & one.agencies & other.agencies)
    if len(both) == 2:
        return f"{leads} together in both"
    return f"{leads} ({names.agency(both[0])} in both)" if both else leads


def list_some(texts: Iterable[str]) -> str:
    """The first few, and how many more there are: `Gender, Health and 2 more`."""
    items = list(texts)
    if len(items) > MOST_NAMED:
        return f"{', '.join(items[:MOST_NAMED])} and {len(items) - MOST_NAMED} more"
    return ", ".join(items)


def join_words(items: list[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)
