"""What a reader should mend: one `Finding` each, and the forms they are printed in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
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


def print_text(findings: Iterable[Finding]) -> str:
    """One line a finding, `path:line:column: CODE severity: message`, its hint indented below."""
    lines: list[str] = []
    for finding in findings:
        lines.append(_one_line(str(finding)))
        if finding.hint:
            lines.append(f"    hint: {_one_line(finding.hint)}")
    return "\n".join(lines)


def print_json(findings: Iterable[Finding]) -> str:
    """A JSON object with the list `findings`, each with the fields of `Finding`."""
    return json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2, ensure_ascii=False)


def print_github(findings: Iterable[Finding]) -> str:
    """GitHub's workflow commands, which show each finding on its line of a pull request.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting a warning or error message.
    """
    return "\n".join(
        f"::{finding.severity} file={_escape_property(finding.path)},line={finding.line},"
        f"col={finding.column},title={_escape_property(finding.code)}::"
        + _escape_data(f"{finding.message} {finding.hint}".strip())
        for finding in findings
    )


PRINTERS = {"text": print_text, "json": print_json, "github": print_github}


def _one_line(text: str) -> str:
    """`text` with control characters, line ends among them, made visible: input cannot forge a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
