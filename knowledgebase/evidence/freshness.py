"""What needs another look: records past their review, old or thin evidence, sources that changed.

Pure functions over the knowledge base and a day; the page and the feed of it show what these find.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledgebase.evidence import Evidence, rate_techniques
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.ledger import ReferenceStatus
from knowledgebase.records import Kind, Level, Record

OLD_EVIDENCE_YEARS = 10
"""A technique whose newest source is older than this many years is looked at again."""


class Concern(StrEnum):
    """Why something needs another look, in the order in which reasons are shown."""

    SOURCE_CHANGED = "source-changed"
    PAST_REVIEW = "past-review"
    OLD_EVIDENCE = "old-evidence"
    ONE_SUMMARY = "one-summary"

    @property
    def label(self) -> str:
        """The concern as a heading."""
        return _LABELS[self]


_LABELS = {
    Concern.SOURCE_CHANGED: "Sources that were corrected, questioned or retracted",
    Concern.PAST_REVIEW: "Records past their review",
    Concern.OLD_EVIDENCE: "Techniques whose evidence is old",
    Concern.ONE_SUMMARY: "Ratings that rest on one summary",
}


@dataclass(frozen=True)
class DueItem:
    """One record or source that needs another look."""

    concern: Concern
    subject: str
    """The id of the record, or the key of the source where the concern is about a source."""
    reason: str
    """What is the matter, in plain words, one sentence with a full stop."""
    since: datetime.date
    """The day from which it has been so, as far as the records tell."""
    records: tuple[str, ...] = ()
    """Ids of other records that it touches."""


def last_touched(record: Record) -> datetime.date | None:
    """The day on which a record was last reviewed, or made; None where it names neither."""
    days = [day for day in (record.data.reviewed, record.data.created) if day]
    return max(days, default=None)


def find_due(knowledge: KnowledgeBase, today: datetime.date) -> list[DueItem]:
    """Everything that needs another look on a day, by concern, the longest due first."""
    found = [
        *_find_changed_sources(knowledge),
        *_find_past_review(knowledge, today),
        *_find_old_evidence(knowledge, today),
        *_find_thin_ratings(knowledge, today),
    ]
    order = {concern: index for index, concern in enumerate(Concern)}
    return sorted(found, key=lambda item: (order[item.concern], item.since, item.subject))


def _find_changed_sources(knowledge: KnowledgeBase) -> Iterator[DueItem]:
    users = _records_by_source(knowledge)
    for key in knowledge.bibliography:
        status = knowledge.status_of(key)
        if status in {None, ReferenceStatus.CURRENT}:
            continue
        entry = knowledge.ledger[key]
        reason = f"{entry.status.label}: see whether what rests on it still holds."
        yield DueItem(Concern.SOURCE_CHANGED, key, reason, entry.checked, users.get(key, ()))


def _records_by_source(knowledge: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """The ids of the published records that cite each source, or summarise it."""
    users: dict[str, dict[str, None]] = {}
    for record in knowledge.published:
        for key in knowledge.sources_of(record):
            users.setdefault(key, {})[record.id] = None
    return {key: tuple(ids) for key, ids in users.items()}


def _find_past_review(knowledge: KnowledgeBase, today: datetime.date) -> Iterator[DueItem]:
    for record in knowledge.published:
        due = record.review_due
        if due and due < today:
            reason = f"Its review was due in {due:%B %Y}."
            yield DueItem(Concern.PAST_REVIEW, record.id, reason, due)


def _find_old_evidence(knowledge: KnowledgeBase, today: datetime.date) -> Iterator[DueItem]:
    for record in knowledge.of_kind(Kind.TECHNIQUE):
        counted = [item for items in _counted(knowledge, record.id, today).values() for item in items]
        newest = max((item.year for item in counted), default=0)
        if newest and today.year - newest > OLD_EVIDENCE_YEARS:
            summaries = tuple(sorted({item.summary_id for item in counted}))
            since = datetime.date(newest + OLD_EVIDENCE_YEARS + 1, 1, 1)
            reason = f"Its newest source is from {newest}."
            yield DueItem(Concern.OLD_EVIDENCE, record.id, reason, since, summaries)


def _find_thin_ratings(knowledge: KnowledgeBase, today: datetime.date) -> Iterator[DueItem]:
    for record in knowledge.of_kind(Kind.TECHNIQUE):
        counted = _counted(knowledge, record.id, today)
        thin = {level: items[0].summary_id for level, items in counted.items() if len(items) == 1}
        if thin:
            reason = f"One summary alone gives its rating for {join_words(thin)}."
            since = last_touched(record) or today
            yield DueItem(Concern.ONE_SUMMARY, record.id, reason, since, tuple(dict.fromkeys(thin.values())))


def _counted(
    knowledge: KnowledgeBase, technique_id: str, today: datetime.date
) -> dict[Level, list[Evidence]]:
    """The evidence that ratings count at each level; retracted sources are left out."""
    evidence = rate_techniques(knowledge, today.year)[technique_id].evidence
    return {level: [item for item in items if not item.is_retracted] for level, items in evidence.items()}


def join_words(words: Iterable[str]) -> str:
    """Words as a sentence lists them: `learning`, `learning and results`, `a, b and c`.

    >>> join_words(["learning", "behaviour", "results"])
    'learning, behaviour and results'
    """
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
