"""What a technique's page says of its evidence in words: effect, unit, interval, formula, and its table."""

from __future__ import annotations

import re

import pytest
from conftest import Draft
from rendering import make_shelf

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.wording import describe_effect
from knowledgebase.records import Outcome

LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
EFFECT = "    measure: g\n    effect: 0.74\n"
RAW = "    measure: raw\n    unit: percentage points\n    effect: 10.7\n"


def text_of(knowledge: KnowledgeBase, technique: str = "spaced-practice") -> str:
    shelf = make_shelf(knowledge)[0]
    return make_record_page(shelf, knowledge.records[technique]).markdown


def glance_of(knowledge: KnowledgeBase) -> str:
    """The words of the box at the top, in one line."""
    box = text_of(knowledge).partition('<section class="kb-glance"')[2].partition("</section>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", box).split())


@pytest.mark.parametrize(
    ("fields", "text"),
    [
        ({"measure": "g", "effect": 0.5, "ci": [0.42, 0.58]}, "g = 0.5 (95% interval 0.42 to 0.58)"),
        (
            {"measure": "raw", "unit": "days", "effect": -2, "ci": [-3.5, -0.5], "ci_level": 90},
            "−2 days (90% interval −3.5 to −0.5)",
        ),
        ({"measure": "raw", "effect": 10.7}, "10.7 (unit not recorded)"),
        ({"measure": "g"}, "not recorded"),
    ],
)
def test_an_effect_is_told_with_its_unit_and_interval(fields: dict[str, object], text: str) -> None:
    given = {"outcome": "recall", "level": "learning", "direction": "benefit", "comparison": "restudying"}
    assert describe_effect(Outcome.model_validate({**given, **fields})) == text


def test_a_raw_effect_says_its_unit_at_a_glance_and_in_the_table(draft: Draft) -> None:
    draft.replace(LATIMIER, EFFECT, RAW)
    assert "the effect was 10.7 percentage points, over 39 effects" in glance_of(draft.read())
    assert ">10.7 percentage points</td>" in text_of(draft.read())


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (f"{EFFECT}    ci: [0.6, 0.9]\n", "Values from 0.6 to 0.9 fit the data as well (95% interval); no"),
        (f"{EFFECT}    ci: [-0.1, 0.9]\n", "0, which is no difference, is among them"),
        ("    measure: OR\n    effect: 1.4\n    ci: [0.9, 2]\n", "1, which is no difference, is among them"),
        (EFFECT, "How precise that number is, is not recorded here."),
    ],
)
def test_the_interval_is_told_in_a_sentence(draft: Draft, fields: str, words: str) -> None:
    draft.replace(LATIMIER, EFFECT, fields)
    assert words in glance_of(draft.read())


def test_the_common_language_figure_names_its_formula(draft: Draft) -> None:
    assert "(Formula: McGraw and Wong (1992))" in glance_of(draft.read())
    draft.replace(LATIMIER, EFFECT, "    measure: OR\n    effect: 1.4\n")
    assert "(Formula: McGraw and Wong (1992), Chinn (2000))" in glance_of(draft.read())


def test_an_effect_that_no_formula_converts_has_no_common_language_figure(draft: Draft) -> None:
    draft.replace(LATIMIER, EFFECT, RAW)
    glance = glance_of(draft.read())
    assert "In other words" not in glance
    assert "Formula" not in glance


def test_the_box_says_what_it_takes_and_who_was_studied(small: KnowledgeBase) -> None:
    box = text_of(small, "retrieval-practice").partition("kb-glance__facts")[2].partition("</dl>")[0]
    assert "<dt>What it takes</dt> <dd>5 to 15 minutes, 1 to 100 people, low cost</dd>" in box
    assert "<dt>Who was studied there</dt> <dd>people who train others</dd>" in box


def test_results_stand_newest_first_and_say_what_they_are_sorted_by(small: KnowledgeBase) -> None:
    table = text_of(small, "retrieval-practice").partition("<table")[2].partition("</table>")[0]
    assert "data-sortable" in table
    assert re.findall(r'<th scope="row" data-by="(\d+)">', table) == ["2021", "2014"]
    assert re.findall(r'<td data-by="([^"]*)">(?:g = 0.74|not recorded)<', table) == ["0.7400", ""]


def test_a_table_of_one_result_has_nothing_to_sort(small: KnowledgeBase) -> None:
    page = make_record_page(make_shelf(small)[0], small.records["spaced-practice"])
    assert "data-sortable" not in page.markdown
    assert "scripts" not in page.meta
