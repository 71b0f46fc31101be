"""Whether two records are of one work, by their titles, years and first authors."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

from knowledgebase.bibliography.csl import normalise_doi
from knowledgebase.bibliography.datamodel import standard_type
from knowledgebase.bibliography.names import family_name
from knowledgebase.bibliography.reference import Reference

ALIKE = 93
"""Per cent of the characters of two titles that agree; a slip of the pen or two in a title of this length."""
_WINDOW = 8
"""Neighbours in alphabetical order that each title is compared with."""
_SHORTEST = 15
"""Characters of a title that says enough; shorter ones are alike by chance (`Introduction`)."""
_PREPRINT_DOI = re.compile(
    r"10\.(?:48550|31234|31235|31219|35542|26434|20944/preprints|21203/rs|2139/ssrn|1101/\d)", re.IGNORECASE
)
_PREPRINT_SERVER = re.compile(
    r"\b(?:arxiv|(?:bio|med|chem)rxiv|(?:psy|soc|ed)arxiv|ssrn|research square|preprints?)\b", re.IGNORECASE
)
_OF_ANOTHER_WORK = frozenset(
    "erratum corrigendum correction retraction reply response comment commentary rejoinder review part volume"
    " supplement appendix summary protocol".split()
)


@dataclass(frozen=True)
class _Titled:
    """A reference with what it is compared by."""

    reference: Reference
    title: str
    author: str

    @property
    def year(self) -> int | None:
        return self.reference.year

    @cached_property
    def marks(self) -> frozenset[str]:
        """Words that tell works of one name apart: numbers, numerals, `reply`, `part`."""
        words = self.title.split()
        return frozenset(
            word for word in words if re.search(r"\d|^[ivx]+$", word) or word in _OF_ANOTHER_WORK
        )


def fold_title(text: str) -> str:
    """A title without case, accents and punctuation: its words with one space between them."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(re.findall(r"\w+", "".join(one for one in plain if not unicodedata.combining(one))))


def find_alike(references: Iterable[Reference]) -> Iterator[tuple[Reference, Reference]]:
    """Pairs of records that seem to be of one work: titles alike, and the same year or first author.

    Each title is compared with its neighbours in alphabetical order, read forwards and backwards (the sorted
    neighbourhood method, Hernández & Stolfo 1995), so that thousands of records take seconds.
    """
    titled = [one for one in map(_prepare, references) if len(one.title) >= _SHORTEST]
    by_year = [one for one in titled if one.year]
    by_author = [one for one in titled if one.author]
    orders = (
        sorted(by_year, key=lambda one: (one.year, one.title)),
        sorted(by_year, key=lambda one: (one.year, one.title[::-1])),
        sorted(by_author, key=lambda one: (one.author, one.title)),
        sorted(by_author, key=lambda one: (one.author, one.title[::-1])),
    )
    seen: set[frozenset[str]] = set()
    for order in orders:
        for index, one in enumerate(order):
            for other in order[index + 1 : index + 1 + _WINDOW]:
                pair = frozenset({one.reference.key, other.reference.key})
                if pair not in seen and _share_origin(one, other) and _are_alike(one, other):
                    seen.add(pair)
                    yield _in_order(one.reference, other.reference)


def is_alike(one: Reference, other: Reference) -> bool:
    """Whether two records seem to be of one work."""
    first, second = _prepare(one), _prepare(other)
    return len(first.title) >= _SHORTEST and _share_origin(first, second) and _are_alike(first, second)


def _prepare(reference: Reference) -> _Titled:
    names = reference.names("author") or reference.names("editor")
    author = family_name(names[0]) if names else ""
    return _Titled(reference, fold_title(reference.title), fold_title(author))


def _share_origin(one: _Titled, other: _Titled) -> bool:
    same_year = one.year is not None and one.year == other.year
    return same_year or (one.author != "" and one.author == other.author)


def _are_alike(one: _Titled, other: _Titled) -> bool:
    return (
        fuzz.ratio(one.title, other.title, score_cutoff=ALIKE) > 0
        and one.marks == other.marks
        and not _are_two_pages(one.reference, other.reference)
        and not _name_each_other(one.reference, other.reference)
    )


def _are_two_pages(one: Reference, other: Reference) -> bool:
    """Whether they are pages at two addresses: those of one site often have one title."""
    return (
        all(standard_type(reference.type) == "online" for reference in (one, other)) and one.url != other.url
    )


def _name_each_other(one: Reference, other: Reference) -> bool:
    """Whether the records themselves say how they hang together."""
    for reference, key in ((one, other.key), (other, one.key)):
        links = (reference.raw_fields.get(field, "") for field in ("related", "xref", "crossref"))
        named = {name.strip() for link in links for name in link.split(",")} - {""}
        if key in named or key in reference.parents:
            return True
    return False


def _in_order(one: Reference, other: Reference) -> tuple[Reference, Reference]:
    return (one, other) if (one.line, one.column) < (other.line, other.column) else (other, one)


def is_preprint(reference: Reference) -> bool:
    """Whether a record is of a preprint: by its DOI, its server, or a number of arXiv and no journal."""
    if _PREPRINT_DOI.match(normalise_doi(reference.raw_fields.get("doi", "")) or ""):
        return True
    where = " ".join(
        reference.fields.get(name, "")
        for name in ("journal", "journaltitle", "publisher", "howpublished", "organization")
    )
    in_journal = bool(reference.text("volume") or reference.text("page"))
    return not in_journal and (
        bool(_PREPRINT_SERVER.search(where))
        or "eprint" in reference.raw_fields
        or reference.type == "unpublished"
    )
