"""Claims without a citation are found where they stand; what is no claim, or has its source, is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import PROJECT, Draft

from knowledgebase.checks.claims import check_claims
from knowledgebase.findings import Finding, Severity
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
SPACED = "entries/techniques/spaced-practice.md"
ROWLAND = "entries/research/rowland-2014-testing-effect.md"
EVIDENCE = "Spaced retrieval beats massed retrieval [@latimier2021]."


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("Learners scored higher.", 27, 10),
        ("The effect was 0.74 on average.", 27, 16),
        ("It raised results by 12%.", 27, 4),
        ("Some read it twice. It doubled what they kept.", 27, 24),
        ("A study of 2,014 learners.", 27, 12),
        ("Cited here [@latimier2021].\n\nIt helped.", 29, 4),
        ("- It helped.", 27, 6),
        ("- It helped [@latimier2021].\n- It helped.", 28, 6),
        ("See the record [[retrieval-practice]]: it helped.", 27, 43),
        ("It helped, as `[@latimier2021]` says.", 27, 4),
        ("Cited [@latimier2021].\n\n### More\n\n- It helped.", 31, 6),
        ("> It helped.", 27, 6),
        ("| Studied | Effect |\n| --- | --- |\n| Prose | 0.74 |", 29, 11),
    ],
)
def test_an_uncited_claim_is_one_finding_at_its_words(
    draft: Draft, text: str, line: int, column: int
) -> None:
    draft.replace(SPACED, EVIDENCE, text)
    found = [(finding.code, finding.line, finding.column) for finding in draft.check()]
    assert found == [("KB131", line, column)]


@pytest.mark.parametrize(
    "text",
    [
        "Nothing is known of officials.",
        "We found no study with more than 40 officials.",
        "Most reviews are from 2005 or 2014.",
        "It helped [@latimier2021].",
        "@latimier2021 found that it helped by 12%.",
        "It helped: see [[rowland-2014-testing-effect]].",
        "It helped.[^1]\n\n[^1]: [@latimier2021]",
        "It helped (see [the report](https://example.org/report)).",
        "Two results [@latimier2021]:\n\n- it helped;\n- it doubled recall.",
        "Two results [@latimier2021]:\n- it helped;\n- it doubled recall.",
        "Three reviews agree that it helps.\n\n- g = 0.74 [@latimier2021]\n",
        "- It helped.\n\n  So says one review [@latimier2021].",
        "1. Write a question.\n2. Wait.",
        "Measured [@latimier2021]:\n\n| Studied | Effect |\n| --- | --- |\n| Prose | 0.74 |",
        "```text\nIt helped by 12%.\n```",
        "<!-- It helped by 12%. -->",
        "### In 12 countries",
        "Suppose with invented numbers: 10 of 100 forget.",
    ],
)
def test_what_is_cited_or_no_claim_is_left_alone(draft: Draft, text: str) -> None:
    draft.replace(SPACED, EVIDENCE, text)
    assert draft.check() == []


def test_a_citation_that_is_wrong_is_no_missing_one(draft: Draft, one: One) -> None:
    draft.replace(SPACED, EVIDENCE, "It helped [@latimier2012, p. 3].")
    assert one().code == "KB301"


def test_a_citation_that_does_not_close_is_no_missing_one(draft: Draft, one: One) -> None:
    draft.replace(SPACED, EVIDENCE, "It helped [@latimier2021.")
    assert one().code == "KB302"


def test_other_sections_hold_claims_of_other_kinds(draft: Draft) -> None:
    draft.replace(SPACED, "Forgetting a little makes recall work.", "It helped 12 of 20 people.")
    assert draft.check() == []


def test_the_findings_of_one_study_need_one_citation(draft: Draft) -> None:
    draft.replace(
        ROWLAND, "Recall tests helped", "The effect was 0.5.\n\nIt did better.\n\nRecall tests helped"
    )
    assert draft.check() == []


def test_findings_without_any_citation_are_one_finding(draft: Draft, one: One) -> None:
    draft.replace(
        ROWLAND,
        "Recall tests helped more than recognition tests [@rowland2014].",
        "The effect was 0.5.\n\nIt did better.",
    )
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB131", 31, 16)
    assert finding.severity is Severity.WARNING


def test_the_real_records_state_no_claim_without_its_source() -> None:
    assert list(check_claims(read_knowledge_base(PROJECT))) == []
