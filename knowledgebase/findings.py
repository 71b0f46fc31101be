"""What a reader should mend: one `Finding` each."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: an error stops the build, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, order=True)
class Finding:
    """One mistake at one place, with the way to mend it."""

    path: str
    """Relative to the root of the knowledge base, with forward slashes."""
    line: int
    """From 1."""
    column: int
    """From 1, in characters."""
    code: str
    """Stable; `KB` and three digits, the first of which names the family."""
    severity: Severity
    message: str
    """What is wrong and why it matters, one sentence or two."""
    hint: str = ""
    """How to mend it."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}: {self.code} {self.severity}: {self.message}"


def error(  # noqa: PLR0913, PLR0917 -- the fields of a finding, in their order
    path: str, line: int, column: int, code: str, message: str, hint: str = ""
) -> Finding:
    """A finding that stops the build."""
    return Finding(path, line, column, code, Severity.ERROR, message, hint)


def warning(  # noqa: PLR0913, PLR0917 -- the fields of a finding, in their order
    path: str, line: int, column: int, code: str, message: str, hint: str = ""
) -> Finding:
    """A finding that should be looked at and stops nothing."""
    return Finding(path, line, column, code, Severity.WARNING, message, hint)


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any of the findings stops the build."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def count_findings(findings: Iterable[Finding]) -> str:
    """The number of errors and warnings in words: `2 errors, 1 warning`."""
    severities = [finding.severity for finding in findings]
    return ", ".join(
        f"{number} {severity}{'' if number == 1 else 's'}"
        for severity in Severity
        for number in [severities.count(severity)]
    )


_LINE_NUMBER = re.compile(r"\b(line|lines) \d+|(?<=\.(?:bib|yml)):\d+|(?<=\.md):\d+")


def make_fingerprint(finding: Finding) -> str:
    """Sixteen hexadecimal digits that tell one mistake from others, and stay when lines move.

    They are of the path, the code and the message, without the numbers of lines that a message names.
    """
    message = _LINE_NUMBER.sub("line", finding.message)
    identity = "\0".join((finding.path, finding.code, message))
    return hashlib.sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:16]
