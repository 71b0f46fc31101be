"""Rules on locators: where in a source a citation, or an outcome, says to look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.bibliography import Reference
from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Record, ResearchSummary
from knowledgebase.source import Place


@rule("KB305", "pages-backwards", Severity.WARNING)
def check_page_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A range of pages runs forwards; its end may be shortened (`249-51`).

    A range that runs backwards is a slip of the pen, and the reader does not know which page was meant.

    Bad:
        [@roediger2006, pp. 255-249]

    Good:
        [@roediger2006, pp. 249-255]
    """
    for path, place, written, pages in _located_pages(knowledge):
        for first, last in pages.ranges:
            if last < first:
                message = f"The pages `{written}` run backwards."
                yield Mistake(path, place.line, place.column, message, f"Did you mean `{last}-{first}`?")
                break


@rule("KB306", "page-or-pages", Severity.WARNING)
def check_page_labels(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """One page is `p.`, several are `pp.`.

    Whoever reads `p. 33-35` cannot tell whether one page of that name is meant or three.

    Bad:
        [@roediger2006, p. 249-251]

    Good:
        [@roediger2006, pp. 249-251]
    """
    for path, place, written, pages in _located_pages(knowledge):
        wanted = "p." if len(pages.ranges) == 1 and pages.ranges[0][0] == pages.ranges[0][1] else "pp."
        if pages.label and pages.label != wanted and not pages.is_backwards:
            corrected = f"{wanted} {written.removeprefix(pages.label).strip()}"
            message = f"`{written}` names {'one page' if wanted == 'p.' else 'several pages'}."
            yield Mistake(path, place.line, place.column, message, f"Write `{corrected}`.")


@rule("KB307", "page-outside", Severity.WARNING)
def check_page_bounds(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A page that is cited is one of the pages that the bibliography gives for the source.

    Otherwise the reader looks in vain: either the page is wrong, or the source.

    Bad:
        [@roediger2006, p. 33]   # an article on pages 249 to 255

    Good:
        [@roediger2006, p. 251]
    """
    for path, place, written, pages in _located_pages(knowledge):
        reference = knowledge.bibliography.get(pages.key)
        bounds = _pages_of(reference) if reference else []
        if not bounds or pages.is_backwards:
            continue
        for first, last in pages.ranges:
            if not any(low <= first and last <= high for low, high in bounds):
                whole = ", ".join(f"{low} to {high}" for low, high in bounds)
                message = f"`{written}` is not within `{pages.key}`, which has pages {whole}."
                hint = "Compare the page with the source, and `pages` in bibliography.bib."
                yield Mistake(path, place.line, place.column, message, hint)
                break


@rule("KB309", "locator-without-number", Severity.WARNING)
def check_locator_numbers(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """What is cited as a page says which.

    `p.` without a number is a gap that somebody meant to fill; it would stand on the page as text.

    Bad:
        [@rowland2014, p. ]

    Good:
        [@rowland2014, p. 1443]
    """
    for document in knowledge.documents:
        for citation in knowledge.citations[document.path]:
            for item in citation.items:
                if item.locator is None and (found := _NO_NUMBER.match(item.suffix)):
                    message = f"`{found['label']}` of `{item.key}` says no page."
                    start = document.body.find(found["label"], item.start + len(item.key))
                    yield at_offset(document, max(start, item.start), message, "Write the number after it.")


_NO_NUMBER = re.compile(r"\s*,?\s{0,9}(?P<label>pp?\.|pages?(?=\W*\Z))(?!\s*\d)", re.IGNORECASE)


@dataclass(frozen=True)
class _Pages:
    """Pages of a source, by number; a single page is a range of one."""

    key: str
    label: str
    """`p.` or `pp.`; empty where the author wrote neither, or in full."""
    ranges: tuple[tuple[int, int], ...]

    @property
    def is_backwards(self) -> bool:
        """Whether a range ends before it begins, which is a finding of its own."""
        return any(last < first for first, last in self.ranges)


_PAGES = re.compile(
    r"(?<!\w)(?P<label>pp?\.|pages?\b|(?=\d))\s*"
    r"(?P<numbers>\d{1,6}(?:\s*[-–—]{1,3}\s*\d{1,6})?(?:\s*[,&]\s*\d{1,6}(?:\s*[-–—]{1,3}\s*\d{1,6})?)*)(?!\w)"
)
_RANGE = re.compile(r"(\d+)(?:\s*[-–—]{1,3}\s*(\d+))?")


def _located_pages(knowledge: KnowledgeBase) -> Iterator[tuple[str, Place, str, _Pages]]:
    """The path, place and words of each locator that names pages, and these."""
    for document in knowledge.documents:
        for citation in knowledge.citations[document.path]:
            for item in citation.items:
                if item.locator is None or item.locator.label != "page":
                    continue
                written = item.locator.written
                if found := _PAGES.fullmatch(written):
                    start = document.body.find(written, item.start)
                    place = document.place_in_body(max(start, item.start))
                    yield document.path, place, written, _read_pages(item.key, found)
    for record in knowledge.records.values():
        yield from _pages_of_outcomes(record)


def _pages_of_outcomes(record: Record) -> Iterator[tuple[str, Place, str, _Pages]]:
    if not isinstance(record.data, ResearchSummary):
        return
    for index, outcome in enumerate(record.data.outcomes):
        for found in _PAGES.finditer(outcome.locator or ""):
            if found["label"]:
                place = record.document.fields.place_of_value(("outcomes", index, "locator"))
                yield record.path, place, found[0].strip(), _read_pages(record.data.source, found)


def _read_pages(key: str, found: re.Match[str]) -> _Pages:
    label = found["label"] if found["label"] in {"p.", "pp."} else ""
    return _Pages(key, label, tuple(_read_range(part) for part in _RANGE.finditer(found["numbers"])))


def _read_range(found: re.Match[str]) -> tuple[int, int]:
    """The ends of a range, a shortened second end written out: `1432-63` is 1432 to 1463."""
    first, last = found[1], found[2] or found[1]
    if len(last) < len(first):
        last = first[: -len(last)] + last
    return int(first), int(last)


_WITHIN_OTHERS = frozenset(
    {"article", "incollection", "inproceedings", "inbook", "conference", "suppcollection"}
)
_BIBTEX_PAGES = re.compile(r"\d+\s*[-–—]+\s*\d+(?:\s*,\s*\d+\s*[-–—]+\s*\d+)*")


def _pages_of(reference: Reference) -> list[tuple[int, int]]:
    """The ranges of pages of a work that stands within another; of a book, `pages` is how many it has."""
    text = reference.fields.get("pages", "")
    if reference.type not in _WITHIN_OTHERS or not _BIBTEX_PAGES.fullmatch(text.strip()):
        return []
    ranges = [_read_range(found) for found in _RANGE.finditer(text)]
    return ranges if all(low <= high for low, high in ranges) else []
