"""The rules a knowledge base must keep, one module a family; `rule` says what a rule is."""

from __future__ import annotations

from knowledgebase.checks import (
    bibliography,
    citations,
    claims,
    codes,
    dates,
    files,
    glossary,
    identifiers,
    ignores,
    learning_paths,
    ledger,
    likeness,
    links,
    locators,
    near_duplicates,
    outcomes,
    reading,
    reading_ease,
    records,
    reference_dates,
    reference_names,
    reference_texts,
    references_layout,
    repeats,
    safety,
    same_activity,
    term_translations,
    trainings,
    translated_numbers,
    translations,
    wording,
)
from knowledgebase.checks.documentation import explain_rule, make_rule_pages
from knowledgebase.checks.parallel import choose_jobs, find_in_parallel
from knowledgebase.checks.rule import RULES, Rule
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase

__all__ = [
    "FAMILIES",
    "RULES",
    "Rule",
    "check_knowledge_base",
    "choose_jobs",
    "explain_rule",
    "make_rule_pages",
]

FAMILIES = (
    reading,
    files,
    records,
    trainings,
    translations,
    translated_numbers,
    term_translations,
    dates,
    codes,
    repeats,
    outcomes,
    claims,
    wording,
    reading_ease,
    glossary,
    learning_paths,
    likeness,
    same_activity,
    ignores,
    bibliography,
    identifiers,
    reference_dates,
    reference_names,
    reference_texts,
    near_duplicates,
    references_layout,
    citations,
    ledger,
    locators,
    links,
    safety,
)
"""The modules whose rules are checked."""


def check_knowledge_base(knowledge: KnowledgeBase, jobs: int = 0) -> list[Finding]:
    """All findings but those that a record may ignore, those of reading among them, by path and place.

    `jobs` other processes look for them, this one where there are none.
    """
    findings = {*knowledge.findings, *find_in_parallel(knowledge, jobs)}
    return sorted(ignores.apply_ignores(knowledge, _tell_once(findings)))


def _tell_once(findings: set[Finding]) -> set[Finding]:
    """The findings without those of a wrong value (KB106) of which another rule says more.

    It is a danger to readers, or what YAML itself cannot read, such as a day that does not exist.
    """
    told = {(one.path, one.line, one.column) for one in findings if one.code == "KB103" or one.code[2] == "5"}
    return {one for one in findings if one.code != "KB106" or (one.path, one.line, one.column) not in told}
