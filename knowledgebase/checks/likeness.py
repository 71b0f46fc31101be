"""Rules on records that say the same: two of them split links, searches and evidence."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from rapidfuzz import fuzz

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Kind, Record, ResearchSummary, Status

_ALIKE = 88
"""Per cent of the letters of title and summary that agree, words sorted. Real records stay below 70."""
_WORDS = 5
"""So many of a record's rarest words are looked up. Two records that share none of them are not alike."""
_COMMON = 40
"""A word that more records share than this tells nothing."""


@rule("KB130", "near-duplicate", Severity.WARNING)
def check_likeness(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Two records of a kind differ in their title and summary.

    Of two records of one thing each is found by half of its readers. Numbers count: seminars of two years are
    two. Where a person looked and found two activities, `not_duplicate_of` says so.

    Bad:
        title: Seminar on migration and development   # in two records, with one summary

    Good:
        duplicate_of: {id: seminar-migration-development, reason: The same day and hosts.}
    """
    for kind in Kind:
        reported: set[str] = set()
        for first, second in find_alike_records(knowledge, kind):
            if second.id in reported or _was_told_apart(knowledge, first, second):
                continue
            reported.add(second.id)
            message = f"The title and the summary are almost those of `{first.id}` ({first.path})."
            hint = "Join the two records, or say in both what sets them apart."
            if kind is Kind.ACTIVITY:
                hint = "Add `duplicate_of:` or, after a look at both, `not_duplicate_of:` with id and reason."
            yield at_value(second, ("title",), message, hint)


def find_alike_records(knowledge: KnowledgeBase, kind: Kind) -> Iterator[tuple[Record, Record]]:
    """Pairs of records of a kind whose title and summary are almost the same, told apart or not."""
    texts = [_make_text(record) for record in knowledge.records.values() if _is_compared(record, kind)]
    yield from _find_alike(texts)


@dataclass(frozen=True)
class _Text:
    """The title and summary of a record for comparison."""

    record: Record
    words: frozenset[str]
    numbers: tuple[str, ...]
    key: str
    """All words, sorted."""


def _make_text(record: Record) -> _Text:
    words = re.findall(r"\w+", f"{record.title} {record.data.summary}".casefold())
    numbers = tuple(sorted(word for word in words if any(map(str.isdigit, word))))
    return _Text(record, frozenset(words), numbers, " ".join(sorted(words)))


def _is_compared(record: Record, kind: Kind) -> bool:
    return record.kind is kind and record.data.status is not Status.SUPERSEDED


def _find_alike(texts: Sequence[_Text]) -> Iterator[tuple[Record, Record]]:
    """Pairs of records that are almost the same, in the order of the records.

    Comparing all with all takes minutes for ten thousand records. So only those are compared that share one
    of their rarest words and hold the same numbers; what is wholly equal is found by its key.
    """
    first_of: dict[str, _Text] = {}
    for text in texts:
        first = first_of.setdefault(text.key, text)
        if first is not text:
            yield first.record, text.record
    candidates = list(first_of.values())
    for first_index, second_index in sorted(_shortlist(candidates)):
        first, second = candidates[first_index], candidates[second_index]
        if fuzz.ratio(first.key, second.key, score_cutoff=_ALIKE):
            yield first.record, second.record


def _shortlist(texts: Sequence[_Text]) -> set[tuple[int, int]]:
    """The pairs of indexes that are worth comparing."""
    holders: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        for word in text.words:
            holders[word, text.numbers].append(index)
    looked_up: defaultdict[tuple[str, tuple[str, ...]], list[int]] = defaultdict(list)
    for index, text in enumerate(texts):
        counts = [(len(holders[word, text.numbers]), word) for word in text.words]
        for _, word in sorted(pair for pair in counts if 1 < pair[0] <= _COMMON)[:_WORDS]:
            looked_up[word, text.numbers].append(index)
    return {pair for block in looked_up.values() for pair in combinations(block, 2)}


def _was_told_apart(knowledge: KnowledgeBase, first: Record, second: Record) -> bool:
    """Whether one of two activities says of the other that it is a duplicate, or that it is none."""
    return _settles(knowledge, first, second) or _settles(knowledge, second, first)


def _settles(knowledge: KnowledgeBase, record: Record, other: Record) -> bool:
    if not isinstance(record.data, Activity):
        return False
    others = [*record.data.not_duplicate_of, record.data.duplicate_of]
    return any(item and knowledge.resolve(item.id) is other for item in others)


@rule("KB139", "source-summarised-twice", Severity.WARNING)
def check_sources_once(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A source has one research summary.

    A study with two summaries would count twice as evidence.

    Bad:
        source: rowland2014   # in two summaries

    Good:
        source: rowland2014   # in one summary, with an outcome for each result
    """
    summary_of: dict[str, Record] = {}
    for record in knowledge.records.values():
        if not isinstance(record.data, ResearchSummary) or record.data.status is Status.SUPERSEDED:
            continue
        first = summary_of.setdefault(record.data.source, record)
        if first is not record:
            message = f"`{record.data.source}` is summarised in {first.path} too, so it would count twice."
            yield at_value(record, ("source",), message, "Join the two summaries, or supersede one.")
