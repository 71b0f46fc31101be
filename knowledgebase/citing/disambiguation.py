"""Telling apart works that would be cited alike, once over a whole bibliography.

Source: CSL 1.0.2, "Disambiguation", and APA (7th edition, section 8.19): works of one author and year
get a letter after the year, in the order of their titles; works whose authors differ only behind the
first show as many names as it takes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from string import ascii_lowercase

from knowledgebase.bibliography import Reference, family_name
from knowledgebase.bibliography.names import OTHERS, Name

SHOWN_BEFORE_ET_AL = 1
MOST_SHOWN_IN_FULL = 2
"""With more authors than this, a citation shows the first and *et al.*: APA 7 and most author-date styles."""


_OPENING = "“\"'‘([ "


@dataclass(frozen=True)
class Distinction:
    """What sets a work apart from those that would be cited alike."""

    year_suffix: str = ""
    names_shown: int = 0
    """How many authors a citation shows before *et al.*; 0 for as many as the style does."""


def distinguish(
    references: Iterable[Reference], *, by_names: bool, by_year_suffix: bool
) -> Mapping[str, Distinction]:
    """A distinction for each key whose work would be cited as another is."""
    alike: defaultdict[tuple[object, ...], list[Reference]] = defaultdict(list)
    for reference in references:
        alike[_cited_as(reference, SHOWN_BEFORE_ET_AL)].append(reference)
    found: dict[str, Distinction] = {}
    for group in alike.values():
        if len(group) > 1:
            found |= _distinguish_group(group, by_names, by_year_suffix)
    return found


def _distinguish_group(
    group: list[Reference], by_names: bool, by_year_suffix: bool
) -> dict[str, Distinction]:
    shown = {reference.key: _names_needed(reference, group) if by_names else 0 for reference in group}
    still_alike: defaultdict[tuple[object, ...], list[Reference]] = defaultdict(list)
    for reference in group:
        count = shown[reference.key] or SHOWN_BEFORE_ET_AL
        still_alike[_cited_as(reference, count)].append(reference)
    found: dict[str, Distinction] = {}
    for same in still_alike.values():
        ordered = sorted(same, key=lambda reference: (sort_title(reference.title), reference.key))
        for index, reference in enumerate(ordered):
            suffix = _letters(index) if by_year_suffix and len(same) > 1 else ""
            if suffix or shown[reference.key]:
                found[reference.key] = Distinction(suffix, shown[reference.key])
    return found


def _cited_as(reference: Reference, count: int) -> tuple[object, ...]:
    """What a citation shows of a work: names and year; the title where there is no author."""
    names = authors_of(reference)
    year = reference.year
    if not names:
        return (sort_title(reference.title), year)
    families = [family_name(name).casefold() for name in names if name != OTHERS]
    if len(names) > MOST_SHOWN_IN_FULL:
        return (tuple(families[:count]), "et al." if len(names) > count else "", year)
    return (tuple(families), "et al." if OTHERS in names else "", year)


def _names_needed(reference: Reference, group: list[Reference]) -> int:
    """How many names set the work apart from all in the group whose authors differ; 0 if none has to."""
    names = authors_of(reference)
    if len(names) <= MOST_SHOWN_IN_FULL:
        return 0
    others = [other for other in group if _all_names(other) != _all_names(reference)]
    for count in range(SHOWN_BEFORE_ET_AL, len(names) + 1):
        if all(_cited_as(other, count) != _cited_as(reference, count) for other in others):
            return count if count > SHOWN_BEFORE_ET_AL else 0
    return 0


def _all_names(reference: Reference) -> tuple[str, ...]:
    return tuple(family_name(name).casefold() for name in authors_of(reference))


def authors_of(reference: Reference) -> list[Name]:
    """The names a work is cited by: its authors, or its editors where it has none."""
    return reference.names("author") or reference.names("editor")


def sort_title(title: str) -> str:
    """A title as lists are sorted by it: without case, and without quotes or an article at its beginning."""
    folded = title.casefold().lstrip(_OPENING)
    article = next((article for article in ("the ", "a ", "an ") if folded.startswith(article)), "")
    return folded.removeprefix(article).lstrip(_OPENING)


def _letters(index: int) -> str:
    """`a` to `z`, then `aa`, `ab`, …"""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, len(ascii_lowercase))
        letters = ascii_lowercase[rest] + letters
    return letters
