"""What needs another look is found, and what is fresh is left alone."""

from __future__ import annotations

import datetime

import pytest
from conftest import Draft
from rendering import DAY, make_shelf

from knowledgebase.evidence.freshness import Concern, find_due, join_words, last_touched
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.freshness import make_freshness_page

SUMMARY = "entries/research/latimier-2021-spaced-retrieval.md"


def due(knowledge: KnowledgeBase, concern: Concern, day: datetime.date = DAY) -> dict[str, str]:
    """The reasons of one concern, by what they are about."""
    return {item.subject: item.reason for item in find_due(knowledge, day) if item.concern is concern}


def test_a_record_past_its_review_is_due(draft: Draft) -> None:
    assert due(draft.read(), Concern.PAST_REVIEW) == {
        "latimier-2021-spaced-retrieval": "Its review was due in January 2025."
    }
    draft.replace(SUMMARY, "reviewed: 2023-01-15", "reviewed: 2025-01-15")
    assert due(draft.read(), Concern.PAST_REVIEW) == {}


def test_a_review_is_due_from_the_day_after(small: KnowledgeBase) -> None:
    day = datetime.date(2025, 1, 15)
    assert due(small, Concern.PAST_REVIEW, day) == {}
    assert due(small, Concern.PAST_REVIEW, day + datetime.timedelta(days=1)) != {}


@pytest.mark.parametrize(("year", "is_old"), [(2031, False), (2032, True)])
def test_evidence_is_old_after_ten_years(small: KnowledgeBase, year: int, is_old: bool) -> None:
    found = due(small, Concern.OLD_EVIDENCE, datetime.date(year, 1, 1))
    assert ("spaced-practice" in found) is is_old
    assert found.get("spaced-practice", "") == ("Its newest source is from 2021." if is_old else "")


def test_a_retracted_source_does_not_keep_evidence_young(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    found = due(draft.read(), Concern.OLD_EVIDENCE, datetime.date(2026, 1, 1))
    assert found == {"retrieval-practice": "Its newest source is from 2014."}


def test_a_technique_without_evidence_is_not_old(draft: Draft) -> None:
    draft.replace(
        SUMMARY, "techniques: [spaced-practice, retrieval-practice]", "techniques: [retrieval-practice]"
    )
    assert "spaced-practice" not in due(draft.read(), Concern.OLD_EVIDENCE, datetime.date(2050, 1, 1))


def test_a_rating_on_one_summary_is_named_with_its_level(small: KnowledgeBase) -> None:
    assert due(small, Concern.ONE_SUMMARY) == {
        "spaced-practice": "One summary alone gives its rating for learning."
    }


def test_the_levels_of_thin_ratings_are_listed_together(draft: Draft) -> None:
    draft.replace(
        SUMMARY,
        "outcomes:\n",
        "outcomes:\n  - {outcome: use, level: behaviour, direction: benefit, comparison: none}\n",
    )
    found = due(draft.read(), Concern.ONE_SUMMARY)
    assert found["spaced-practice"] == "One summary alone gives its rating for learning and behaviour."
    assert found["retrieval-practice"] == "One summary alone gives its rating for behaviour."


@pytest.mark.parametrize("status", ["corrected", "expression-of-concern", "retracted"])
def test_a_source_that_changed_is_named_with_what_rests_on_it(draft: Draft, status: str) -> None:
    draft.replace("bibliography.lock.yml", "status: current", f"status: {status}")
    (item,) = (item for item in find_due(draft.read(), DAY) if item.concern is Concern.SOURCE_CHANGED)
    assert item.subject == "latimier2021"
    assert item.records == ("spaced-practice", "latimier-2021-spaced-retrieval")


def test_a_source_that_stands_is_not_due(small: KnowledgeBase) -> None:
    assert due(small, Concern.SOURCE_CHANGED) == {}


def test_a_draft_is_not_due(draft: Draft) -> None:
    draft.replace(SUMMARY, "created:", "status: draft\ncreated:")
    assert due(draft.read(), Concern.PAST_REVIEW) == {}


def test_concerns_stand_in_order_and_the_longest_due_first(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: corrected")
    draft.replace("entries/techniques/spaced-practice.md", "created: 2026-11-02", "created: 2020-01-01")
    found = [(item.concern.value, item.subject) for item in find_due(draft.read(), DAY)]
    assert found == [
        ("source-changed", "latimier2021"),
        ("past-review", "spaced-practice"),
        ("past-review", "latimier-2021-spaced-retrieval"),
        ("one-summary", "spaced-practice"),
    ]


def test_a_record_was_last_touched_when_it_was_reviewed_or_made(small: KnowledgeBase) -> None:
    assert last_touched(small.records["retrieval-practice"]) == DAY
    assert last_touched(small.records["spaced-practice"]) == datetime.date(2026, 11, 2)
    assert last_touched(small.records["latimier-2021-spaced-retrieval"]) == datetime.date(2023, 1, 15)


@pytest.mark.parametrize(
    ("words", "joined"), [(["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")]
)
def test_words_are_joined_as_in_a_sentence(words: list[str], joined: str) -> None:
    assert join_words(words) == joined


def test_the_page_links_to_what_is_due_and_to_its_feed(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: corrected")
    text = make_freshness_page(make_shelf(draft.read())[0]).markdown
    assert '<a href="../sources/latimier2021/">Latimier et al., 2021</a>' in text
    assert '<a href="../research/latimier-2021-spaced-retrieval/">' in text
    assert '<a href="../feeds/review.xml">' in text
    assert text.count("Nothing at present.") == 1
