"""What a rule is: a function from a knowledge base to mistakes, registered by its code.

The docstring is the documentation, in four parts: what the rule asks (the first paragraph), why (what
follows), and after the lines `Bad:` and `Good:` an example each. The pages of the rules, `--explain` and
SARIF all come from it.
"""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledgebase.bibliography import Reference
from knowledgebase.codes import register_code
from knowledgebase.findings import Finding, Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Record
from knowledgebase.source import Document, FieldPath

MOST_IN_A_PAGE = 100
"""Mistakes of one kind that are told of one record or guide."""
MAX_MESSAGE = 1_000
"""Characters of a message or hint."""


@dataclass(frozen=True)
class Mistake:
    """One mistake at one place; the rule that found it gives it its code."""

    path: str
    line: int
    column: int
    message: str
    hint: str = ""


Check = Callable[[KnowledgeBase], Iterator[Mistake]]


@dataclass(frozen=True)
class Rule:
    """A rule as registered and as documented."""

    code: str
    name: str
    """Its name in words: `unknown-tag`."""
    severity: Severity
    what: str
    why: str
    bad: str
    good: str
    check: Check | None
    """None where reading itself finds the mistake."""

    def find(self, knowledge: KnowledgeBase) -> Iterator[Finding]:
        """The mistakes of a knowledge base against this rule, as findings.

        Of the same mistake in one page, the first hundred are told and the others counted: a page with
        more was not written by a person, and nobody would read them.
        """
        told: Counter[str] = Counter()
        for mistake in self.check(knowledge) if self.check else ():
            told[mistake.path] += 1
            if told[mistake.path] <= MOST_IN_A_PAGE or not mistake.path.endswith(".md"):
                yield self._find(mistake)
        for path, number in told.items():
            if number > MOST_IN_A_PAGE and path.endswith(".md"):
                more = f"{number - MOST_IN_A_PAGE:,} more mistakes of this kind stand in this page."
                yield self._find(Mistake(path, 1, 1, more, "Mend those that are listed first."))

    def _find(self, mistake: Mistake) -> Finding:
        return Finding(
            mistake.path,
            mistake.line,
            mistake.column,
            self.code,
            self.severity,
            _shorten(mistake.message),
            _shorten(mistake.hint),
        )


def _shorten(message: str) -> str:
    """A message without the middle of what it quotes, where that is longer than anybody reads."""
    if len(message) <= MAX_MESSAGE:
        return message
    return f"{message[: MAX_MESSAGE // 2]} … {message[-MAX_MESSAGE // 2 :]}"


RULES: dict[str, Rule] = {}
"""Every rule by its code; filled as the modules of the families are imported."""


def rule(code: str, name: str, severity: Severity = Severity.ERROR) -> Callable[[Check], Check]:
    """Registers a check; raises ValueError for a code that is taken or a docstring that is not whole."""

    def register(check: Check) -> Check:
        _register(code, name, severity, inspect.getdoc(check) or "", check)
        return check

    return register


def found_by_reading(
    code: str, name: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[], None]], None]:
    """Registers the documentation of a mistake that reading finds: the docstring of an empty function."""

    def register(documentation: Callable[[], None]) -> None:
        _register(code, name, severity, inspect.getdoc(documentation) or "", None)

    return register


_PARTS = re.compile(r"(?P<what>.+?)\n\n(?P<why>.+?)\n+Bad:\n(?P<bad>.+?)\n+Good:\n(?P<good>.+)", re.DOTALL)


def _register(code: str, name: str, severity: Severity, docstring: str, check: Check | None) -> None:
    parts = _PARTS.fullmatch(docstring.strip())
    if parts is None:
        raise ValueError(f"{code}: the docstring must say what, why, `Bad:` and `Good:`")
    register_code(code)
    what, why = (" ".join(parts[part].split()) for part in ("what", "why"))
    bad, good = (inspect.cleandoc(f"\n{parts[part]}") for part in ("bad", "good"))
    RULES[code] = Rule(code, name, severity, what, why, bad, good, check)


def at_value(record: Record, path: FieldPath, message: str, hint: str = "") -> Mistake:
    """A mistake at the value of a field of a record."""
    place = record.document.fields.place_of_value(path)
    return Mistake(record.path, place.line, place.column, message, hint)


def at_offset(document: Document, offset: int, message: str, hint: str = "") -> Mistake:
    """A mistake at an offset of a body."""
    place = document.place_in_body(offset)
    return Mistake(document.path, place.line, place.column, message, hint)


def at_reference(reference: Reference, message: str, hint: str = "") -> Mistake:
    """A mistake in a record of the bibliography, at its beginning."""
    return Mistake(reference.path, reference.line, reference.column, message, hint)


def at_field(reference: Reference, name: str, message: str, hint: str = "", offset: int = 0) -> Mistake:
    """A mistake in a field of a record of the bibliography, at `offset` of the field's text in LaTeX."""
    place = reference.place_in(name, offset)
    return Mistake(reference.path, place.line, place.column, message, hint)
