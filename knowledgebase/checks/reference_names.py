"""Rules on the names of people and institutions in a record of the bibliography."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledgebase.bibliography.datamodel import NAME_FIELDS
from knowledgebase.bibliography.latex import mask_braces
from knowledgebase.checks.rule import Mistake, at_field, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase

_AND = re.compile(r"(?:^|(?<=\s))and(?=\s|$)", re.IGNORECASE)
_SUFFIX = re.compile(r"(?:jr|sr|[ivx]+|\d(?:st|nd|rd|th)|ph\.?\s?d|m\.?\s?d|esq)\.?", re.IGNORECASE)
_VANCOUVER = re.compile(r"\s*[^\W\d_][\w'’-]+ [A-Z]{1,3}\s*")
"""A name as medical journals write it: `Rowland CA`."""


@rule("KB240", "name-list")
def check_names(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Names are joined with `and`, each as `Family, Given`; an institution stands in braces.

    BibTeX takes what stands between two `and` for one person: with commas for `and`, several people become
    one, and `et al.` becomes somebody's name.

    Bad:
        author = {Roediger, H. L., Karpicke, J. D., et al.}

    Good:
        author = {Roediger, H. L. and Karpicke, J. D.}
    """
    for reference in knowledge.bibliography.records:
        for field in reference.own_fields:
            if field in NAME_FIELDS and (problem := _explain_names(reference.raw_fields[field])):
                offset, what, hint = problem
                message = f"`{field}` of `{reference.key}` {what}."
                yield at_field(reference, field, message, hint, offset)


def _explain_names(text: str) -> tuple[int, str, str] | None:
    """The offset of what is wrong in a list of names, what it is, and how to mend it."""
    if found := re.search(r"\bet\.?\s+al\b", text):
        return found.start(), "says `et al.`", "Name everybody; styles shorten the list themselves."
    outside = mask_braces(text)
    if found := re.search(r";", outside):
        return found.start(), "joins names with a semicolon", "Join names with ` and `."
    if found := re.search(r"\s\\?&\s", outside):
        hint = "Join names with ` and `, or put the name of an institution in braces."
        return found.start() + 1, "joins names with `&`", hint
    start = 0
    for end in [*(found.span() for found in _AND.finditer(outside)), (len(outside), len(outside))]:
        if problem := _explain_name(outside[start : end[0]]):
            name = outside[start : end[0]]
            return start + len(name) - len(name.lstrip()), *problem
        start = end[1]
    return None


def _explain_name(name: str) -> tuple[str, str] | None:
    parts = [part.strip() for part in name.split(",")]
    if not name.strip(" ,"):
        return "has an `and` without a name on both sides", "Take the `and` out, or add the name."
    hint = "Join names with ` and `: `Roediger, H. L. and Karpicke, J. D.`"
    is_list = len(parts) > 3 or (
        len(parts) == 3 and not _SUFFIX.fullmatch(parts[1]) and not _SUFFIX.fullmatch(parts[2])
    )
    if is_list or (len(parts) == 2 and all(_VANCOUVER.fullmatch(part) for part in parts)):
        return "joins names with commas", hint
    return None


@rule("KB241", "and-others", Severity.WARNING)
def check_others(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record names everybody, rather than `and others`.

    Styles decide how many names they show, and searches find only the names that are there.

    Bad:
        author = {Dunlosky, J. and others}

    Good:
        author = {Dunlosky, J. and Rawson, K. A. and Marsh, E. J. and Nathan, M. J. and Willingham, D. T.}
    """
    for reference in knowledge.bibliography.records:
        for field in reference.own_fields:
            found = re.search(r"\band\s+(others)\s*$", reference.raw_fields[field])
            if field in NAME_FIELDS and found:
                message = f"`{field}` of `{reference.key}` names only some."
                yield at_field(reference, field, message, "Name everybody.", found.start())
