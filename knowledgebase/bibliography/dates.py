"""Dates: from BibTeX's `year` and `month` and BibLaTeX's `date` to CSL's date parts."""

from __future__ import annotations

import re
from typing import TypeAlias

CslDate: TypeAlias = "dict[str, list[list[int]] | str | bool]"
"""A date in CSL-JSON: `date-parts` with one date or the two ends of a range, or `literal`; `circa`."""

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""The names that BibTeX's standard styles define for months."""

_ISO = re.compile(r"(-?\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T[\d:.Z+-]*)?[?~%]?")
_YEAR = re.compile(r"(?<!\d)(\d{4})(?!\d)")
_YEAR_RANGE = re.compile(r"(?<!\d)(\d{4})\s*[-–—/]+\s*(\d{4})(?!\d)")
_NO_DATE = {"", "n.d.", "nd", "n. d.", "no date", "s.d.", "s. d."}


def parse_date(text: str) -> CslDate | None:
    """A date in ISO 8601 or EDTF level 0, a range with `/`, or a year somewhere in text; None for none.

    What holds no year (`in press`) becomes a literal.
    """
    text = text.strip()
    if text.casefold() in _NO_DATE:
        return None
    dates = [_parse_iso(part) for part in text.split("/")]
    if len(dates) <= 2 and dates[0]:
        date: CslDate = {"date-parts": [parts for parts in dates if parts]}
        if re.search(r"[?~%]", text):
            date["circa"] = True
        return date
    if years := _YEAR_RANGE.search(text):
        return {"date-parts": [[int(years[1])], [int(years[2])]]}
    if year := _YEAR.search(text):
        date = {"date-parts": [[int(year[1])]]}
        if re.search(r"\b(ca?\.|circa)|[?~]", text):
            date["circa"] = True
        return date
    return {"literal": text}


def _parse_iso(text: str) -> list[int] | None:
    found = _ISO.fullmatch(text.strip())
    if not found:
        return None
    parts = [int(part) for part in found.groups() if part]
    if len(parts) > 1 and not 1 <= parts[1] <= 12:  # EDTF's seasons, 21 to 24
        return parts[:1]
    if len(parts) > 2 and not 1 <= parts[2] <= 31:
        return parts[:2]
    return parts


def add_month(date: CslDate, text: str) -> CslDate:
    """`date` with the month, and the day if it is there, of a BibTeX `month` field: `may`, `5`, `12 May`."""
    parts = date.get("date-parts")
    month = _find_month(text)
    if not isinstance(parts, list) or len(parts) != 1 or len(parts[0]) != 1 or not month:
        return date
    day = re.search(r"(?<!\d)(\d{1,2})(?!\d)", text) if re.search(r"[a-zA-Z]{3}", text) else None
    days = [int(day[1])] if day and 1 <= int(day[1]) <= 31 else []
    return {**date, "date-parts": [[parts[0][0], month, *days]]}


def _find_month(text: str) -> int | None:
    text = text.strip().casefold()
    if re.fullmatch(r"0?[1-9]|1[0-2]", text):
        return int(text)
    word = re.search(r"[a-z]{3}", text)
    return MONTHS.index(word[0]) + 1 if word and word[0] in MONTHS else None


def first_year(date: CslDate | None) -> int | None:
    """The year in which a date begins, or None for a literal or no date."""
    parts = date.get("date-parts") if date else None
    return parts[0][0] if isinstance(parts, list) and parts and parts[0] else None
