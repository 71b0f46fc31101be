"""What records take from others: `xdata` and `crossref`.

Source: the biblatex manual, sections 2.4.1 and 3.13.6 and appendix B (the default rules of inheritance).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice

from knowledgebase.bibliography.datamodel import FIELD_ALIASES, LINK_FIELDS, standard_type
from knowledgebase.bibliography.reference import Bibliography, Reference
from knowledgebase.findings import Finding, error

_NEVER = frozenset(
    (
        "ids crossref xref xdata entryset entrysubtype execute label options presort related relatedoptions"
        " relatedstring relatedtype shorthand shorthandintro sortkey key"
    ).split()
)
"""Fields that say something of one record only."""
_TITLES = ("title", "subtitle", "titleaddon")
_OWN_TITLES = frozenset("shorttitle sorttitle indextitle indexsorttitle".split())
_PARTS_OF_BOOKS = frozenset("inbook bookinbook suppbook".split())
_PARTS_OF_COLLECTIONS = frozenset("incollection inreference suppcollection".split())
_RENAMED: tuple[tuple[frozenset[str], frozenset[str], str], ...] = (
    (frozenset({"mvbook"}), _PARTS_OF_BOOKS | {"book"}, "main"),
    (
        frozenset({"mvcollection", "mvreference"}),
        _PARTS_OF_COLLECTIONS | {"collection", "reference"},
        "main",
    ),
    (frozenset({"mvproceedings"}), frozenset({"proceedings", "inproceedings"}), "main"),
    (frozenset({"book"}), _PARTS_OF_BOOKS, "book"),
    (frozenset({"collection", "reference"}), _PARTS_OF_COLLECTIONS, "book"),
    (frozenset({"proceedings"}), frozenset({"inproceedings"}), "book"),
    (frozenset({"periodical"}), frozenset({"article", "suppperiodical"}), "journal"),
)
"""Types of the parent, types of the child, and what the parent's titles are to the child."""


def inherit_fields(bibliography: Bibliography) -> tuple[Bibliography, list[Finding]]:
    """The bibliography with inherited fields put in, and findings.

    Codes: KB214 a record named that is not there, KB215 records that inherit from each other in a circle. A
    link that was followed is taken out of the fields and kept in `parents`, so that each record is whole.
    """
    everything = {**bibliography.references, **bibliography.data}
    findings = list(_find_broken_links(bibliography, everything))
    resolved: dict[str, Reference] = {}
    for key in everything:
        findings += _resolve(key, everything, resolved)
    done = replace(
        bibliography,
        references={key: resolved[key] for key in bibliography.references},
        data={key: resolved[key] for key in bibliography.data},
    )
    return done, findings


_MOST_LINKS = 1_000
"""Records that a field of links may name; real ones name a handful."""
_MOST_BROKEN = 20
"""Broken links that are told of a field. Where there are more, all of it is something else."""


def named_records(reference: Reference, field: str) -> list[str]:
    """The keys that a field of links names, each once."""
    names = (name.strip() for name in reference.raw_fields.get(field, "").split(","))
    return list(islice(dict.fromkeys(name for name in names if name), _MOST_LINKS))


def _find_broken_links(bibliography: Bibliography, known: Mapping[str, Reference]) -> Iterator[Finding]:
    for reference in known.values():
        for field in LINK_FIELDS:
            broken = (
                name
                for name in named_records(reference, field)
                if not _is_right_target(field, known.get(name))
                and (name in known or not bibliography.may_hold(name))
            )
            for name in islice(broken, _MOST_BROKEN):
                what = "is no @xdata record" if name in known else "is not in the bibliography"
                message = f"`{name}`, which `{field}` of `{reference.key}` names, {what}."
                near = bibliography.nearest(name, 1)
                hint = f"Did you mean `{near[0]}`?" if near else "Add that record, or take the field out."
                place = reference.place_in(field, reference.raw_fields[field].find(name))
                yield error(reference.path, place.line, place.column, "KB214", message, hint)


