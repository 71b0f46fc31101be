"""Rules on what a translation must not change: the numbers of each section, and the places within sources."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.checks.translations import translated_pairs
from knowledgebase.citing import Citation
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.source import Document, find_sections

SPELT = frozenset({"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"})
"""Numbers that a language may write as words, as Arabic does in *two minutes*."""
NAMED = 5
"""Numbers that a message names."""

_BLANK = "\x1f"
"""Stands for what is no text: neither a sign between thousands nor the end of a line."""
_DIGITS = {
    ord(sign): str(value) for signs in ("٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹") for value, sign in enumerate(signs)
}
_SPACES = "\u00a0\u202f\u2009 "
_NUMBER = re.compile(rf"(?<![A-Za-z\d])\d+(?:[.,٫٬]\d+|[{_SPACES}]\d{{3}}(?!\d))*")
# Of Markdown: the number of a step, the name of a cross-link, an address.
_NO_TEXT = re.compile(r"^[ \t]*\d+[.)](?=\s)|\[\[[^\]|]*|\]\([^)]*\)|https?://\S+", re.MULTILINE)
_THOUSANDS = re.compile(rf"\d{{1,3}}(?:([.,٬{_SPACES}])\d{{3}})(?:\1\d{{3}})*(?:[.,٫]\d+)?")


@dataclass(frozen=True)
class _Number:
    """A number in a text, and what it may mean: `1,500` is one and a half or fifteen hundred."""

    written: str
    offset: int
    readings: frozenset[str]


@rule("KB188", "translated-numbers", Severity.WARNING)
def check_numbers(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A section of a translation has the numbers of its original.

    A slip in a number changes what a study found. Decimal comma or point, the sign between thousands and
    Arabic-Indic digits are the language's own, and numbers up to ten may be written as words. All that
    differs in a section is one finding.

    Bad:
        L’effet était de 0,54 (original: 0.45).

    Good:
        L’effet était de 0,45.
    """
    for translation, original in translated_pairs(knowledge):
        if translation.is_behind(original):
            continue
        document = translation.document
        ours = _numbers_by_section(document, knowledge.citations[document.path])
        theirs = _numbers_by_section(original.document, knowledge.citations[original.path])
        if len(ours) != len(theirs):
            continue  # KB181 says so
        for (offset, here), (_, there) in zip(ours, theirs, strict=True):
            extra, missing = _compare(here, there)
            if extra or missing:
                place = document.place_in_body(extra[0].offset if extra else offset)
                message = f"Numbers differ from those of the original's section: {_tell(extra, missing)}."
                hint = "Write the original's numbers, in the figures of the language."
                yield Mistake(document.path, place.line, place.column, message, hint)


def _tell(extra: list[_Number], missing: list[str]) -> str:
    here = ", ".join(f"`{number.written}`" for number in extra[:NAMED])
    there = ", ".join(f"`{number}`" for number in missing[:NAMED])
    return "; ".join(
        [*([f"{here} stands here alone"] if here else []), *([f"{there} is missing"] if there else [])]
    )


def _numbers_by_section(
    document: Document, citations: tuple[Citation, ...]
) -> list[tuple[int, list[_Number]]]:
    """The offset of each section, what stands before the first included, with the numbers of its text."""
    text = document.prose.translate(_DIGITS)
    for citation in citations:
        text = _blank(text, citation.start, citation.end)
    for found in _NO_TEXT.finditer(text):
        text = _blank(text, found.start(), found.end())
    starts = [0, *(section.offset for section in find_sections(document.body)), len(text)]
    return [
        (
            start,
            [
                _Number(found[0], found.start(), _readings(found[0]))
                for found in _NUMBER.finditer(text, start, end)
            ],
        )
        for start, end in pairwise(starts)
    ]


def _blank(text: str, start: int, end: int) -> str:
    return text[:start] + _BLANK * (end - start) + text[end:]


def _readings(written: str) -> frozenset[str]:
    """What a number may mean, as plain decimals without useless zeros.

    >>> sorted(_readings("1,500"))
    ['1.5', '1500']
    """
    found = set()
    if _THOUSANDS.fullmatch(written) and not written.startswith("0"):
        whole, decimals = written, ""
        if last := re.search(r"[.,٫](\d+)\Z", written):
            separators = set(re.findall(r"\D", written))
            if len(separators) > 1:
                whole, decimals = written[: last.start()], last[1]
        found.add(_plain(re.sub(r"\D", "", whole), decimals))
    parts = re.split(r"[.,٫]", written)
    if len(parts) == 2 and parts[0].isdigit() and parts[1].isdigit():
        found.add(_plain(*parts))
    return frozenset(found or {re.sub(r"[^\d]", ".", written)})


def _plain(whole: str, decimals: str) -> str:
    rest = decimals.rstrip("0")
    return (whole.lstrip("0") or "0") + (f".{rest}" if rest else "")


def _compare(here: list[_Number], there: list[_Number]) -> tuple[list[_Number], list[str]]:
    """The numbers that only the translation has, and those that only the original has."""
    left: Counter[str] = Counter()
    readings: dict[str, frozenset[str]] = {}
    for number in there:
        left[number.written] += 1
        readings[number.written] = number.readings
    extra = []
    for number in here:
        match = _find_match(number, left, readings)
        if match:
            left[match] -= 1
        else:
            extra.append(number)
    return (
        [number for number in extra if not number.readings & SPELT],
        [written for written in (+left).elements() if not readings[written] & SPELT],
    )


def _find_match(number: _Number, left: Counter[str], readings: Mapping[str, frozenset[str]]) -> str | None:
    return next(
        (written for written, count in left.items() if count and readings[written] & number.readings), None
    )


@rule("KB189", "translated-locators")
def check_locators(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A citation of a translation names the same place in its source as that of the original.

    Who checks a claim opens the source there.

    Bad:
        … [@keiser2021, p. 12]

    Good:
        … [@keiser2021, p. 21]
    """
    for translation, original in translated_pairs(knowledge):
        document = translation.document
        ours = [item for citation in knowledge.citations[document.path] for item in citation.items]
        theirs = [item for citation in knowledge.citations[original.path] for item in citation.items]
        if translation.is_behind(original) or [i.key for i in ours] != [i.key for i in theirs]:
            continue  # KB182 and KB183 say so
        for here, there in zip(ours, theirs, strict=True):
            mine, its = (
                (item.locator.label, item.locator.value) if item.locator else None for item in (here, there)
            )
            if mine != its:
                place = document.place_in_body(here.start)
                wanted = f"`{there.locator.written}`" if there.locator else "no place"
                message = f"The original names {wanted} in `@{here.key}`."
                hint = "Write the place as the original does; readers see it in their language."
                yield Mistake(document.path, place.line, place.column, message, hint)
