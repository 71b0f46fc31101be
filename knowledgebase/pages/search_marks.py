"""What a page tells the search index beside its text: how to sort it, and filters that it does not show."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.page import Shelf
from knowledgebase.records import Activity, Kind, Record


@dataclass(frozen=True)
class SearchMarks:
    """How the search index sorts and filters a page."""

    title: str
    """The title, folded so that sorting by its signs is sorting by its letters."""
    shelf: str
    """The kind's place among the kinds, then the title: the order in which one would browse."""
    date: int
    """Year, month and day as one number, 20130520; 0 where none is known."""
    year: int | None = None
    """When the work appeared, for research and sources; shown with results."""
    filters: tuple[tuple[str, str], ...] = ()
    """Facet and value of each filter that no visible chip gives."""


def mark_record(shelf: Shelf, record: Record) -> SearchMarks:
    """The marks of a record: research by the year of its source, the other kinds by their last review."""
    year = shelf.knowledge.year_of(record)
    date = year * 10_000 if year else _as_number(record.data.reviewed or record.data.created)
    title = fold_title(record.title)
    place = f"{list(Kind).index(record.kind)} {title}"
    return SearchMarks(title, place, date, year or None, tuple(_hidden_filters(shelf, record)))


def mark_source(title: str, year: int | None) -> SearchMarks:
    """The marks of a source, which stands behind all records."""
    return SearchMarks(fold_title(title), f"9 {fold_title(title)}", (year or 0) * 10_000, year)


def fold_title(title: str) -> str:
    """A title without accents, case, and signs before its first letter or figure.

    >>> fold_title("“Épreuve”: a test")
    'epreuve”: a test'
    """
    plain = "".join(
        sign for sign in unicodedata.normalize("NFKD", title.casefold()) if not unicodedata.combining(sign)
    )
    start = next((index for index, sign in enumerate(plain) if sign.isalnum()), 0)
    return plain[start:]


def _as_number(day: datetime.date | None) -> int:
    return int(f"{day:%Y%m%d}") if day else 0


def _hidden_filters(shelf: Shelf, record: Record) -> Iterator[tuple[str, str]]:
    if record.kind is Kind.TECHNIQUE:
        yield "rating", shelf.weighed[record.id].front.certainty.label
    yield from _broader_tags(shelf.knowledge, record)


def _broader_tags(knowledge: KnowledgeBase, record: Record) -> Iterator[tuple[str, str]]:
    needs = record.data.needs if isinstance(record.data, Activity) else []
    own = {*record.data.tags, *needs}
    for tag in knowledge.all_tags(record):
        if tag not in own:
            yield knowledge.vocabulary[tag].facet.value, knowledge.vocabulary[tag].label