def _is_right_target(field: str, target: Reference | None) -> bool:
    return target is not None and (field != "xdata" or target.type == "xdata")


def _parents(reference: Reference, known: Mapping[str, Reference]) -> list[tuple[str, str]]:
    """The field and key of each record that this one takes fields from, the nearest first."""
    return [
        (field, name)
        for field in ("xdata", "crossref")
        for name in named_records(reference, field)
        if _is_right_target(field, known.get(name))
    ]


def _resolve(start: str, known: Mapping[str, Reference], resolved: dict[str, Reference]) -> list[Finding]:
    """Resolves a record and all above it; on a list, since a hostile file chains them by thousands."""
    findings: list[Finding] = []
    path: dict[str, None] = {}
    stack = [start]
    closed: set[tuple[str, str]] = set()
    while stack:
        key = stack[-1]
        if key in resolved:
            stack.pop()
            continue
        path[key] = None
        waiting = []
        for field, name in _parents(known[key], known):
            if name in path and name not in resolved and (key, name) not in closed:
                closed.add((key, name))
                findings.append(_report_circle(known[key], field, name))
            elif name not in resolved and (key, name) not in closed:
                waiting.append(name)
        if waiting:
            stack.append(waiting[0])
            continue
        resolved[key] = _inherit(known[key], _parents(known[key], known), resolved)
        path.pop(key, None)
        stack.pop()
    return findings


def _report_circle(reference: Reference, field: str, name: str) -> Finding:
    place = reference.place_in(field, reference.raw_fields[field].find(name))
    message = f"`{reference.key}` and `{name}` inherit from each other in a circle."
    if name == reference.key:
        message = f"`{name}` inherits from itself."
    hint = f"Take one `{field}` out: the whole names nothing, its parts name the whole."
    return error(reference.path, place.line, place.column, "KB215", message, hint)


def _inherit(
    child: Reference, parents: list[tuple[str, str]], resolved: Mapping[str, Reference]
) -> Reference:
    if not parents:
        return child
    fields = dict(child.raw_fields)
    followed: list[str] = []
    for field, key in parents:
        if key in resolved:
            rules = _as_it_stands if field == "xdata" else _as_of_a_whole
            _put_in(fields, dict(rules(resolved[key], child)))
            followed.append(key)
    if len(followed) == len(parents):
        fields = {name: value for name, value in fields.items() if name not in {"xdata", "crossref"}}
    return replace(child, raw_fields=fields, parents=tuple(followed))


def _put_in(fields: dict[str, str], inherited: Mapping[str, str]) -> None:
    """Adds what is not there under either of its names; a date counts as one with its parts."""
    taken = {FIELD_ALIASES.get(name, name) for name in fields}
    if taken & {"date", "year"}:
        taken |= {"date", "year", "month", "day"}
    for name, value in inherited.items():
        if FIELD_ALIASES.get(name, name) not in taken:
            fields[name] = value


def _as_it_stands(parent: Reference, _child: Reference) -> Iterator[tuple[str, str]]:
    yield from ((name, value) for name, value in parent.raw_fields.items() if name not in _NEVER)


def _as_of_a_whole(parent: Reference, child: Reference) -> Iterator[tuple[str, str]]:
    above, below = standard_type(parent.type), standard_type(child.type)
    prefix = next((word for from_, to, word in _RENAMED if above in from_ and below in to), "")
    for name in _TITLES if prefix else ():
        if name in parent.raw_fields:
            yield f"{prefix}{name}", parent.raw_fields[name]
    if above in {"mvbook", "book"} and below in _PARTS_OF_BOOKS and "author" in parent.raw_fields:
        yield "bookauthor", parent.raw_fields["author"]
    skipped = _NEVER | ({*_TITLES, *_OWN_TITLES} if prefix else set())
    yield from ((name, value) for name, value in parent.raw_fields.items() if name not in skipped)
