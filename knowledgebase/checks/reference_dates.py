"""Rules on the dates and the pages of a record of the bibliography."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.datamodel import DATE_FIELDS, standard_type
from knowledgebase.bibliography.dates import MONTHS
from knowledgebase.bibliography.latex import decode_latex
from knowledgebase.bibliography.pages import PAGE_DASH, PAGE_RANGE, is_in_order, mend_page_dashes
from knowledgebase.checks.rule import Mistake, at_field, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase

EARLIEST = 1450
"""The year of the first books printed in Europe; older works are cited in a later edition."""
_WEB_SINCE = 1991

_DATE = re.compile(
    r"(?P<year>-?\d{4}|\d{3}X|\d{2}XX)"
    r"(?:-(?P<month>\d{2})(?:-(?P<day>\d{2})(?:T[\d:]{5,8}(?:Z|[+-]\d{2}(?::?\d{2})?)?)?)?)?[?~%]?"
)
_YEAR = re.compile(r"(?:c(?:a|irca)?\.?\s*)?(?P<first>\d{4})(?:\s*[-–/]+\s*(?P<last>\d{4}))?\??")
_NO_YEAR = re.compile(
    r"\(?(?:in press|forthcoming|to appear|accepted|submitted|in preparation|prepublished|n\.?\s?d\.?"
    r"|no date|s\.?\s?[da]\.?|undated)\)?",
    re.IGNORECASE,
)
_SEASONS = "spr sum aut fal win".split()
_SEASON_NUMBERS = range(21, 42)
"""What EDTF writes for seasons, quarters and the like."""


@rule("KB230", "reference-date")
def check_dates(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A date is `2014`, `2014-06` or `2014-06-30`, a day that exists, or a range of these with `/`.

    Any other form is read as text, or not at all: such works are sorted and cited wrongly. A `year` may be
    `in press` or a range, and a `month` is `jun`, `June` or 6.

    Bad:
        date = {30.6.2014}

    Good:
        date = {2014-06-30}
    """
    for reference in knowledge.bibliography.records:
        for field in DATE_FIELDS:
            if field in reference.spans and (problem := _explain_date(reference.fields[field])):
                hint = "Write year-month-day: `2014-06-30`, `2014-06` or `2014`."
                yield at_field(reference, field, f"`{field}` of `{reference.key}` {problem}.", hint)
        yield from _check_year(reference)
        yield from _check_month(reference)


def _explain_date(text: str) -> str | None:
    ends = text.split("/")
    if len(ends) > 2 or not any(ends):
        return f"is no date: `{text}`"
    days: list[str] = []
    for end in ends:
        if end in {"", ".."}:
            continue
        found = _DATE.fullmatch(end.strip())
        if not found:
            return f"is no date: `{text}`"
        if not _is_in_calendar(found):
            return f"is a day that does not exist: `{end}`"
        days.append(end)
    if len(days) == 2 and days[0][:10] > days[1][:10] and not text.startswith("-"):
        return f"ends before it begins: `{text}`"
    return None


