"""Rules on what a record of the bibliography must have, and on how records hang together."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.datamodel import (
    EXPECTED,
    FIELDS,
    REQUIRED,
    TYPES,
    Alternatives,
    spellings,
    standard_type,
)
from knowledgebase.checks.rule import Mistake, at_reference, found_by_reading, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.validation import suggest

_UNDATED = frozenset({"online", "report", "misc", "manual"})
"""Types of works that stand on the web without any date, often enough."""


@rule("KB210", "missing-reference-field")
def check_required_fields(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record has the fields that name a work of its type: author, title, date, where it appeared.

    Without one of them nobody can find the work, and its reference has a gap. What is there may be inherited
    by `crossref` or `xdata`. A page on the web may have no date, as most have none.

    Bad:
        @article{rowland2014, author = {Rowland, C. A.}, title = {The effect of testing}}

    Good:
        @article{rowland2014, author = {Rowland, C. A.}, title = {The effect of testing},
                 journal = {Psychological Bulletin}, year = {2014}}
    """
    for reference in _whole(knowledge):
        missing = _missing(reference, REQUIRED.get(standard_type(reference.type), ()))
        if "url" in reference.raw_fields and standard_type(reference.type) in _UNDATED:
            missing = [alternatives for alternatives in missing if "date" not in alternatives]
        if missing:
            message = f"`{reference.key}` lacks {_list_fields(missing)}, which @{reference.type} needs."
            yield at_reference(reference, message, "Look it up in the work itself, and add it.")


@rule("KB211", "incomplete-reference", Severity.WARNING)
def check_expected_fields(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record has what BibLaTeX's data model asks of its type besides, such as the institution of a report.

    A reference can be made without, but a reader then cannot tell whose report or thesis it is.

    Bad:
        @thesis{pease2012, author = {Pease, R. S.}, title = {…}, year = {2012}}

    Good:
        @thesis{pease2012, author = {Pease, R. S.}, title = {…}, year = {2012}, type = {phdthesis},
                institution = {University of Maryland}}
    """
    for reference in _whole(knowledge):
        expected = EXPECTED.get(standard_type(reference.type), ())
        if reference.type != standard_type(reference.type):  # @phdthesis says its type by its name
            expected = tuple(alternatives for alternatives in expected if "type" not in alternatives)
        if missing := _missing(reference, expected):
            message = f"`{reference.key}` has no {_list_fields(missing)}, as @{reference.type} should."
            yield at_reference(reference, message, "Look it up in the work itself, and add it.")


def _whole(knowledge: KnowledgeBase) -> Iterator[Reference]:
    """The sources of which all fields could be read: what others lack may stand there."""
    bibliography = knowledge.bibliography
    yield from (one for one in bibliography.values() if one.key not in bibliography.unreadable)


def _missing(reference: Reference, wanted: tuple[Alternatives, ...]) -> list[Alternatives]:
    return [
        alternatives
        for alternatives in wanted
        if not any(name in reference.raw_fields for field in alternatives for name in spellings(field))
    ]


def _list_fields(missing: list[Alternatives]) -> str:
    """The fields as BibTeX users know them: `journal`, not `journaltitle`."""
    names = {"journaltitle": "journal"}
    return ", ".join(
        " or ".join(f"`{names.get(name, name)}`" for name in alternatives if name != "pubstate")
        for alternatives in missing
    )


@rule("KB212", "unknown-type")
def check_types(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The type of a record is one of BibLaTeX's, or of BibTeX's.

    A work of an unknown type is formatted as if nothing were known of it.

    Bad:
        @artcile{rowland2014, …}

    Good:
        @article{rowland2014, …}
    """
    for reference in knowledge.bibliography.records:
        if reference.type not in TYPES:
            message = f"`@{reference.type}` of `{reference.key}` is no type that BibLaTeX knows."
            yield at_reference(reference, message, suggest(reference.type, sorted(TYPES)) or "Use @misc.")


@rule("KB213", "unknown-reference-field", Severity.WARNING)
def check_fields(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A field is one that BibLaTeX or BibTeX has.

    Nothing reads another, so what it says is lost in silence.

    Bad:
        jornal = {Psychological Bulletin}

    Good:
        journal = {Psychological Bulletin}
    """
    for reference in knowledge.bibliography.records:
        for name in reference.own_fields:
            if name not in FIELDS:
                place = reference.place_of_field(name)
                message = f"`{name}` of `{reference.key}` is no field that BibLaTeX knows: nothing reads it."
                hint = suggest(name, sorted(FIELDS)) or "Take it out, or put what it says into `note`."
                yield Mistake(reference.path, place.line, place.column, message, hint)


@found_by_reading("KB214", "broken-reference-link")
def broken_reference_link() -> None:
    """`crossref`, `xdata`, `xref`, `related` and `entryset` name records that are there.

    What a record should inherit from another is missing if that one is not there.

    Bad:
        crossref = {proceedings2014}, and no record of this key

    Good:
        crossref = {proceedings2014}, and @proceedings{proceedings2014, …}
    """


@found_by_reading("KB215", "circular-inheritance")
def circular_inheritance() -> None:
    """No record inherits, through `crossref` or `xdata`, from itself.

    Neither of two records can be read before the other.

    Bad:
        @inbook{a, crossref = {b}} and @book{b, crossref = {a}}

    Good:
        @inbook{a, crossref = {b}} and @book{b, …}
    """


@rule("KB216", "unused-source", Severity.WARNING)
def check_use(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record is cited in some page, named in a field, or inherited from by one that is.

    A source that supports nothing is one more to confirm and keep right.

    Bad:
        @article{rowland2014, …}, and no page that cites it

    Good:
        @article{rowland2014, …}, and [@rowland2014] in a summary
    """
    if not knowledge.records and not knowledge.guides:
        return
    used = _used_keys(knowledge)
    for reference in knowledge.bibliography.records:
        if reference.key not in used and not _may_be_used(knowledge, reference.key):
            message = f"Nothing cites `{reference.key}`."
            yield at_reference(reference, message, "Cite it where it supports a claim, or take it out.")


def _used_keys(knowledge: KnowledgeBase) -> set[str]:
    """The keys that are cited, and those of the records that these name."""
    named = {one.key: {*one.parents, *_linked(one)} for one in knowledge.bibliography.records}
    used: set[str] = set()
    waiting = [key for keys in knowledge.cited_keys.values() for key in keys]
    while waiting:
        key = waiting.pop()
        if key not in used:
            used.add(key)
            waiting += named.get(key, ())
    return used


def _linked(reference: Reference) -> Iterator[str]:
    for field in ("crossref", "xref", "related", "entryset"):
        yield from (name.strip() for name in reference.raw_fields.get(field, "").split(","))


def _may_be_used(knowledge: KnowledgeBase, key: str) -> bool:
    """Whether a record that could not be read may cite the source: its mistake is a finding already."""
    return any(text is None or fold_name(key) in text for text in knowledge.unread.values())
