"""Records that say the same are found, those that only resemble each other are not, among thousands too."""

from __future__ import annotations

import random
from collections.abc import Callable
from itertools import product

import pytest
from conftest import PROJECT, Draft

from knowledgebase.checks import likeness
from knowledgebase.checks.likeness import check_likeness
from knowledgebase.findings import Finding
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
OTHER = "entries/activities/zz-other.md"
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
TITLE = "Seminar on Migration and the Millennium Development Goals"
SUMMARY = "A one-day seminar for diplomats in New York."


def add_double(draft: Draft, title: str = TITLE, summary: str = SUMMARY, more: str = "") -> None:
    text = (draft.root / SEMINAR).read_text()
    draft.write(OTHER, text.replace(TITLE, title).replace(SUMMARY, summary + more))


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        (TITLE, SUMMARY),
        ("Seminar on the Millennium Development Goals and Migration", SUMMARY),
        (TITLE.upper(), SUMMARY.replace(".", "")),
        (TITLE.replace("Goals", "Goal"), SUMMARY.replace("diplomats", "delegates")),
    ],
)
def test_a_double_is_found_at_the_title_of_the_later(
    draft: Draft, one: One, title: str, summary: str
) -> None:
    add_double(draft, title, summary)
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (OTHER, "KB130", 3, 8)
    assert "unitar-seminar-migration-mdgs" in finding.message


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Seminar on Migration and Health", SUMMARY),
        (TITLE, "Five days on statistics for staff of ministries in Nairobi, with a handbook."),
        (f"{TITLE} 2010", SUMMARY),
    ],
)
def test_what_only_resembles_is_left_alone(draft: Draft, title: str, summary: str) -> None:
    add_double(draft, title, summary)
    assert draft.check() == []


@pytest.mark.parametrize(
    "field",
    [
        "not_duplicate_of: [{id: unitar-seminar-migration-mdgs, reason: Another day.}]",
        "duplicate_of: {id: unitar-seminar-migration-mdgs, reason: The same day.}",
        "status: superseded\nsuperseded_by: unitar-seminar-migration-mdgs",
    ],
)
def test_a_double_that_a_person_looked_at_is_left_alone(draft: Draft, field: str) -> None:
    add_double(draft, more=f"\n{field}")
    assert draft.check() == []


def test_three_of_a_kind_are_two_findings(draft: Draft) -> None:
    add_double(draft)
    draft.write("entries/activities/zzz.md", (draft.root / OTHER).read_text())
    assert [finding.code for finding in draft.check()] == ["KB130", "KB130"]


def test_records_of_two_kinds_are_not_compared(draft: Draft) -> None:
    draft.replace("entries/trainings/recall-half-day.md", '"Half a day on recall: ask first"', TITLE)
    draft.replace(
        "entries/trainings/recall-half-day.md",
        "Trainers learn to begin each session with questions.",
        SUMMARY,
    )
    assert draft.check() == []


def test_a_source_with_two_summaries_would_count_twice(draft: Draft, one: One) -> None:
    draft.replace(LATIMIER, "source: latimier2021", "source: rowland2014")
    finding = one()
    assert (finding.code, finding.path) == ("KB139", "entries/research/rowland-2014-testing-effect.md")


def test_no_two_real_records_are_alike() -> None:
    assert list(check_likeness(read_knowledge_base(PROJECT))) == []


def test_among_thousands_few_are_compared_and_the_double_is_among_them() -> None:
    syllables = ("lo", "ri", "tan", "mu", "sek", "dor", "va", "pel", "ni", "gos", "hu", "bram")
    words = ["".join(parts) for parts in product(syllables, repeat=4)]
    choose = random.Random(1)
    texts = [" ".join(choose.choices(words, k=18)) for _ in range(4000)]
    texts.append(texts[7].replace(" ", " and ", 1))
    knowledge = read_knowledge_base(PROJECT)
    record = next(iter(knowledge.records.values()))
    made = [
        likeness._Text(record, frozenset(text.split()), (), " ".join(sorted(text.split()))) for text in texts
    ]
    pairs = likeness._shortlist(made)
    assert (7, 4000) in pairs
    assert len(pairs) < 20 * len(texts)
