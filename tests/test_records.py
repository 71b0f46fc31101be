"""What records may say, and how they hang together."""

from __future__ import annotations

import datetime

import pytest
from conftest import Draft

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.pages.page import hours, span
from knowledgebase.pages.records import country_name, language_name
from knowledgebase.records import KINDS, Kind, Technique
from knowledgebase.vocabulary import Facet, tags_by_facet


def test_every_record_of_the_small_base_is_read(small: KnowledgeBase) -> None:
    assert {kind: len(small.of_kind(kind)) for kind in Kind} == {
        Kind.TECHNIQUE: 2,
        Kind.RESEARCH: 2,
        Kind.ACTIVITY: 1,
        Kind.TRAINING: 1,
    }


def test_dates_numbers_and_lists_have_their_types(small: KnowledgeBase) -> None:
    data = small.records["retrieval-practice"].data
    assert isinstance(data, Technique)
    assert data.created == datetime.date(2026, 11, 1)
    assert data.time is not None
    assert (data.time.min, data.time.max) == (5, 15)
    assert data.review_in == 24


def test_a_period_may_be_a_year_a_month_or_a_day(draft: Draft) -> None:
    name = "entries/activities/unitar-seminar-migration-mdgs.md"
    draft.replace(name, "{start: 2010-09-02, end: 2010-09-02}", "{start: 2010, end: 2010-09}")
    assert draft.check() == []


@pytest.mark.parametrize(
    "name",
    ["retrieval-practice", "testing-effect", "Practice testing", "practice  Testing", "Retrieval practice"],
)
def test_ids_aliases_other_names_and_titles_all_resolve(small: KnowledgeBase, name: str) -> None:
    record = small.resolve(name)
    assert record is not None
    assert record.id == "retrieval-practice"


def test_names_are_folded_over_case_spaces_and_hyphens() -> None:
    assert fold_name("After-action  Review") == fold_name("after action review")


def test_research_lists_under_the_techniques_it_tested_newest_first(small: KnowledgeBase) -> None:
    found = [record.id for record in small.summaries_of("retrieval-practice")]
    assert found == ["latimier-2021-spaced-retrieval", "rowland-2014-testing-effect"]


def test_every_record_knows_what_links_to_it(small: KnowledgeBase) -> None:
    edges = {(edge.from_id, edge.relation) for edge in small.linked_from["retrieval-practice"]}
    assert edges == {
        ("spaced-practice", "mentions"),
        ("rowland-2014-testing-effect", "tests"),
        ("latimier-2021-spaced-retrieval", "tests"),
        ("unitar-seminar-migration-mdgs", "uses"),
        ("recall-half-day", "uses"),
    }


def test_drafts_are_read_but_neither_listed_nor_linked(draft: Draft) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created:", "status: draft\ncreated:")
    knowledge = draft.read()
    assert "spaced-practice" in knowledge.records
    assert "spaced-practice" not in [record.id for record in knowledge.of_kind(Kind.TECHNIQUE)]
    assert knowledge.target("spaced-practice") is None
    assert "spaced-practice" not in knowledge.linked_from
    assert "techniques/spaced-practice.md" not in knowledge.pages


def test_a_tag_lists_what_carries_it_or_a_narrower_one(small: KnowledgeBase) -> None:
    assert [record.id for record in small.tagged["africa"]] == ["recall-half-day"]
    assert [record.id for record in small.tagged["need-remember-procedures"]] == [
        "unitar-seminar-migration-mdgs"
    ]


def test_tags_are_grouped_by_facet_in_the_order_of_the_facets(small: KnowledgeBase) -> None:
    groups = tags_by_facet(["short-activity", "memory", "unknown"], small.vocabulary)
    assert list(groups) == [Facet.TOPIC, Facet.FORMAT]


def test_every_place_that_cites_a_source_is_known_with_its_section(small: KnowledgeBase) -> None:
    places = [(place.page, place.section, place.anchor) for place in small.cited_at["rowland2014"]]
    technique = "techniques/retrieval-practice.md"
    assert places[:3] == [
        (technique, "In one minute", "cite-rowland2014-1"),
        (technique, "Why it works", "cite-rowland2014-2"),
        (technique, "Evidence", "cite-rowland2014-3"),
    ]


def test_a_guide_counts_among_the_places_that_cite(small: KnowledgeBase) -> None:
    assert "contribute.md" in {place.page for place in small.cited_at["latimier2021"]}


def test_the_year_of_a_summary_is_that_of_its_source(small: KnowledgeBase) -> None:
    assert small.year_of(small.records["rowland-2014-testing-effect"]) == 2014


def test_a_review_is_due_some_months_after_the_last(small: KnowledgeBase) -> None:
    assert small.records["latimier-2021-spaced-retrieval"].review_due == datetime.date(2025, 1, 15)
    assert small.records["rowland-2014-testing-effect"].review_due == datetime.date(2028, 11, 3)


@pytest.mark.parametrize(
    ("here", "there", "href"),
    [
        ("index.md", "techniques/index.md", "techniques/"),
        ("techniques/a.md", "techniques/b.md", "../b/"),
        ("techniques/a.md", "tags/memory.md#x", "../../tags/memory/#x"),
        ("techniques/a.md", "index.md", "../../"),
        ("techniques/index.md", "techniques/a.md", "a/"),
        ("sources/all/r.md", "sources/x.md", "../../x/"),
        ("about.md", "about.md", "./"),
    ],
)
def test_links_between_pages_are_relative_as_served(here: str, there: str, href: str) -> None:
    assert addresses.link(here, there) == href


def test_addresses_of_records_are_the_promised_ones() -> None:
    folders = {kind: addresses.served(addresses.record_page(kind, "x")) for kind in Kind}
    assert folders == {
        Kind.TECHNIQUE: "techniques/x",
        Kind.RESEARCH: "research/x",
        Kind.ACTIVITY: "activities/x",
        Kind.TRAINING: "trainings/x",
    }


def test_every_field_of_every_kind_is_described_by_the_schema() -> None:
    for description in KINDS.values():
        schema = description.model.model_json_schema()
        assert schema["additionalProperties"] is False
        assert {"title", "summary", "tags", "schema_version"} <= set(schema["required"])


@pytest.mark.parametrize(("minutes", "text"), [(45, "45 min"), (60, "1 h"), (390, "6 h 30 min")])
def test_durations_in_words(minutes: int, text: str) -> None:
    assert hours(minutes) == text


def test_spans_in_words() -> None:
    assert span(5, 15, "minute") == "5 to 15 minutes"
    assert span(1, 1, "minute") == "1 minute"


def test_codes_have_names() -> None:
    assert country_name("TZA") == "Tanzania"
    assert country_name("XXX") == "XXX"
    assert language_name("fr") == "French"
    assert language_name("xx-YY") == "xx-YY"
