"""The pages that weigh techniques side by side: comparison, evidence map, explorer, and marks for search."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import jinja2
import pytest
from conftest import Draft
from rendering import make_shelf

from knowledgebase import addresses
from knowledgebase.evidence import Certainty, narrow, rate_technique
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.compare import (
    describe_interval,
    describe_size_of_effect,
    describe_time,
    make_compare_page,
)
from knowledgebase.pages.evidence_map import make_map_page
from knowledgebase.pages.explore import make_explore_page
from knowledgebase.pages.search_marks import fold_title, mark_record
from knowledgebase.records import Outcome

LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
ROWLAND = "entries/research/rowland-2014-testing-effect.md"


def make_outcome(**fields: object) -> Outcome:
    given = {"outcome": "recall", "level": "learning", "direction": "benefit", "comparison": "restudying"}
    return Outcome.model_validate({**given, **fields})


def compare(knowledge: KnowledgeBase) -> str:
    return make_compare_page(make_shelf(knowledge)[0]).markdown


def map_of(knowledge: KnowledgeBase, repo_url: str = "") -> str:
    return make_map_page(replace(make_shelf(knowledge)[0], repo_url=repo_url)).markdown


def row_of(markdown: str, record_id: str) -> str:
    found = re.search(rf'<tr data-id="{record_id}".*?</tr>', markdown, re.DOTALL)
    assert found
    return found[0]


def cells_of(markdown: str, technique: str) -> list[str]:
    """The cells of a technique in the first map."""
    found = re.search(rf'<th scope="row"><a [^>]*>{technique}</a></th>(.*?)</tr>', markdown, re.DOTALL)
    assert found
    return re.findall(r"<td.*?</td>", found[1], re.DOTALL)


# Narrowed evidence


def test_evidence_narrowed_to_no_summary_is_not_assessed(small: KnowledgeBase) -> None:
    weighed = rate_technique(small, "retrieval-practice", 2026)
    assert weighed.front.certainty > Certainty.NOT_ASSESSED
    assert narrow(weighed, set(), 2026).front.certainty is Certainty.NOT_ASSESSED


def test_evidence_narrowed_to_all_its_summaries_is_as_it_was(small: KnowledgeBase) -> None:
    weighed = rate_technique(small, "retrieval-practice", 2026)
    everything = {item.summary_id for items in weighed.evidence.values() for item in items}
    assert narrow(weighed, everything, 2026) == weighed


def test_evidence_narrowed_to_one_summary_rests_on_that_one(small: KnowledgeBase) -> None:
    weighed = rate_technique(small, "retrieval-practice", 2026)
    left = narrow(weighed, {"rowland-2014-testing-effect"}, 2026)
    assert {item.summary_id for items in left.evidence.values() for item in items} == {
        "rowland-2014-testing-effect"
    }


# Words


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"measure": "g", "effect": 0.5}, "g = 0.5"),
        ({"measure": "d", "effect": -0.12}, "d = −0.12"),
        ({"measure": "raw", "unit": "percentage points", "effect": -2.5}, "−2.5 percentage points"),
        ({"measure": "raw", "effect": 23}, "23 (unit not recorded)"),
        ({}, "no number recorded"),
    ],
)
def test_an_effect_stands_in_its_own_unit(fields: dict[str, object], text: str) -> None:
    assert describe_size_of_effect(make_outcome(**fields)) == text


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"effect": 0.5, "ci": [0.42, 0.58]}, "0.42 to 0.58"),
        ({"effect": 0.1, "ci": [-0.2, 0.4], "ci_level": 90}, "−0.2 to 0.4 (90%)"),
        ({"effect": 0.5}, "interval not recorded"),
        ({}, ""),
    ],
)
def test_an_interval_says_its_level_unless_it_is_the_usual_one(fields: dict[str, object], text: str) -> None:
    assert describe_interval(make_outcome(**fields)) == text


@pytest.mark.parametrize(
    ("span", "text"),
    [((5, 15), "5 to 15 minutes"), ((120, 1200), "2 h to 20 h"), ((150, 150), "2 h 30 min")],
)
def test_long_times_are_told_in_hours(span: tuple[int, int], text: str) -> None:
    assert describe_time(*span) == text


def test_a_rating_is_told_in_words_beside_its_bars() -> None:
    template = '{% import "_macros.jinja" as kb %}{{ kb.rating_badge("low", "Low", "likely works") }}'
    html = render_text(template)
    assert "kb-rating--low" in html
    assert re.sub(r"<[^>]+>", "", html).split() == ["Likely", "works,", "low", "certainty"]


def test_what_is_not_assessed_has_no_verdict() -> None:
    template = (
        '{% import "_macros.jinja" as kb %}{{ kb.rating_badge("not-assessed", "Not assessed", "unknown") }}'
    )
    assert re.sub(r"<[^>]+>", "", render_text(template)).split() == ["Not", "assessed"]


def render_text(template: str) -> str:
    """A template of one line, with the macros that pages have."""
    loader = jinja2.PackageLoader("knowledgebase")
    return jinja2.Environment(loader=loader, autoescape=True).from_string(template).render()


# Comparison


def test_every_technique_has_one_row(small: KnowledgeBase) -> None:
    assert re.findall(r'<tr data-id="([^"]+)"', compare(small)) == ["retrieval-practice", "spaced-practice"]


def test_a_row_tells_rating_effect_size_time_cost_and_delivery(small: KnowledgeBase) -> None:
    row = re.sub(r"<[^>]+>", " ", row_of(compare(small), "retrieval-practice"))
    text = " ".join(row.split())
    for words in ("Works , moderate certainty", "g = 0.74", "39 effects", "5 to 15 minutes", "Low"):
        assert words in text
    assert "in person, self-paced" in text


def test_a_row_links_the_summary_that_its_effect_is_from(small: KnowledgeBase) -> None:
    assert 'href="../research/latimier-2021-spaced-retrieval/"' in row_of(compare(small), "spaced-practice")


def test_an_effect_that_no_formula_converts_has_no_place_in_the_order(draft: Draft) -> None:
    draft.replace(LATIMIER, "measure: g", "measure: η²")
    row = row_of(compare(draft.read()), "spaced-practice")
    assert '<td data-by=""><span class="kb-compare__effect">' in row
    assert "η² = 0.74" in row


def test_a_technique_fits_every_limit_of_time_above_its_least(small: KnowledgeBase) -> None:
    markdown = compare(small)
    assert 'data-fits-time="15 30 60 120 240"' in row_of(markdown, "retrieval-practice")
    assert 'data-fits-time=""' in row_of(markdown, "spaced-practice")


def test_a_retracted_source_leaves_the_comparison(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    row = row_of(compare(draft.read()), "spaced-practice")
    assert "Not assessed" in row
    assert "no summary" in row


# Evidence map


def test_a_cell_counts_its_summaries_and_links_each(small: KnowledgeBase) -> None:
    learning = cells_of(map_of(small), "Retrieval practice")[0]
    assert ">2<" in learning
    assert learning.count("<li><a ") == 2
    assert "kb-map__dot--moderate" in learning
    assert ">Moderate<" in learning


def test_twice_the_summaries_are_a_dot_of_twice_the_area(small: KnowledgeBase) -> None:
    markdown = map_of(small)
    radii = [
        float(re.findall(r' r="([\d.]+)"', cells_of(markdown, technique)[0])[0])
        for technique in ("Retrieval practice", "Spaced practice")
    ]
    assert (radii[0] / radii[1]) ** 2 == pytest.approx(2, rel=0.02)


def test_an_empty_cell_is_a_gap_that_says_which(small: KnowledgeBase) -> None:
    behaviour = cells_of(map_of(small), "Spaced practice")[1]
    assert "Gap" in behaviour
    assert "Spaced practice, Behaviour" in behaviour
    assert 'href="../contribute/"' in behaviour


def test_a_gap_leads_to_a_prefilled_issue_where_there_is_a_repository(small: KnowledgeBase) -> None:
    behaviour = cells_of(map_of(small, "https://github.com/you/yours/"), "Spaced practice")[1]
    found = re.search(r'href="([^"]+)"', behaviour)
    assert found
    address = urlsplit(found[1].replace("&amp;", "&"))
    assert address.path == "/you/yours/issues/new"
    fields = parse_qs(address.query)
    assert fields["title"] == ["Research wanted: Spaced practice, Behaviour"]
    assert (fields["template"], fields["techniques"]) == (["research.yml"], ["spaced-practice"])


def test_an_audience_without_any_summary_is_named(small: KnowledgeBase) -> None:
    after = map_of(small).partition("Audiences that no summary studied")[2]
    assert "Diplomats and delegates" in after


def test_a_summary_counts_for_the_audience_that_it_studied(small: KnowledgeBase) -> None:
    by_audience = map_of(small).partition("## By audience")[2]
    assert re.findall(r'<th scope="col"><a [^>]*>([^<]+)</a>', by_audience) == ["Trainers"]
    assert len(cells_of(by_audience, "Spaced practice")) == 1
    assert by_audience.count('<li><a href="../research/latimier-2021-spaced-retrieval/') == 2
    assert "rowland" not in by_audience.partition("### Audiences")[0]


def test_a_summary_does_not_count_for_the_audience_that_it_is_written_for(draft: Draft) -> None:
    draft.replace(LATIMIER, "audiences: [trainers]", "audiences: [diplomats]")
    by_audience = map_of(draft.read()).partition("## By audience")[2]
    assert re.findall(r'<th scope="col"><a [^>]*>([^<]+)</a>', by_audience) == ["Diplomats and delegates"]
    assert "Trainers" in by_audience.partition("### Audiences that no summary studied")[2]


def test_the_map_says_how_many_summaries_do_not_name_who_was_studied(small: KnowledgeBase) -> None:
    assert "1 of 2 summaries do not name an audience that was studied" in map_of(small)


def test_retracted_sources_leave_the_map(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    assert all("Gap" in cell for cell in cells_of(map_of(draft.read()), "Spaced practice"))


# Explorer and search


def test_the_explorer_lists_the_values_in_use_with_counts_and_links(small: KnowledgeBase) -> None:
    markdown = make_explore_page(make_shelf(small)[0]).markdown
    assert re.search(r'href="../tags/memory/" data-id="memory"[^>]*>[^<]+</a> <span[^>]*>5<', markdown)
    assert 'data-id="moderate" data-indexed="Moderate"' in markdown
    assert "Diplomats" in markdown


def test_a_technique_tells_its_certainty_to_the_search_index(small: KnowledgeBase) -> None:
    shelf = make_shelf(small)[0]
    assert ("rating", "Moderate") in mark_record(shelf, small.records["spaced-practice"]).filters
    research = mark_record(shelf, small.records["rowland-2014-testing-effect"])
    assert not [value for facet, value in research.filters if facet == "rating"]


def test_a_record_is_found_by_the_broader_of_its_tags(draft: Draft) -> None:
    draft.replace(
        "entries/activities/unitar-seminar-migration-mdgs.md", "sdg-17.9]", "sdg-17.9, east-africa]"
    )
    knowledge = draft.read()
    marks = mark_record(make_shelf(knowledge)[0], knowledge.records["unitar-seminar-migration-mdgs"])
    assert ("region", "Africa") in marks.filters


def test_a_summary_is_as_new_as_its_source_and_stands_behind_techniques(small: KnowledgeBase) -> None:
    shelf = make_shelf(small)[0]
    research = mark_record(shelf, small.records["rowland-2014-testing-effect"])
    technique = mark_record(shelf, small.records["spaced-practice"])
    assert (research.year, research.date) == (2014, 20140000)
    assert technique.year is None
    assert technique.shelf < research.shelf


@pytest.mark.parametrize(
    ("title", "folded"),
    [("“Épreuve”", "epreuve”"), ("Feedback", "feedback"), ("15 years", "15 years")],
)
def test_titles_sort_by_their_letters(title: str, folded: str) -> None:
    assert fold_title(title) == folded


def test_the_new_pages_can_be_linked_to(small: KnowledgeBase) -> None:
    assert {addresses.COMPARE, addresses.MAP, addresses.EXPLORE} <= small.pages


def test_pages_render_where_there_is_nothing_to_compare(small: KnowledgeBase) -> None:
    empty = replace(small, records={})
    assert "No technique has been written yet" in compare(empty)
    assert "Audiences that no summary studied" in map_of(empty)
