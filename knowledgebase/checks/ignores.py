"""Findings that a record asks to let stand for now, each with a reason and a last day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from knowledgebase.checks.rule import RULES, found_by_reading
from knowledgebase.findings import Finding, Severity, warning
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Ignore, Record

_SAFETY = "KB5"
"""The family of rules that keep readers safe. A record cannot set itself above them."""


@found_by_reading("KB135", "ignore-unused", Severity.WARNING)
def ignore_unused() -> None:
    """What a record asks to ignore is there to be ignored.

    A debt that was paid is struck off; otherwise it would hide the next mistake of its kind. Rules of the
    family of safety (5xx) cannot be ignored.

    Bad:
        ignore: [{code: KB134, reason: it reads well, until: 2027-06-30}]   # and the summary is one sentence

    Good:
        ignore: []
    """


@found_by_reading("KB136", "ignore-past", Severity.WARNING)
def ignore_past() -> None:
    """What a record asks to ignore has a last day that is not over.

    After it the finding counts again, so that debts do not pile up.

    Bad:
        ignore: [{code: KB122, reason: the article is on order, until: 2020-06-30}]

    Good:
        ignore: [{code: KB122, reason: the article is on order, until: 2027-06-30}]
    """


def apply_ignores(knowledge: KnowledgeBase, findings: Iterable[Finding]) -> set[Finding]:
    """`findings` without those that the record at their path ignores until today or later.

    Added are a warning for each entry of `ignore` that ignores nothing (KB135) or is past its day (KB136).
    """
    kept = set(findings)
    records = [record for record in knowledge.records.values() if record.data.ignore]
    if not records:
        return kept
    by_place: defaultdict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in kept:
        by_place[finding.path, finding.code].append(finding)
    for record in records:
        for index, entry in enumerate(record.data.ignore):
            ignored = by_place.pop((record.path, entry.code), [])
            if problem := _explain(knowledge, entry, ignored):
                kept.add(_at(record, index, *problem))
            else:
                kept.difference_update(ignored)
    return kept


def _explain(knowledge: KnowledgeBase, entry: Ignore, ignored: list[Finding]) -> tuple[str, str, str] | None:
    """The code, message and hint of what is wrong with an entry of `ignore`, or None."""
    remove = "Take the entry out of `ignore`."
    if entry.code not in RULES:
        return "KB135", f"There is no rule `{entry.code}` to ignore.", "The code stands in the finding."
    if entry.code.startswith(_SAFETY):
        return "KB135", f"`{entry.code}` keeps readers safe, and cannot be ignored.", "Mend what it finds."
    if entry.until < knowledge.today:
        hint = "Mend what it finds, then take the entry out." if ignored else remove
        return "KB136", f"`{entry.code}` was to be ignored until {entry.until}, which is past.", hint
    if not ignored:
        return "KB135", f"Nothing in this record is found by `{entry.code}`, so nothing is ignored.", remove
    return None


def _at(record: Record, index: int, code: str, message: str, hint: str) -> Finding:
    place = record.document.fields.place_of_value(("ignore", index, "code"))
    return warning(record.path, place.line, place.column, code, message, hint)
