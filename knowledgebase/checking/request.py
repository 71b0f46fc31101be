"""What somebody asks of the checks, and what they answer: the options of `scripts/check.py` as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from knowledgebase.checking.baseline import read_baseline
from knowledgebase.checking.cache import open_cache
from knowledgebase.checking.changes import find_changes
from knowledgebase.checking.misuse import Misuse
from knowledgebase.checking.run import run_checks
from knowledgebase.checking.selection import Selection
from knowledgebase.findings import Finding, count_findings
from knowledgebase.knowledge import read_knowledge_base


@dataclass(frozen=True)
class Request:
    """What to check, and which findings count."""

    root: Path
    selection: Selection = field(default_factory=Selection)
    baseline: Path | None = None
    """A file of old debts, which are left out."""
    changed_since: str | None = None
    """A revision of git; only what was touched since, and what refers to it, counts."""
    is_cached: bool = True
    jobs: int | None = None
    """Processes to run; as many as are worth their while unless said."""


@dataclass(frozen=True)
class Answer:
    """The findings that count, and what to say beside them."""

    findings: tuple[Finding, ...]
    notes: tuple[str, ...]
    """Sentences: first how much was checked and found."""


def require_entries(root: Path) -> None:
    """Raises Misuse where `root` is no folder of a knowledge base, or may not be looked into."""
    try:
        is_there = (root / "entries").is_dir()
    except OSError as problem:
        raise Misuse(f"{root} cannot be read: {problem.strerror}.") from problem
    if not is_there:
        raise Misuse(f"{root} holds no folder `entries`.")


def check(request: Request) -> Answer:
    """Checks what was asked for; raises Misuse for what cannot be done."""
    require_entries(request.root)
    if request.jobs is not None and request.jobs < 1:
        raise Misuse(f"{request.jobs} processes can do nothing: ask for 1 or more.")
    root = request.root.resolve()
    # What can be asked wrongly is read first: nobody waits for a run to be told of it.
    changes = find_changes(root, request.changed_since) if request.changed_since else None
    baseline = read_baseline(request.baseline) if request.baseline else None
    outcome = run_checks(root, open_cache(root) if request.is_cached else None, request.jobs)
    findings, paid = baseline.split(outcome.findings) if baseline else (list(outcome.findings), 0)
    findings = request.selection.apply(findings)
    if changes:
        findings = changes.narrow(findings, outcome.knowledge or read_knowledge_base(root))
    notes = [f"{outcome.records} records, {outcome.references} references: {count_findings(findings)}."]
    if paid:
        debts = "debt of the baseline is" if paid == 1 else "debts of the baseline are"
        notes.append(f"{paid} old {debts} paid: write {request.baseline} anew with --write-baseline.")
    return Answer(tuple(findings), tuple(notes))
