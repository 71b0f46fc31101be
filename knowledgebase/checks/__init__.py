"""The rules a knowledge base must keep, one module a family; `rule` says what a rule is."""

from __future__ import annotations

from knowledgebase.checks import (
    bibliography,
    citations,
    identifiers,
    ledger,
    links,
    near_duplicates,
    reading,
    records,
    reference_dates,
    reference_names,
    reference_texts,
    references_layout,
    safety,
)
from knowledgebase.checks.rule import RULES, Rule
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase

__all__ = ["FAMILIES", "RULES", "Rule", "check_knowledge_base"]

FAMILIES = (
    reading,
    records,
    bibliography,
    identifiers,
    reference_dates,
    reference_names,
    reference_texts,
    near_duplicates,
    references_layout,
    citations,
    ledger,
    links,
    safety,
)
"""The modules whose rules are checked."""


def check_knowledge_base(knowledge: KnowledgeBase) -> list[Finding]:
    """All findings, those of reading among them, by path and place."""
    findings = set(knowledge.findings)
    for rule in RULES.values():
        findings.update(rule.find(knowledge))
    return sorted(findings)
