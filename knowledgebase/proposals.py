"""What a proposed change does to a knowledge base, in one short text for those who review it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledgebase.bibliography import Reference
from knowledgebase.checks import check_knowledge_base
from knowledgebase.evidence import Rating, RatingChange, compare_ratings
from knowledgebase.findings import Finding, count_findings, has_errors, make_fingerprint
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS, Record

MARK = "<!-- what-this-changes -->"
"""Stands first in the text, so that an earlier one is found and edited."""
_LONGEST_LIST = 20
"""Lines of a list; a summary that fills the screen is read by nobody."""


@dataclass(frozen=True)
class Proposal:
    """The difference between two states of a knowledge base."""

    added: tuple[Record, ...]
    changed: tuple[Record, ...]
    removed: tuple[Record, ...]
    ratings: tuple[RatingChange, ...]
    references: tuple[Reference, ...]
    """Sources that are new."""
    findings: tuple[Finding, ...]
    """What the checks find that they did not find before."""


def compare(before: KnowledgeBase, after: KnowledgeBase) -> Proposal:
    """What `after` has that `before` had not, and the other way round."""
    old, new = before.records, after.records
    known = {make_fingerprint(finding) for finding in check_knowledge_base(before)}
    return Proposal(
        added=tuple(new[name] for name in new if name not in old),
        changed=tuple(new[name] for name in new if name in old and _differs(old[name], new[name])),
        removed=tuple(old[name] for name in old if name not in new),
        ratings=tuple(compare_ratings(before, after, after.today.year)),
        references=tuple(
            after.bibliography[key] for key in after.bibliography if key not in before.bibliography
        ),
        findings=tuple(
            finding for finding in check_knowledge_base(after) if make_fingerprint(finding) not in known
        ),
    )


def _differs(one: Record, other: Record) -> bool:
    return (one.data, one.document.body) != (other.data, other.document.body)


def describe(proposal: Proposal) -> str:
    """The proposal in Markdown, short; all that records or sources say stands in it as plain text."""
    parts = [MARK, _summarise(proposal)]
    parts += _section("New records", [_name(record) for record in proposal.added])
    parts += _section("Changed records", [_name(record) for record in proposal.changed])
    parts += _section("Removed records", [_name(record) for record in proposal.removed])
    parts += _section("Ratings that change", [_describe_rating(change) for change in proposal.ratings])
    parts += _section("New sources", [_describe_reference(reference) for reference in proposal.references])
    parts += _section("What the checks find", [_describe_finding(finding) for finding in proposal.findings])
    return "\n\n".join(parts) + "\n"


def _summarise(proposal: Proposal) -> str:
    counts = [
        _count(len(proposal.added), "new record"),
        _count(len(proposal.changed), "changed record"),
        _count(len(proposal.removed), "removed record"),
        _count(len(proposal.ratings), "changed rating"),
        _count(len(proposal.references), "new source"),
    ]
    said = ", ".join(count for count in counts if count) or "No record, rating or source changes"
    if not proposal.findings:
        return f"**What this changes.** {said}. The checks find nothing new."
    stop = " Errors stop the site from being built." if has_errors(proposal.findings) else ""
    return f"**What this changes.** {said}. The checks find {count_findings(proposal.findings)}.{stop}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}" if number else ""


def _section(heading: str, lines: Sequence[str]) -> Iterable[str]:
    if not lines:
        return []
    shown = [f"- {line}" for line in lines[:_LONGEST_LIST]]
    if len(lines) > _LONGEST_LIST:
        shown.append(f"- … and {len(lines) - _LONGEST_LIST} more")
    return [f"### {heading}", "\n".join(shown)]


def _name(record: Record) -> str:
    draft = "" if record.is_published else ", draft"
    return f"{_plain(record.title)} ({KINDS[record.kind].label.lower()}{draft}, `{record.path}`)"


def _describe_rating(change: RatingChange) -> str:
    by = ", ".join(f"`{name}`" for name in change.summaries) or "a retraction, a date or the rule itself"
    was, now = _say_rating(change.before), _say_rating(change.after)
    moved = f"{was} → {now}" if was != now else f"{now} as before, on another basis"
    return f"{_plain(change.title)}, {change.level}: {moved}. By: {by}."


def _say_rating(rating: Rating | None) -> str:
    return f"{rating.verdict.value} ({rating.arithmetic})" if rating else "none"


def _describe_reference(reference: Reference) -> str:
    year = f" ({reference.year})" if reference.year else ""
    return f"`{_code(reference.key)}`: {_plain(reference.title)}{year}"


def _describe_finding(finding: Finding) -> str:
    return f"`{_code(str(finding))}`"


def _code(text: str) -> str:
    """A text that stands between backticks: on one line, and without any of its own."""
    return " ".join(text.split()).replace("`", "'")


_MENTIONS = (("&", "&amp;"), ("@", "@<!-- -->"), ("\\#", "#<!-- -->"), ("://", ":<!-- -->//"))
"""What GitHub makes links of, and an empty comment within, so that it makes none."""


def _plain(text: str) -> str:
    """A text such that it shows as it is: no markup, no mention of a person, no link to an issue."""
    escaped = re.sub(r"([\\`*_{}\[\]()#+!|~<>-])", r"\\\1", " ".join(text.split()))
    return (
        escaped.replace("&", "&amp;")
        .replace("@", "@<!-- -->")
        .replace("\\#", "#<!-- -->")
        .replace("://", ":<!-- -->//")
    )
