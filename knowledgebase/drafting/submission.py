"""Turns a filled issue form into a record, or into a comment that says what is missing.

What the form says is written by anybody. It becomes values of YAML and text of a body, never a command, a
path or markup of the comment. Where it goes, the kind decides, and an id of small letters and hyphens.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledgebase.acquiring import AcquisitionError, Services
from knowledgebase.acquiring.adding import BIBLIOGRAPHY, LEDGER
from knowledgebase.drafting.adding import Added, add_draft
from knowledgebase.drafting.answers import Problem, fill_in
from knowledgebase.drafting.forms import find_form, read_form
from knowledgebase.drafting.sources import find_source
from knowledgebase.findings import Finding
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.records import KINDS, Kind
from knowledgebase.writing import write_whole

LONGEST_BODY = 200_000
"""Characters of an issue's text that are looked at; GitHub takes 65,536."""


@dataclass(frozen=True)
class Submission:
    """An issue that may be a filled form."""

    number: int
    body: str


@dataclass(frozen=True)
class Reception:
    """What became of a submission."""

    kind: Kind | None
    """None where the issue is no filled form of a record; then there is nothing to do or to say."""
    path: str = ""
    """Of the record that was written, relative to the root; empty where none was."""
    comment: str = ""
    """Markdown for the issue where something is missing, for the pull request where nothing is."""


def read_event(event: object) -> Submission:
    """The issue of an event of GitHub's type `issues`; raises ValueError where it is none."""
    issue = event.get("issue") if isinstance(event, Mapping) else None
    if not isinstance(issue, Mapping):
        raise ValueError("This event holds no issue.")
    number, body = issue.get("number"), issue.get("body")
    if isinstance(number, bool) or not isinstance(number, int) or number < 1:
        raise ValueError("The issue of this event has no number.")
    return Submission(number, body[:LONGEST_BODY] if isinstance(body, str) else "")


def receive(root: Path, submission: Submission, services: Services, today: datetime.date) -> Reception:
    """Writes the record of a submission, and the reference it needs, below `root`.

    Where anything is missing or wrong nothing is written. Raises OSError where a file cannot be.
    """
    kind = find_form(submission.body)
    if kind is None:
        return Reception(None)
    answers = read_form(submission.body, kind)
    with _restoring(root) as restore:
        problems = _take_source(root, answers, services, today) if kind is Kind.RESEARCH else []
        draft, more = fill_in(kind, answers, read_knowledge_base(root), today)
        problems += [problem for problem in more if problem.label not in {one.label for one in problems}]
        if problems:
            restore()
            return Reception(kind, comment=_say_what_is_missing(problems))
        outcome = add_draft(root, draft)
        if isinstance(outcome, Added):
            return Reception(kind, outcome.path, _describe(kind, outcome, submission.number))
        restore()
        return Reception(kind, comment=_say_what_is_wrong(outcome.errors))


def _take_source(
    root: Path, answers: dict[str, str], services: Services, today: datetime.date
) -> list[Problem]:
    """Puts a key in the place of what the form says of the source."""
    text = answers.get("source", "")
    if not text:
        return []
    try:
        answers["source"] = find_source(root, text, read_knowledge_base(root), services, today)
    except AcquisitionError as problem:
        answers.pop("source")
        return [Problem("Source", str(problem), problem.hint or "Give its DOI, or the key under Sources.")]
    return []


@contextmanager
def _restoring(root: Path) -> Iterator[Any]:
    """Gives a function that puts bibliography and ledger back as they were; a failure does so too."""
    files = [root / BIBLIOGRAPHY, root / LEDGER]
    contents = {path: path.read_bytes() for path in files if path.is_file()}

    def restore() -> None:
        for path in files:
            if path not in contents:
                path.unlink(missing_ok=True)
            elif path.read_bytes() != contents[path]:
                write_whole(path, contents[path])

    try:
        yield restore
    except BaseException:
        restore()
        raise


_TRY_AGAIN = "Edit the issue above, and it is looked at again. Nobody has to begin anew."


def _say_what_is_missing(problems: Sequence[Problem]) -> str:
    lines = ["Thank you. Something is missing before this can become a proposal:", ""]
    for problem in problems:
        hint = f" {problem.hint}" if problem.hint else ""
        lines.append(f"- **{problem.label}:** {_quote(problem.message)}{_quote(hint)}")
    return "\n".join([*lines, "", _TRY_AGAIN, ""])


def _say_what_is_wrong(errors: Sequence[Finding]) -> str:
    listed = _list_findings(errors)
    return f"Thank you. The checks found what must be mended first:\n\n{listed}\n\n{_TRY_AGAIN}\n"


def _describe(kind: Kind, added: Added, number: int) -> str:
    lines = [f"A {KINDS[kind].label.lower()} from the form of issue #{number}, in `{added.path}`.", ""]
    if added.warnings:
        lines += [
            "The checks pass; they would have somebody look at:",
            "",
            _list_findings(added.warnings),
            "",
        ]
    else:
        lines += ["The checks pass.", ""]
    lines += [
        "To review: does each claim follow from its citation, is each number the source's,",
        "could a trainer use it?",
        "",
        f"Closes #{number}",
        "",
    ]
    return "\n".join(lines)


def _list_findings(findings: Sequence[Finding]) -> str:
    """Findings in a code block, which nothing they quote can end."""
    lines = [
        line for finding in findings for line in (str(finding), f"    {finding.hint}" if finding.hint else "")
    ]
    text = "\n".join(line for line in lines if line)
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{text}\n{fence}"


def _quote(text: str) -> str:
    """A sentence whose quoted parts, in backticks, are all that others wrote; the rest is made harmless."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:
        pieces = [text.replace("`", "'")]
    escaped = (
        f"`{piece}`" if index % 2 else re.sub(r"([\\<>\[\]@#*_|!])", r"\\\1", piece)
        for index, piece in enumerate(pieces)
    )
    return "".join(escaped)
