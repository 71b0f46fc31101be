"""The rules spread over processes, a family to each: the rules of a family share what they have read.

Only findings travel between processes. Reading is not spread: the records would have to travel, and that
takes as long as reading them.
"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor

from knowledgebase.checks.rule import RULES
from knowledgebase.codes import FAMILY_NAMES
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.processes import can_fork, count_cores, forking

WORTHWHILE = 2_000
"""Records from which on processes save more time than it takes to start them."""

_knowledge: KnowledgeBase | None = None
"""What a worker checks; it has it from its parent, by having been forked."""


def choose_jobs(knowledge: KnowledgeBase) -> int:
    """How many processes besides this one are worth their while for a knowledge base on this machine."""
    if len(knowledge.records) < WORTHWHILE or not can_fork():
        return 0
    return min(count_cores(), len(FAMILY_NAMES))


def find_in_parallel(knowledge: KnowledgeBase, jobs: int) -> Iterable[Finding]:
    """The findings of all rules, in no order, from `jobs` other processes; from this one for 0, or where it
    cannot fork."""
    families = sorted({code[2] for code in RULES}, key=_expected_cost, reverse=True)
    if jobs < 1 or not can_fork():
        return [finding for family in families for finding in _find_of_family(knowledge, family)]
    with (
        forking() as context,
        ProcessPoolExecutor(jobs, context, initializer=_adopt, initargs=(knowledge,)) as pool,
    ):
        return [finding for found in pool.map(_find_of_adopted, families) for finding in found]


def _expected_cost(family: str) -> int:
    """The higher, the sooner it begins: families that scan citations, then the one that reads all texts."""
    return {"2": 3, "3": 2, "5": 1}.get(family, 0)


def _adopt(knowledge: KnowledgeBase) -> None:
    global _knowledge  # noqa: PLW0603 -- a worker has no other place to keep it
    _knowledge = knowledge


def _find_of_adopted(family: str) -> list[Finding]:
    if _knowledge is None:
        raise RuntimeError("a worker without a knowledge base")
    return _find_of_family(_knowledge, family)


def _find_of_family(knowledge: KnowledgeBase, family: str) -> list[Finding]:
    rules = [rule for code, rule in RULES.items() if code[2] == family]
    return [finding for rule in rules for finding in rule.find(knowledge)]
