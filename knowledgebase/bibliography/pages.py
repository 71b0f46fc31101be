"""Ranges of pages as BibTeX writes them: `1432--1463`."""

from __future__ import annotations

import re

# It begins where letters or digits begin: to begin within them would take a long row of them many times.
PAGE_RANGE = re.compile(
    r"(?:(?<![A-Za-z])(?=[A-Za-z])|(?<![A-Za-z\d]))"
    r"(?P<first>[A-Za-z]*\d+)\s*(?:--+|[-‐‑–—])\s*(?P<last>[A-Za-z]*\d+)(?![-‐‑–—\w.])"
)
"""Two pages and what joins them; `3-1--3-12`, pages with their chapter, are told apart by what follows."""
PAGE_DASH = re.compile(r"[-‐‑–—]+")
_PLAIN_RANGE = re.compile(r"(?P<first>\d+)\s*(?:---?|[-‐‑–—])\s*(?P<last>\d+)")


def is_in_order(first: str, last: str) -> bool:
    """Whether a range of pages may end with `last`. Short forms count in full: `1432--63` ends at 1463.

    Pages that differ in their letters, as in `S12--14`, cannot be compared, and are in order.
    """
    one, other = (re.fullmatch(r"([A-Za-z]*)(\d+)", page) for page in (first, last))
    if one is None or other is None or one[1].lower() != other[1].lower():
        return True
    begin, end = one[2], other[2]
    if len(end) < len(begin):
        end = begin[: -len(end)] + end
    return int(begin[-30:]) <= int(end[-30:])


def mend_page_dashes(text: str) -> str:
    """`pages` with two hyphens in each range, where it is nothing but plain ranges and pages, in order.

    Anything else may be meant: `12-3` can be the third page of chapter 12, `e12-15` a number of an article.
    """
    parts = text.split(",")
    mended = [_mend_range(part) for part in parts]
    return text if None in mended else ",".join(part for part in mended if part is not None)


def _mend_range(text: str) -> str | None:
    if re.fullmatch(r"\s*\d+\s*", text):
        return text
    found = _PLAIN_RANGE.fullmatch(text.strip())
    if found is None or int(found["first"][-30:]) > int(found["last"][-30:]):
        return None
    dash = PAGE_DASH.search(text)
    if dash is None or dash[0] == "--":
        return text
    return text.replace(text.strip(), f"{found['first']}--{found['last']}")
