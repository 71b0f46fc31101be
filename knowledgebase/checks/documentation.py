"""What the rules ask and why, out of their docstrings: as plain text and as pages of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledgebase import addresses
from knowledgebase.checks.rule import RULES, Rule
from knowledgebase.codes import FAMILY_NAMES, family_of

TITLE = "Rules"
LEAD = "What `make check` asks of every record and source, why, and what to write instead."
_SEVERITIES = {
    "error": "an error: it stops the build.",
    "warning": "a warning: somebody should look at it, and it stops nothing.",
}


def explain_rule(rule: Rule) -> str:
    """A rule as plain text for a terminal, without a line end behind it."""
    return "\n".join(
        [
            f"{rule.code} {rule.name} ({family_of(rule.code)}, {rule.severity})",
            "",
            rule.what,
            rule.why,
            "",
            "Bad:",
            _indent(rule.bad),
            "",
            "Good:",
            _indent(rule.good),
        ]
    )


def make_rule_pages() -> Iterator[tuple[str, str, Mapping[str, object]]]:
    """The index of the rules and a page for each: its path, its Markdown, its front matter."""
    yield addresses.RULES, _write_index(), {"title": TITLE, "description": LEAD.replace("`", "")}
    crumbs = [{"title": TITLE, "url": f"{addresses.served(addresses.RULES)}/"}]
    for rule in sorted(RULES.values(), key=lambda rule: rule.code):
        meta = {
            "title": f"{rule.code} {rule.name}",
            "description": rule.what.replace("`", ""),
            "breadcrumbs": crumbs,
            "hide": ["toc"],
        }
        yield addresses.rule_page(rule.code), _write_rule(rule), meta


def _write_index() -> str:
    lines = [f"# {TITLE}", "", LEAD, ""]
    for digit, family in FAMILY_NAMES.items():
        rules = sorted((rule for rule in RULES.values() if rule.code[2] == digit), key=lambda rule: rule.code)
        if not rules:
            continue
        lines += [
            f"## {family}",
            "",
            "| Code | Name | Severity | What it asks |",
            "| --- | --- | --- | --- |",
        ]
        for rule in rules:
            link = f"[{rule.code}]({rule.code.lower()}.md)"
            lines.append(f"| {link} | {rule.name} | {rule.severity} | {_cell(rule.what)} |")
        lines.append("")
    return "\n".join(lines)


def _write_rule(rule: Rule) -> str:
    return "\n\n".join(
        [
            f"# {rule.code}: {rule.name.replace('-', ' ')}",
            rule.what,
            f"It is {_SEVERITIES[rule.severity]}",
            "## Why",
            rule.why,
            "## Bad",
            _fence(rule.bad),
            "## Good",
            _fence(rule.good),
            f"`scripts/check.py --explain {rule.code}` says the same in a terminal. [All rules](index.md)\n",
        ]
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _fence(example: str) -> str:
    """The example as a block of code, in a fence that nothing in it closes."""
    longest = max((len(found) for found in re.findall(r"`+", example)), default=0)
    fence = "`" * max(3, longest + 1)
    return f"{fence}text\n{example}\n{fence}"


def _indent(text: str) -> str:
    return "\n".join(f"    {line}" if line else "" for line in text.split("\n"))
