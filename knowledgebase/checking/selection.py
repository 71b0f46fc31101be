"""Which rules count: `--select` and `--ignore`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledgebase.checking.misuse import Misuse
from knowledgebase.checks import RULES, Rule
from knowledgebase.findings import Finding
from knowledgebase.validation import suggest


@dataclass(frozen=True)
class Selection:
    """Beginnings of codes that are asked for, and of those that are not."""

    select: tuple[str, ...] = ()
    """All codes where it is empty."""
    ignore: tuple[str, ...] = ()

    def keeps(self, finding: Finding) -> bool:
        """Whether a finding counts: of two beginnings that fit its code the longer one decides.

        So `select=KB301, ignore=KB3` keeps KB301 alone of its family.
        """
        selected = _longest(self.select, finding.code) if self.select else 0
        return selected > _longest(self.ignore, finding.code)

    def apply(self, findings: Sequence[Finding]) -> list[Finding]:
        """The findings that count, in their order."""
        return [finding for finding in findings if self.keeps(finding)]


def _longest(beginnings: Sequence[str], code: str) -> int:
    """The length of the longest beginning that fits, -1 where none does."""
    return max((len(beginning) for beginning in beginnings if code.startswith(beginning)), default=-1)


def parse_selection(select: Sequence[str], ignore: Sequence[str]) -> Selection:
    """A selection from what was typed: codes or their beginnings, in any case, commas between them.

    Raises Misuse for one that no rule's code begins with: it would be followed in silence, and find nothing.
    """
    return Selection(tuple(_read_codes(select)), tuple(_read_codes(ignore)))


def _read_codes(typed: Sequence[str]) -> Iterator[str]:
    for part in ",".join(typed).split(","):
        code = part.strip().upper()
        if not code:
            continue
        if not any(known.startswith(code) for known in RULES):
            hint = suggest_code(code)
            raise Misuse(f"no rule has a code that begins with {part.strip()!r}. {hint}".strip())
        yield code


def find_rule(typed: str) -> Rule:
    """The rule of a code or of a name, in any case; raises Misuse where there is none."""
    wanted = typed.strip()
    for rule in RULES.values():
        if wanted.upper() == rule.code or wanted.lower() == rule.name:
            return rule
    if family := sorted(
        code
        for code in RULES
        if re.fullmatch(r"KB\d{0,2}", wanted.upper()) and code.startswith(wanted.upper())
    ):
        raise Misuse(f"{wanted!r} is the beginning of several codes: {', '.join(family)}.")
    raise Misuse(f"there is no rule {wanted!r}. {suggest_code(wanted)}".strip())


def suggest_code(typed: str) -> str:
    """The codes or names nearest to what was typed, as a question; empty where none is near."""
    # Codes are in capitals, and names are not; what is suggested is written as it stands.
    by_folded = {known.lower(): known for rule in RULES.values() for known in (rule.code, rule.name)}
    hint = suggest(typed, by_folded)
    return re.sub(r"`(kb\d+)`", lambda found: found[0].upper(), hint)
