"""How a bibliography is laid out: records in the order of their keys, fields in theirs, one a line.

Values stay as they were written, macros, quotes and line breaks included. What is no record keeps its place:
records are sorted between comments, `@string`, `@preamble` and text, not across them; a comment on the lines
directly above a record, or behind it, moves with it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledgebase.bibliography.exports import FIELD_ORDER
from knowledgebase.bibliography.reference import Bibliography, Reference

_RANKS = {name: rank for rank, name in enumerate(FIELD_ORDER)}
_LEAD = re.compile(r"(?:(?<=\n)[ \t]*%[^\n]*\n)+[ \t]*\Z")
"""Lines of comments directly above a record, and its indentation."""
_TAIL = re.compile(r"[ \t]*%[^\n]*")


@dataclass(frozen=True)
class Item:
    """A record with the comments that belong to it, and where it stands in the text."""

    reference: Reference
    lead: str
    """Lines of comments directly above, each with its line end."""
    tail: str
    """A comment behind its closing brace."""
    start: int
    end: int


def sort_key(key: str) -> tuple[str, str]:
    """What keys are sorted by: their letters without case, then as they are."""
    return key.casefold(), key


def lay_out_record(reference: Reference) -> str:
    """A record as it should be laid out, without a line end behind it.

    That is the record as it stands where it holds anything but fields, or a field twice: nothing is lost.
    """
    if not _is_plain(reference):
        return reference.raw
    names = sorted(reference.spans, key=lambda name: (_RANKS.get(name, len(_RANKS)), name))
    width = max((len(name) for name in names), default=0)
    lines = [f"  {name:<{width}} = {reference.written(name)}," for name in names]
    return "\n".join([f"@{reference.type}{{{reference.key},", *lines, "}"])


def _is_plain(reference: Reference) -> bool:
    """Whether a record is nothing but its type, its key and the fields that were read from it."""
    raw = reference.raw
    pieces: list[str] = []
    end = 0
    for field, span in sorted(reference.spans.items(), key=lambda item: item[1]):
        pieces += [raw[end : span.name], raw[span.name + len(field) : span.value]]
        end = span.end
    head = rf"@\s*(?P<type>\w+)\s*(?P<open>[{{(])\s*{re.escape(reference.key)}(?P<rest>[\s,=)}}]*)"
    found = re.fullmatch(head, "".join([*pieces, raw[end:]]))
    if found is None or found["type"].casefold() != reference.type:
        return False
    closing = "}" if found["open"] == "{" else ")"
    rest = "".join(found["rest"].split())
    fields = ",=" * len(reference.spans)
    return rest in {f"{fields}{closing}", f"{fields},{closing}"}


def lay_out(bibliography: Bibliography) -> str:
    """The text of a bibliography, sorted and laid out; its line ends are `\\n`."""
    text = bibliography.text
    pieces: list[str] = []
    end = 0
    for run in find_runs(bibliography):
        between = text[end : run[0].start]
        pieces.append("" if not end and not between.strip() else between)
        ordered = sorted(run, key=lambda item: sort_key(item.reference.key))
        pieces.append(
            "\n\n".join(f"{item.lead}{lay_out_record(item.reference)}{item.tail}" for item in ordered)
        )
        end = run[-1].end
    rest = text[end:]
    pieces.append("\n" if end and not rest.strip() else rest)
    return "".join(pieces)


def find_runs(bibliography: Bibliography) -> list[list[Item]]:
    """The records in the order of the file, parted where anything but space stands between them.

    Records that share a line with something else are left out: they stay as they are.
    """
    text = bibliography.text
    runs: list[list[Item]] = []
    for item in _find_items(bibliography):
        if runs and not text[runs[-1][-1].end : item.start].strip():
            runs[-1].append(item)
        else:
            runs.append([item])
    ends = [0, *(run[-1].end for run in runs)]
    starts = [*(run[0].start for run in runs), len(text)]
    before = [text[end:start].rpartition("\n")[2] for end, start in zip(ends, starts, strict=True)]
    behind = [text[end:start].partition("\n")[0] for end, start in zip(ends, starts, strict=True)]
    return [run for index, run in enumerate(runs) if not f"{before[index]}{behind[index + 1]}".strip()]


def _find_items(bibliography: Bibliography) -> Iterator[Item]:
    text = bibliography.text
    line_starts = [0, *(found.end() for found in re.finditer("\n", text))]
    end = 0
    for reference in bibliography.records:
        start = line_starts[reference.line - 1] + reference.column - 1
        before = text[end:start]
        lead = _LEAD.search(before)
        if lead and not end and _is_head(before[: lead.start()]):
            lead = None
        first = start - len(before) + lead.start() if lead else start
        end = start + len(reference.raw)
        tail = _TAIL.match(text, end)
        end = tail.end() if tail else end
        yield Item(
            reference,
            "".join(f"{line.strip()}\n" for line in lead[0].splitlines() if line.strip()) if lead else "",
            tail[0] if tail else "",
            first,
            end,
        )


def _is_head(text: str) -> bool:
    """Whether `text`, the beginning of a file, goes on in the comment below it: the comment is the file's."""
    return not text.strip() or text.split("\n")[-2].lstrip().startswith("%")


def find_misplaced(run: Sequence[Item]) -> Iterator[tuple[Reference, Reference]]:
    """The fewest records of a run that would have to move, each with the one it should stand before.

    By the longest run of records that are in order already; the last in order has itself behind it.
    """
    references = [item.reference for item in run]
    keep = _longest_in_order([sort_key(reference.key) for reference in references])
    ordered = sorted(references, key=lambda reference: sort_key(reference.key))
    follower = dict(zip([one.key for one in ordered], [*ordered[1:], ordered[-1]], strict=True))
    for index, reference in enumerate(references):
        if index not in keep:
            yield reference, follower[reference.key]


def _longest_in_order(keys: Sequence[tuple[str, str]]) -> set[int]:
    """The indexes of a longest increasing subsequence (patience sorting)."""
    tails: list[int] = []
    tail_keys: list[tuple[str, str]] = []
    before: list[int] = []
    for index, key in enumerate(keys):
        at = bisect_left(tail_keys, key)
        before.append(tails[at - 1] if at else -1)
        tails[at : at + 1] = [index]
        tail_keys[at : at + 1] = [key]
    kept: set[int] = set()
    index = tails[-1] if tails else -1
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept
