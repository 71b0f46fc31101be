"""The forms that findings are printed in. Each printer gives a text; who calls it writes it somewhere.

What stands in a file cannot forge a line or a colour: whatever does not print is shown by its escape.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from rich.cells import cell_len
from rich.text import Text

from knowledgebase.findings import Finding, Severity
from knowledgebase.sarif import make_sarif_log
from knowledgebase.source import read_text

EXPLAIN = "scripts/check.py --explain"
_WIDEST = 100
"""Characters of a source line that are shown; of a longer one, those around the mistake."""
_LARGEST_SOURCE = 100_000_000
"""Bytes: a bibliography may be so large."""
_COLOURS = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow"}


def print_text(findings: Sequence[Finding], root: Path) -> str:
    """Each finding with its source line, a caret below the mistake and the hint; see `style_text`."""
    return "\n".join(piece.plain for piece in style_text(findings, root))


def style_text(findings: Sequence[Finding], root: Path) -> Iterator[Text]:
    """The findings as pieces of styled text, for terminals: one each, and a last one on `--explain`.

    A piece begins with `path:line:column: CODE severity: message`. `root` is the folder that the paths are
    relative to; where the line cannot be read from there, there is no excerpt.
    """
    sources = _Sources(root)
    for finding in findings:
        yield _style_finding(finding, sources)
    if findings:
        yield Text(f"\nWhat a rule asks and why: {EXPLAIN} {findings[0].code}", "dim")


def print_json(findings: Sequence[Finding], _root: Path) -> str:
    """A JSON object with the list `findings`, each with the fields of `Finding`."""
    return json.dumps({"findings": [asdict(finding) for finding in findings]}, indent=2, ensure_ascii=False)


def print_github(findings: Sequence[Finding], _root: Path) -> str:
    """GitHub's workflow commands, which show each finding on its line of a pull request.

    Source: GitHub Docs, "Workflow commands for GitHub Actions", setting a warning or error message.
    """
    return "\n".join(
        f"::{finding.severity} file={_escape_property(finding.path)},line={finding.line},"
        f"col={finding.column},title={_escape_property(finding.code)}::"
        + _escape_data(f"{finding.message} {finding.hint}".strip())
        for finding in findings
    )


def print_sarif(findings: Sequence[Finding], _root: Path) -> str:
    """A SARIF 2.1.0 log, which code hosts and editors read."""
    return json.dumps(make_sarif_log(findings), indent=2, ensure_ascii=False)


Printer = Callable[[Sequence[Finding], Path], str]
PRINTERS: Mapping[str, Printer] = {
    "text": print_text,
    "json": print_json,
    "github": print_github,
    "sarif": print_sarif,
}


@dataclass
class _Sources:
    """The lines of the files that findings stand in, each file read once."""

    root: Path
    _lines: dict[str, list[str]] = field(default_factory=dict)

    def line(self, finding: Finding) -> str:
        """The line of a finding; empty where it cannot be read, or lies outside of the root."""
        if finding.path not in self._lines:
            path = self.root / finding.path
            text, _ = read_text(path, self.root, _LARGEST_SOURCE, line_limit=_LARGEST_SOURCE)
            self._lines[finding.path] = (text or "").split("\n")
        lines = self._lines[finding.path]
        return lines[finding.line - 1] if 0 < finding.line <= len(lines) else ""


def _style_finding(finding: Finding, sources: _Sources) -> Text:
    colour = _COLOURS[finding.severity]
    text = Text.assemble(
        (_one_line(f"{finding.path}:{finding.line}:{finding.column}:"), "bold"),
        f" {finding.code} ",
        (f"{finding.severity}:", colour),
        f" {_one_line(finding.message)}",
    )
    line = sources.line(finding)
    if line.strip():
        before, after = _cut_around(line, finding.column - 1)
        gutter = f"{finding.line:>5} | "
        text.append(f"\n{gutter}", "dim").append(before + after)
        text.append(f"\n{' ' * (len(gutter) - 2)}| ", "dim").append(" " * cell_len(before))
        text.append("^", colour)
    if finding.hint:
        text.append("\n    hint: ", "bold").append(_one_line(finding.hint))
    return text


def _cut_around(line: str, offset: int) -> tuple[str, str]:
    """What is shown of a line before and from `offset` on, cut where it is too long."""
    offset = min(max(offset, 0), len(line))
    start = max(0, min(offset - _WIDEST // 2, len(line) - _WIDEST))
    end = start + _WIDEST
    before, after = _one_line(line[start:offset]), _one_line(line[offset:end])
    return ("…" if start else "") + before, after.rstrip() + ("…" if end < len(line) else "")


def _one_line(text: str) -> str:
    """`text` with control characters, line ends among them, made visible: input cannot forge a line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def _escape_data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _escape_property(text: str) -> str:
    return _escape_data(text).replace(":", "%3A").replace(",", "%2C")
