"""Locators and the places of citations: each rule finds its mistake where it stands, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.checks.locators import _RANGE, _read_range
from knowledgebase.findings import Finding, Severity

One = Callable[[], Finding]
RETRIEVAL = "entries/techniques/retrieval-practice.md"
SPACED = "entries/techniques/spaced-practice.md"
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
CITED = "@roediger2006, pp. 249-251]"


@pytest.mark.parametrize(
    ("text", "code", "column"),
    [
        ("[@roediger2006, pp. 255-249]", "KB305", 17),
        ("[@roediger2006, 255-249]", "KB305", 17),
        ("[@roediger2006, pp. 254-49]", "KB305", 17),
        ("[@roediger2006, p. 255-249]", "KB305", 17),
        ("[@roediger2006, p. 249-251]", "KB306", 17),
        ("[@roediger2006, pp. 249]", "KB306", 17),
        ("[@roediger2006, p. 249, 251]", "KB306", 17),
        ("[see @rowland2014; @roediger2006, p. 33]", "KB307", 35),
        ("[@roediger2006, pp. 250-260]", "KB307", 17),
        ("@roediger2006 [p. 1]", "KB307", 16),
        ("[@rowland2014; @rowland2014]", "KB308", 16),
        ("[@rowland2014, p. ]", "KB309", 16),
        ("[@rowland2014, pp.; @roediger2006]", "KB309", 16),
        ("[@rowland2014 p. ?]", "KB309", 15),
        ("[@rowland2014, page]", "KB309", 16),
        ("[@rowland2014, p. 1440; @rowland2014, p. 1440]", "KB308", 25),
    ],
)
def test_one_mistake_in_a_citation_is_one_finding(
    draft: Draft, one: One, text: str, code: str, column: int
) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (SPACED, code, 11, column)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text",
    [
        "[@roediger2006, p. 249]",
        "[@roediger2006, pp. 249-51]",
        "[@rowland2014, pp. 1432-63]",
        "[@rowland2014, pp. 1432, 1440]",
        "[@rowland2014, pp. 1432 & 1450-1452]",
        "[@roediger2006, chap. 33-3]",
        "[@roediger2006, p. A-5]",
        "[@roediger2006, p. xii]",
        "[@roediger2006, table 300]",
        "[@roediger2006, p. iv]",
        "[@roediger2006, page by page]",
        "[@roediger2006, pp. 249-251, pages that few read]",
        "[@unitar-seminar, p. 9000]",
        "[@rowland2014, p. 1440; @rowland2014, p. 1450]",
        "`[@roediger2006, pp. 255-249]`",
    ],
)
def test_a_sound_citation_is_left_alone(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    assert draft.check() == []


@pytest.mark.parametrize(
    ("heading", "line", "column"),
    [
        ("### With staff [@rowland2014]\n\nSpread", 11, 16),
        ("# @rowland2014 says\n\nSpread", 11, 3),
        ("With staff [@rowland2014]\n-----\n\nSpread", 11, 12),
    ],
)
def test_a_citation_in_a_heading_is_found(
    draft: Draft, one: One, heading: str, line: int, column: int
) -> None:
    draft.replace(SPACED, "Spread it out", heading)
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB304", line, column)


def test_a_citation_below_a_heading_or_above_a_rule_is_left_alone(draft: Draft) -> None:
    draft.replace(SPACED, "Spread it out", "### Staff\nSee [@rowland2014].\n\n---\n\nSpread it")
    assert draft.check() == []


def test_the_second_spelling_of_pages_says_how_to_write_it(draft: Draft, one: One) -> None:
    draft.replace(RETRIEVAL, CITED, "@roediger2006, p. 249-251]")
    assert one().hint == "Write `pp. 249-251`."


@pytest.mark.parametrize(
    ("locator", "code"),
    [("Table 2, p. 3", "KB307"), ("p. 960-970", "KB306"), ("Results, pp. 970-960", "KB305")],
)
def test_the_locator_of_an_outcome_is_read_too(draft: Draft, one: One, locator: str, code: str) -> None:
    draft.replace(LATIMIER, "locator: Abstract", f"locator: {locator}")
    finding = one()
    assert (finding.code, finding.line, finding.column) == (code, 18, 14)


@pytest.mark.parametrize(
    "locator", ["Table 2, p. 960", "Table 3000", "Experiment 2-1", "Abstract, 39 effects"]
)
def test_a_sound_locator_of_an_outcome_is_left_alone(draft: Draft, locator: str) -> None:
    draft.replace(LATIMIER, "locator: Abstract", f"locator: {locator}")
    assert draft.check() == []


def test_a_misspelt_key_with_a_page_is_one_finding(draft: Draft, one: One) -> None:
    draft.replace(RETRIEVAL, CITED, "@roediger2060, pp. 249-251]")
    assert one().code == "KB301"


@given(st.integers(1, 99_999), st.integers(0, 500))
def test_the_short_form_of_a_range_means_the_long_one(first: int, more: int) -> None:
    last = first + more
    whole, long = str(first), str(last)
    short = long
    if len(long) == len(whole):
        same = next((i for i, (a, b) in enumerate(zip(whole, long, strict=True)) if a != b), len(long) - 1)
        short = long[same:]
    for end in (long, short):
        found = _RANGE.fullmatch(f"{first}-{end}")
        assert found is not None
        assert _read_range(found) == (first, last)
