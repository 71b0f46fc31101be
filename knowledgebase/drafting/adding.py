"""Puts a draft in its place, unless the checks find an error in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from knowledgebase.checks import check_knowledge_base
from knowledgebase.drafting.answers import Draft
from knowledgebase.drafting.rendering import render_draft
from knowledgebase.findings import Finding, Severity, error
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.records import ID_PATTERN
from knowledgebase.writing import write_whole


@dataclass(frozen=True)
class Added:
    """A draft that is a file now, and what the checks would have somebody look at."""

    path: str
    warnings: tuple[Finding, ...]


@dataclass(frozen=True)
class Rejected:
    """A draft that was not written, and why not."""

    errors: tuple[Finding, ...]


def add_draft(root: Path, draft: Draft) -> Added | Rejected:
    """Writes the draft below `root` and checks it; with an error nothing is left of it.

    A record that stands is never written over. Raises OSError where the file cannot be written.
    """
    path = root / draft.path
    if not re.fullmatch(ID_PATTERN, draft.id):
        return Rejected((_refuse(draft, "The id has other characters than a-z, 0-9 and single hyphens."),))
    if path.exists():
        return Rejected((_refuse(draft, "There is a record with this id already."),))
    before = {*check_knowledge_base(read_knowledge_base(root))}
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, render_draft(draft).encode("utf-8"))
    try:
        findings = check_knowledge_base(read_knowledge_base(root))
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    new = [finding for finding in findings if finding not in before]
    if errors := tuple(finding for finding in new if finding.severity is Severity.ERROR):
        path.unlink(missing_ok=True)
        return Rejected(errors)
    return Added(draft.path, tuple(finding for finding in new if finding.path == draft.path))


def _refuse(draft: Draft, message: str) -> Finding:
    return error(draft.path, 1, 1, "KB110", message, "Choose another title or id, or edit that record.")
