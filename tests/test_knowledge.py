"""The graph: what names, tests, tags, cites and leads to what."""

from __future__ import annotations

import dataclasses

import pytest
from conftest import SMALL, Draft

from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.records import Kind


@pytest.mark.parametrize(
    "name",
    ["retrieval-practice", "Retrieval Practice", "testing-effect", "Testing effect", "practice testing"],
)
def test_a_record_is_found_by_id_alias_other_name_and_title(small: KnowledgeBase, name: str) -> None:
    record = small.resolve(name)
    assert record is not None
    assert record.id == "retrieval-practice"


def test_nothing_is_found_by_a_name_that_nobody_has(small: KnowledgeBase) -> None:
    assert small.resolve("rereading") is None
    assert small.target("rereading") is None


def test_names_are_alike_whatever_their_case_hyphens_and_spaces() -> None:
    assert fold_name("Spaced-Practice ") == fold_name("spaced  practice")


def test_the_strongest_relation_between_two_records_counts(small: KnowledgeBase) -> None:
    relations = {(edge.from_id, edge.to_id): edge.relation for edge in small.edges}
    assert relations["retrieval-practice", "spaced-practice"] == "combines with"
    assert relations["rowland-2014-testing-effect", "retrieval-practice"] == "tests"
    assert relations["recall-half-day", "unitar-seminar-migration-mdgs"] == "builds on"
    assert relations["spaced-practice", "retrieval-practice"] == "mentions"


def test_what_links_to_a_record_is_the_graph_read_backwards(small: KnowledgeBase) -> None:
    backwards = {(edge.from_id, edge.to_id) for edges in small.linked_from.values() for edge in edges}
    assert backwards == {(edge.from_id, edge.to_id) for edge in small.edges}


def test_research_stands_under_the_techniques_it_tested_the_newest_first(small: KnowledgeBase) -> None:
    summaries = [record.id for record in small.summaries_of("retrieval-practice")]
    assert summaries == ["latimier-2021-spaced-retrieval", "rowland-2014-testing-effect"]


def test_a_broader_tag_holds_the_records_of_the_narrower(small: KnowledgeBase) -> None:
    assert [record.id for record in small.tagged["africa"]] == ["recall-half-day"]


def test_a_need_is_a_tag_of_the_activity(small: KnowledgeBase) -> None:
    tagged = small.tagged["need-remember-procedures"]
    assert [record.id for record in tagged] == ["unitar-seminar-migration-mdgs"]


def test_each_place_that_cites_a_source_has_page_section_and_anchor(small: KnowledgeBase) -> None:
    places = small.cited_at["rowland2014"]
    at_technique = [place for place in places if place.page == "techniques/retrieval-practice.md"]
    assert [(place.section, place.anchor) for place in at_technique] == [
        ("In one minute", "cite-rowland2014-1"),
        ("Why it works", "cite-rowland2014-2"),
        ("Evidence", "cite-rowland2014-3"),
    ]


def test_a_source_knows_what_summarises_it(small: KnowledgeBase) -> None:
    assert [record.id for record in small.summarised_in["rowland2014"]] == ["rowland-2014-testing-effect"]


def test_a_draft_is_on_no_page_and_in_no_list(draft: Draft) -> None:
    draft.replace("entries/trainings/recall-half-day.md", "license:", "status: draft\nlicense:")
    knowledge = draft.read()
    assert knowledge.of_kind(Kind.TRAINING) == ()
    assert knowledge.target("recall-half-day") is None
    assert "trainings/recall-half-day.md" not in knowledge.pages
    assert "recall-half-day" not in {edge.from_id for edge in knowledge.edges}


def test_a_knowledge_base_does_not_change(small: KnowledgeBase) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        small.root = SMALL  # type: ignore[misc]


def test_an_empty_folder_is_an_empty_knowledge_base(draft: Draft) -> None:
    for path in sorted(draft.root.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    knowledge = draft.read()
    assert knowledge.records == {}
    assert {finding.path for finding in knowledge.findings} == {
        "entries/vocabulary.yml",
        "entries/agencies.yml",
        "bibliography.bib",
    }