def _is_in_calendar(found: re.Match[str]) -> bool:
    if not found["month"] or not found["year"].isdigit():
        return True
    if int(found["month"]) in _SEASON_NUMBERS:
        return found["day"] is None
    try:
        datetime.date(int(found["year"]) or 4, int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return False
    return True


def _check_year(reference: Reference) -> Iterator[Mistake]:
    if "year" not in reference.spans:
        return
    text = reference.fields["year"]
    found = _YEAR.fullmatch(text)
    if not found and not _NO_YEAR.fullmatch(text):
        hint = "Write four digits, or `in press`; what tells two works apart is added by the style."
        yield at_field(reference, "year", f"`year` of `{reference.key}` is no year: `{text}`.", hint)
    elif found and "date" in reference.spans and found["first"] not in reference.fields["date"]:
        message = f"`year` of `{reference.key}` says {text}, its `date` {reference.fields['date']}."
        yield at_field(reference, "year", message, "Keep the one that is right.")


_NO_DAY = 99


def _check_month(reference: Reference) -> Iterator[Mistake]:
    if "month" not in reference.spans:
        return
    text = reference.fields["month"].casefold()
    words = re.findall(r"[^\W\d_]{3,}", text)
    # Of a longer number, that it is none is enough; one of thousands of digits Python refuses to read.
    numbers = [int(number) if len(number) <= 2 else _NO_DAY for number in re.findall(r"\d+", text)]
    is_right = (
        all(word[:3] in {*MONTHS, *_SEASONS} for word in words) and all(number <= 31 for number in numbers)
        if words
        else len(numbers) == 1 and 1 <= numbers[0] <= 12
    )
    if not is_right:
        message = f"`month` of `{reference.key}` is no month: `{reference.fields['month']}`."
        yield at_field(reference, "month", message, "Write `month = jun`, without braces, or a `date`.")


@rule("KB231", "implausible-date")
def check_plausible_dates(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A work appeared between the first printed books and next year, and was not read in the future.

    A wrong digit moves a study by decades, and ratings of evidence count its years.

    Bad:
        year = {2104}

    Good:
        year = {2014}
    """
    tomorrow = knowledge.today + datetime.timedelta(days=1)  # It may be so already where the author lives.
    next_year = tomorrow.year + 1
    for reference in knowledge.bibliography.records:
        for field in ("date", "year", "origdate"):
            for year in _years(reference, field):
                if not EARLIEST <= year <= next_year:
                    message = f"`{field}` of `{reference.key}` cannot be {year}."
                    yield at_field(reference, field, message, "Look the date up in the work itself.")
                    break
        for year in _years(reference, "urldate"):
            if year < _WEB_SINCE or reference.fields["urldate"][:10] > tomorrow.isoformat():
                message = f"`{reference.key}` cannot have been read on {reference.fields['urldate']}."
                yield at_field(reference, "urldate", message, "Write the day on which you saw the page.")
                break


def _years(reference: Reference, field: str) -> list[int]:
    """The years in a date of the record itself, where its form is right."""
    if field not in reference.spans:
        return []
    text = reference.fields[field]
    is_date = _YEAR.fullmatch(text) if field == "year" else not _explain_date(text)
    return [int(year) for year in re.findall(r"(?<![\d:-])-?\d{4}(?!\d)", text)] if is_date else []


@rule("KB232", "access-date", Severity.WARNING)
def check_access_dates(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A source that is a page on the web says when it was seen, in `urldate`.

    Pages change and go; the day tells a reader which state was read, and finds it in an archive.

    Bad:
        @online{aswa, title = {Toolbox}, url = {https://example.org}}

    Good:
        @online{aswa, title = {Toolbox}, url = {https://example.org}, urldate = {2026-11-24}}
    """
    for reference in knowledge.bibliography.values():
        # What has a number of its own in an archive stays as it was seen.
        is_kept = bool({"doi", "eprint"} & set(reference.raw_fields))
        is_page = standard_type(reference.type) in {"online", "misc"} and not is_kept
        if (
            is_page
            and "url" in reference.spans
            and not {"urldate", "lastchecked", "urlyear"} & set(reference.raw_fields)
        ):
            message = f"`{reference.key}` is a page on the web, and says not when it was seen."
            yield at_field(reference, "url", message, "Add `urldate = {…}` with the day: `2026-11-24`.")


@rule("KB233", "page-order")
def check_pages(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A range of pages ends where it begins, or after.

    A wrong digit sends a reader to another work.

    Bad:
        pages = {1432--1336}

    Good:
        pages = {1432--1463}
    """
    for reference in knowledge.bibliography.records:
        if "pages" not in reference.spans:
            continue
        text = reference.raw_fields["pages"]
        for found in PAGE_RANGE.finditer(text):
            if not is_in_order(found["first"], found["last"]):
                message = f"The pages of `{reference.key}` end before they begin: {decode_latex(found[0])}."
                hint = "Look the pages up in the work itself."
                yield at_field(reference, "pages", message, hint, found.start())


@rule("KB234", "page-dash", Severity.WARNING)
def check_page_dashes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A range of pages is written with two hyphens.

    BibTeX and LaTeX make a dash of them; a single hyphen joins words. `--fix` mends this.

    Bad:
        pages = {1432-1463}

    Good:
        pages = {1432--1463}
    """
    for reference in knowledge.bibliography.records:
        if "pages" not in reference.spans:
            continue
        text = reference.raw_fields["pages"]
        mended = mend_page_dashes(text)
        if mended != text:
            offset = next(found.start() for found in PAGE_DASH.finditer(text) if found[0] != "--")
            message = f"The pages of `{reference.key}` have no page dash."
            yield at_field(reference, "pages", message, f"Write `pages = {{{mended}}}`.", offset)
