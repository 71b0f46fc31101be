"""Compares a reference with what a registry holds: what agrees, what does not, and the verdict."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz

from knowledgebase.bibliography import Reference, family_name
from knowledgebase.ledger import Confirmable, Difference, fold_text
from knowledgebase.verifying.works import Work

ANOTHER_WORK_BELOW = 60
"""Likeness of titles, in per cent, below which a number is that of another work if the author differs too."""


class Verdict(StrEnum):
    """What asking found. Whether a reference was made up is for people to say."""

    MATCH = "match"
    UNSURE = "unsure"
    NOT_FOUND = "not found"


@dataclass(frozen=True)
class Comparison:
    """What one registry says of one reference."""

    verdict: Verdict
    confirmed: tuple[Confirmable, ...]
    differences: tuple[Difference, ...]
    reason: str = ""
    """Why it is no match, in a sentence; empty for a match."""


def compare(reference: Reference, work: Work) -> Comparison:
    """A match where title, first author and year agree so far as both sides have them.

    What agrees or differs beyond these is listed, and decides nothing: journals are abbreviated, and pages
    are missing, in the best registries.
    """
    fields = [
        _compare_titles(reference, work),
        _compare_authors(reference, work),
        _compare_years(reference, work),
        _compare_texts("container", [reference.text("container-title")], list(work.containers)),
        _compare_texts("volume", [reference.text("volume")], [work.volume]),
        _compare_texts("issue", [reference.text("issue")], [work.issue]),
        _compare_pages(reference, work),
    ]
    confirmed: list[Confirmable] = [name for field in fields for name in field.confirmed]
    confirmed += ["doi"] if work.doi and work.doi == reference.doi else []
    confirmed += ["isbn"] if work.isbn else []
    differences = tuple(found for field in fields for found in field.differences)
    verdict, reason = _judge(reference, work, confirmed, {found.field for found in differences})
    return Comparison(verdict, tuple(confirmed), differences, reason)


@dataclass(frozen=True)
class _Field:
    confirmed: tuple[Confirmable, ...] = ()
    differences: tuple[Difference, ...] = ()


def _judge(
    reference: Reference, work: Work, confirmed: list[Confirmable], different: set[str]
) -> tuple[Verdict, str]:
    first_author = {"authors", "first-author"} & set(confirmed)
    if work.is_notice_of:
        notice = work.is_notice_of[0]
        return Verdict.UNSURE, f"This is the {notice.kind} notice; the work itself is {notice.doi}."
    if "title" not in confirmed:
        return _judge_title(reference, work, is_by_same=bool(first_author))
    if wrong := sorted(different & {"first-author", "year"}):
        return Verdict.UNSURE, f"The title agrees, but not the {' and the '.join(wrong)}."
    if not first_author and "year" not in confirmed:
        return Verdict.UNSURE, "The title agrees, but neither an author nor the year could be compared."
    return Verdict.MATCH, ""


def _judge_title(reference: Reference, work: Work, *, is_by_same: bool) -> tuple[Verdict, str]:
    if not work.titles or not reference.title:
        return Verdict.UNSURE, "There is no title to compare."
    likeness = max(fuzz.ratio(_fold(reference.title), _fold(title)) for title in work.titles)
    if likeness < ANOTHER_WORK_BELOW and not is_by_same:
        return Verdict.NOT_FOUND, f"Its number belongs to another work, “{_plain(work.titles[0])}”."
    return Verdict.UNSURE, "The title differs."


# Field by field


def _fold(text: str) -> str:
    """Words as they sound: without markup, accents, case and punctuation; `&` is `and`."""
    plain = re.sub(r"</?[a-zA-Z][^<>]*>", "", html.unescape(text)).replace("&", " and ")
    bare = "".join(c for c in unicodedata.normalize("NFKD", plain) if unicodedata.category(c) != "Mn")
    return fold_text(bare)


def _closed(text: str) -> str:
    """`_fold` without spaces: `meta-analysis`, `metaanalysis` and `meta analysis` are one."""
    return _fold(text).replace(" ", "")


def _compare_titles(reference: Reference, work: Work) -> _Field:
    ours = reference.title
    if not ours or not work.titles:
        return _Field()
    if any(_is_same_title(ours, theirs) for theirs in work.titles):
        return _Field(("title",))
    nearest = max(work.titles, key=lambda title: fuzz.ratio(_fold(ours), _fold(title)))
    return _Field(differences=(Difference(field="title", here=ours, there=_plain(nearest)),))


def _is_same_title(ours: str, theirs: str) -> bool:
    """Whether titles agree, or one is the other without its subtitle, as many registries have it."""
    if _closed(ours) == _closed(theirs):
        return True
    for whole, short in ((ours, theirs), (theirs, ours)):
        main = re.split(r"[:?!.–—]\s", _plain(whole), maxsplit=1)[0]
        if main != whole and len(_fold(short).split()) >= 3 and _closed(main) == _closed(short):
            return True
    return False


def _plain(text: str) -> str:
    return " ".join(re.sub(r"</?[a-zA-Z][^<>]*>", "", html.unescape(text)).split())


def _compare_authors(reference: Reference, work: Work) -> _Field:
    names = reference.names("author") or reference.names("editor")
    ours = [family_name(name) for name in names if name.get("literal") != "others"]
    if not ours or not work.authors:
        return _Field()
    here, there = "; ".join(ours), "; ".join(work.authors)
    if not _is_same_name(ours[0], work.authors[0]):
        return _Field(differences=(Difference(field="first-author", here=here, there=there),))
    if len(ours) < len(names):  # "and others": the rest is not said
        return _Field(("first-author",))
    if len(ours) == len(work.authors) and all(map(_is_same_name, ours, work.authors)):
        return _Field(("authors",))
    return _Field(("first-author",), (Difference(field="authors", here=here, there=there),))


def _is_same_name(one: str, other: str) -> bool:
    """Whether names agree, a particle or given names before the family name aside."""
    first, second = _fold(one), _fold(other)
    if _closed(one) == _closed(other):
        return True
    return f" {first}".endswith(f" {second}") or f" {second}".endswith(f" {first}")


def _compare_years(reference: Reference, work: Work) -> _Field:
    if reference.year is None or not work.years:
        return _Field()
    if reference.year in work.years:
        return _Field(("year",))
    there = " or ".join(str(year) for year in sorted(work.years))
    return _Field(differences=(Difference(field="year", here=str(reference.year), there=there),))


def _compare_texts(name: Confirmable, ours: list[str], theirs: list[str]) -> _Field:
    here, there = [text for text in ours if text], [text for text in theirs if text]
    if not here or not there:
        return _Field()
    folded = {_closed(re.sub(r"^the\s", "", _plain(text), flags=re.IGNORECASE)) for text in there}
    if _closed(re.sub(r"^the\s", "", here[0], flags=re.IGNORECASE)) in folded:
        return _Field((name,))
    return _Field(differences=(Difference(field=name, here=here[0], there=_plain(there[0])),))


def _compare_pages(reference: Reference, work: Work) -> _Field:
    ours = reference.text("page") or reference.text("number")
    if not ours or not work.pages:
        return _Field()
    here, there = _page_range(ours), _page_range(work.pages)
    if here == there or (len(there) == 1 and here[:1] == there):
        return _Field(("pages",))
    return _Field(differences=(Difference(field="pages", here=ours, there=work.pages),))


def _page_range(text: str) -> list[str]:
    """The first and the last page, the last written out: `1432-63` ends on 1463."""
    pages = [part.strip().lower() for part in re.split(r"[-‐‑–—]+", text) if part.strip()]
    if len(pages) == 2 and pages[0].isdecimal() and pages[1].isdecimal() and len(pages[1]) < len(pages[0]):
        pages[1] = pages[0][: len(pages[0]) - len(pages[1])] + pages[1]
    return pages
