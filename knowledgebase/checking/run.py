"""One run of all rules over a knowledge base."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from knowledgebase.checking.cache import CachedResult, ResultCache
from knowledgebase.checks import check_knowledge_base, choose_jobs
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base


@dataclass(frozen=True)
class Outcome:
    """What a run found, and in how much."""

    findings: tuple[Finding, ...]
    """By path and place."""
    records: int
    references: int
    knowledge: KnowledgeBase | None = field(default=None, repr=False, compare=False)
    """What was read; None where the findings come from the cache, and nothing needed to be."""


def run_checks(root: Path, cache: ResultCache | None = None, jobs: int | None = None) -> Outcome:
    """All findings of the folder `root`.

    With a cache the findings of an earlier run are given where nothing has changed since. `jobs` is the
    number of processes; as many as are worth their while unless said.
    """
    key = cache.make_key(root) if cache else None
    if cache and key and (cached := cache.load(key)):
        return Outcome(cached.findings, cached.records, cached.references)
    with _without_collector():
        knowledge = read_knowledge_base(root)
        findings = check_knowledge_base(knowledge, jobs or choose_jobs(knowledge))
    outcome = Outcome(tuple(findings), len(knowledge.records), len(knowledge.bibliography), knowledge)
    # A file that was written meanwhile may have been read before or after: then nothing is kept.
    if cache and key and cache.make_key(root) == key:
        cache.store(key, CachedResult(outcome.findings, outcome.records, outcome.references))
    return outcome


@contextmanager
def _without_collector() -> Iterator[None]:
    """Python's cyclic collector at rest: all that is read lives until the end of the run.

    It would look through millions of living objects again and again, which takes half of the time.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
