"""Similar activities on pages and as data: every pair with its reason, none that a person calls a double."""

from __future__ import annotations

import json

import pytest
from conftest import PROJECT, TODAY, Draft
from rendering import DAY, make_shelf

from knowledgebase.exports.site import Site
from knowledgebase.exports.synergies import export_synergies
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages.page import Shelf
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.synergies import BESIDE, list_similar, make_synergies_page

SITE = Site("Learning", "What works.", "1.2", DAY)
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
OTHER = "entries/activities/zz-other.md"


@pytest.fixture(scope="module")
def shelf() -> Shelf:
    return make_shelf(read_knowledge_base(PROJECT, TODAY))[0]


def add_other(draft: Draft, more: str = "") -> None:
    """A seminar of another agency for the same people, a year later."""
    draft.replace(SEMINAR, "tags: [diplomats,", "tags: [memory, diplomats,")
    text = (draft.root / SEMINAR).read_text()
    text = text.replace("title: Seminar on Migration and the", "title: Briefing <b>on</b> the")
    text = text.replace("lead: unitar\npartners: [iom]", f"lead: iom{more}")
    draft.write(OTHER, text.replace("2010-09-02", "2011-09-02"))


def test_the_page_lists_every_pair_with_its_reason_score_and_filters(shelf: Shelf) -> None:
    page = make_synergies_page(shelf)
    assert page.markdown.count('<li class="kb-card') == len(shelf.synergies.pairs) > 100
    assert page.markdown.count("<summary>Score 0.") == len(shelf.synergies.pairs)
    for facet in ("relation", "agency", "topic", "audience", "region"):
        assert f"&#34;facet&#34;: &#34;{facet}&#34;" in page.markdown


def test_an_activity_shows_its_closest_first(shelf: Shelf) -> None:
    page = shelf.knowledge.page_of(shelf.knowledge.records["iom-acbc"])
    similar = list_similar(shelf, "iom-acbc", page)
    assert len(similar) == BESIDE
    assert similar[0].link.href == "../icmpd-mcp-med-ti/"
    scores = [pair.score for pair in shelf.synergies.of_activity["iom-acbc"]]
    assert scores == sorted(scores, reverse=True)


def test_text_of_records_is_escaped(draft: Draft) -> None:
    add_other(draft)
    shelf, _ = make_shelf(draft.read())
    markdown = make_synergies_page(shelf).markdown
    assert "Briefing &lt;b&gt;on&lt;/b&gt;" in markdown
    assert "<b>" not in markdown


def test_both_activities_show_each_other(draft: Draft) -> None:
    add_other(draft)
    knowledge = draft.read()
    shelf, _ = make_shelf(knowledge)
    for record_id, other in (
        ("zz-other", "../unitar-seminar-migration-mdgs/"),
        ("unitar-seminar-migration-mdgs", "../zz-other/"),
    ):
        markdown = make_record_page(shelf, knowledge.records[record_id]).markdown
        assert "## Similar activities" in markdown
        assert f'<a href="{other}">' in markdown


def test_a_double_says_so_and_is_not_compared(draft: Draft) -> None:
    add_other(draft, "\nduplicate_of: {id: unitar-seminar-migration-mdgs, reason: The same day.}")
    knowledge = draft.read()
    shelf, _ = make_shelf(knowledge)
    assert shelf.synergies.pairs == ()
    markdown = make_record_page(shelf, knowledge.records["zz-other"]).markdown
    assert "This is the same activity as:" in markdown
    assert "## Similar activities" not in markdown


def test_without_similar_activities_the_page_says_so(small: KnowledgeBase) -> None:
    shelf, _ = make_shelf(small)
    assert "No two activities on record are alike." in make_synergies_page(shelf).markdown


def test_the_data_hold_pairs_groups_and_candidates(shelf: Shelf) -> None:
    data = json.loads(export_synergies(shelf.knowledge, SITE).text)
    assert len(data["pairs"]) == len(shelf.synergies.pairs)
    assert {"one", "other", "relation", "score", "aspects", "not_recorded", "reason", "could_be_joined"} == {
        *data["pairs"][0]
    }
    assert data["clusters"]
    assert all(len(item["lead_agencies"]) > 1 for item in data["joint_trainings"])
    for pair in data["pairs"]:
        assert {*pair["aspects"], *pair["not_recorded"]} == {*data["weights"]}
