"""Ratings: each step up and down, the verdict, and what must always hold."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.evidence import (
    LEVELS,
    Certainty,
    Domain,
    Evidence,
    Verdict,
    common_language_effect,
    effect_ranges,
    headline,
    rate,
    rate_technique,
    standardised_effect,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Design, Direction, Outcome, ResearchSummary

YEAR = 2026


def make_outcome(**fields: Any) -> Outcome:
    given = {"outcome": "recall", "level": "learning", "direction": "benefit", "comparison": "restudying"}
    return Outcome.model_validate({**given, **fields})


def make_evidence(
    name: str = "a",
    design: str = "meta-analysis",
    year: int = 2020,
    *,
    retracted: bool = False,
    **fields: Any,
) -> Evidence:
    """A summary with one outcome; `fields` of the outcome, or of the summary where it has them."""
    summary = {key: fields.pop(key) for key in list(fields) if key in ResearchSummary.model_fields}
    effect = {"measure": "g", "effect": 0.5, "k": 30, "n": 3000} if design == "meta-analysis" else {}
    outcomes = () if design == "narrative-review" else (make_outcome(**{**effect, **fields}),)
    data = ResearchSummary.model_validate(
        {
            "schema_version": 1,
            "title": "T",
            "summary": "S",
            "tags": ["x", "y"],
            "source": name,
            "techniques": ["t"],
            "design": design,
            "participants": {"adults": "all"},
            **summary,
        }
    )
    return Evidence(name, year, data, outcomes, retracted)


def certainty_of(*evidence: Evidence) -> Certainty:
    return rate(evidence, YEAR).certainty


def domains_of(*evidence: Evidence) -> list[Domain]:
    return [deduction.domain for deduction in rate(evidence, YEAR).deductions]


# Where it starts


@pytest.mark.parametrize(
    ("evidence", "start"),
    [
        ([make_evidence(k=20)], Certainty.HIGH),
        ([make_evidence(k=19)], Certainty.MODERATE),
        ([make_evidence(k=5)], Certainty.MODERATE),
        ([make_evidence(k=4)], Certainty.LOW),
        ([make_evidence(k=None)], Certainty.LOW),
        ([make_evidence(design="systematic-review", measure="SMD", effect=0.3, k=22)], Certainty.HIGH),
        ([make_evidence(design="systematic-review", k=22)], Certainty.LOW),
        ([make_evidence(measure="r", effect=0.3, k=50)], Certainty.LOW),
        ([make_evidence("a", "rct"), make_evidence("b", "experiment-lab")], Certainty.MODERATE),
        ([make_evidence("a", "rct")], Certainty.LOW),
        ([make_evidence("a", "quasi-experiment")], Certainty.LOW),
        ([make_evidence("a", "observational")], Certainty.LOW),
        ([make_evidence("a", "narrative-review")], Certainty.VERY_LOW),
        ([make_evidence("a", "qualitative")], Certainty.VERY_LOW),
        ([], Certainty.NOT_ASSESSED),
    ],
)
def test_the_start_depends_on_design_and_number_of_studies(
    evidence: list[Evidence], start: Certainty
) -> None:
    assert rate(evidence, YEAR).start is start


def test_two_reports_of_one_experiment_are_one() -> None:
    twice = [make_evidence("a", "rct"), make_evidence("b", "rct", source="a")]
    assert rate(twice, YEAR).start is Certainty.LOW


def test_the_start_names_the_summaries_that_gave_it() -> None:
    rating = rate([make_evidence("small", k=6), make_evidence("large", k=60)], YEAR)
    assert rating.start_step.summaries == ("large",)


# What takes it down


@pytest.mark.parametrize(
    ("fields", "domain"),
    [
        ({"ci": [-0.1, 0.6]}, Domain.IMPRECISION),
        ({"measure": "OR", "effect": 1.5, "ci": [0.9, 2.1]}, Domain.IMPRECISION),
        ({"n": 399}, Domain.IMPRECISION),
        ({"i2": 76}, Domain.INCONSISTENCY),
        ({"participants": {"adults": "none"}}, Domain.INDIRECTNESS),
        ({"participants": None}, Domain.INDIRECTNESS),
        ({"publication_bias": "tested-likely"}, Domain.RISK_OF_BIAS),
        ({"risk_of_bias": "high"}, Domain.RISK_OF_BIAS),
        ({"replication": "failed [@x]"}, Domain.RISK_OF_BIAS),
        ({"year": 2010}, Domain.AGE),
    ],
)
def test_each_weakness_takes_one_step(fields: dict[str, Any], domain: Domain) -> None:
    evidence = make_evidence(**fields)
    assert domains_of(evidence) == [domain]
    assert certainty_of(evidence) is Certainty.MODERATE


@pytest.mark.parametrize(
    "fields",
    [
        {"ci": [0.1, 0.9]},
        {"measure": "OR", "effect": 1.5, "ci": [1.1, 2.1]},
        {"n": 400},
        {"n": 10, "ci": [0.1, 0.9]},
        {"n": None},
        {"i2": 75},
        {"i2": 90, "moderators": ["length of the gap"]},
        {"participants": {"adults": "some"}},
        {"publication_bias": "tested-none"},
        {"year": 2011},
    ],
)
def test_what_is_no_weakness_takes_none(fields: dict[str, Any]) -> None:
    assert domains_of(make_evidence(**fields)) == []


def test_reviews_that_disagree_in_direction_are_inconsistent() -> None:
    assert Domain.INCONSISTENCY in domains_of(make_evidence("a"), make_evidence("b", direction="harm"))


def test_a_small_study_with_an_open_interval_does_not_count_against_a_large_one() -> None:
    assert domains_of(make_evidence("a", k=60), make_evidence("b", k=6, ci=[-0.2, 0.4])) == []


def test_mostly_unrandomised_studies_are_at_risk_of_bias() -> None:
    loose = [make_evidence("a", "observational", n=900), make_evidence("b", "quasi-experiment", n=900)]
    assert domains_of(*loose) == [Domain.RISK_OF_BIAS]


def test_certainty_never_falls_below_very_low() -> None:
    weak = make_evidence("a", "rct", 1990, n=20, participants=None, risk_of_bias="high")
    assert certainty_of(weak) is Certainty.VERY_LOW


def test_the_sum_is_shown() -> None:
    rating = rate([make_evidence(participants={"adults": "none"})], YEAR)
    assert rating.arithmetic == "High − 1 indirectness = Moderate"


# What it comes to


@pytest.mark.parametrize(
    ("evidence", "verdict"),
    [
        ([make_evidence()], Verdict.WORKS),
        ([make_evidence("a"), make_evidence("b", k=6, ci=[-0.1, 0.4])], Verdict.LIKELY_WORKS),
        ([make_evidence("a", "rct", n=900)], Verdict.LIKELY_WORKS),
        ([make_evidence("a"), make_evidence("b", direction="harm")], Verdict.DEPENDS),
        ([make_evidence(direction="mixed")], Verdict.DEPENDS),
        ([make_evidence("a"), make_evidence("b", direction="no-difference")], Verdict.DEPENDS),
        ([make_evidence(direction="no-difference")], Verdict.DOES_NOT_WORK),
        ([make_evidence(direction="harm")], Verdict.DOES_NOT_WORK),
        ([make_evidence("a", "rct", n=900, direction="harm")], Verdict.UNKNOWN),
        ([make_evidence(direction="unclear")], Verdict.UNKNOWN),
        ([make_evidence("a", "narrative-review")], Verdict.UNKNOWN),
        ([], Verdict.UNKNOWN),
    ],
)
def test_the_verdict_joins_certainty_and_direction(evidence: list[Evidence], verdict: Verdict) -> None:
    assert rate(evidence, YEAR).verdict is verdict


def test_a_review_without_numbers_still_speaks_against() -> None:
    against = make_evidence("b", "systematic-review", direction="no-difference")
    assert rate([make_evidence("a"), against], YEAR).verdict is Verdict.DEPENDS


def test_one_experiment_does_not_outvote_reviews() -> None:
    assert (
        rate([make_evidence("a"), make_evidence("b", "rct", direction="harm")], YEAR).verdict is Verdict.WORKS
    )


# What must always hold

designs = st.sampled_from([design.value for design in Design])
directions = st.sampled_from([direction.value for direction in Direction])


@st.composite
def evidences(draw: st.DrawFn) -> list[Evidence]:
    items = []
    for index in range(draw(st.integers(0, 6))):
        has_number = draw(st.booleans())
        low = draw(st.floats(-1, 1))
        fields = {
            "k": draw(st.none() | st.integers(1, 300)),
            "n": draw(st.none() | st.integers(1, 5000)),
            "i2": draw(st.none() | st.integers(0, 100)),
            "direction": draw(directions),
            "measure": "g" if has_number else None,
            "effect": low + 0.2 if has_number else None,
            "ci": [low, low + 0.5] if has_number and draw(st.booleans()) else None,
            "participants": {"adults": draw(st.sampled_from(["all", "some", "none", None]))},
            "publication_bias": draw(st.sampled_from([None, "tested-likely", "tested-none"])),
            "risk_of_bias": draw(st.sampled_from([None, "low", "high"])),
        }
        year = draw(st.integers(1980, YEAR))
        items.append(make_evidence(f"s{index}", draw(designs), year, retracted=draw(st.booleans()), **fields))
    return items


@given(evidences(), st.randoms(use_true_random=False))
def test_order_never_matters(evidence: list[Evidence], chance: random.Random) -> None:
    shuffled = list(evidence)
    chance.shuffle(shuffled)
    assert rate(shuffled, YEAR) == rate(evidence, YEAR)


@given(evidences())
def test_a_retracted_source_never_counts(evidence: list[Evidence]) -> None:
    assert rate(evidence, YEAR) == rate([item for item in evidence if not item.is_retracted], YEAR)
    rating = rate(evidence, YEAR)
    named = {name for step in (rating.start_step, *rating.deductions) for name in step.summaries}
    assert not named & {item.summary_id for item in evidence if item.is_retracted}


@given(evidences(), st.integers(1, 400))
def test_adding_a_supporting_review_never_lowers_certainty(evidence: list[Evidence], k: int) -> None:
    # Supporting: no weakness of its own, and in the direction of the reviews that are there.
    present = {
        item.direction
        for item in evidence
        if not item.is_retracted and item.data.design in {Design.META_ANALYSIS, Design.SYSTEMATIC_REVIEW}
    }
    if Direction.HARM in present:
        return
    supporting = make_evidence("new", year=YEAR, k=k, n=1000, ci=[0.3, 0.7])
    assert rate([*evidence, supporting], YEAR).certainty >= rate(evidence, YEAR).certainty


@given(evidences())
def test_every_rating_explains_itself(evidence: list[Evidence]) -> None:
    rating = rate(evidence, YEAR)
    assert rating.start_step.reason
    assert rating.verdict_step.reason
    assert all(deduction.reason and deduction.summaries for deduction in rating.deductions)
    assert rating.certainty == max(
        rating.start - len(rating.deductions), min(rating.start, Certainty.VERY_LOW)
    )


# Effects


def test_the_review_in_front_has_the_most_studies_and_of_equals_is_the_newest() -> None:
    items = [
        make_evidence("a", k=9),
        make_evidence("b", year=2019, k=90),
        make_evidence("c", year=2021, k=90),
    ]
    assert (front := headline(items))
    assert front.summary_id == "c"


def test_an_experiment_is_in_front_only_without_reviews() -> None:
    assert (
        front := headline([make_evidence("a", "rct", n=9000, effect=1.0, measure="d"), make_evidence("b")])
    )
    assert front.summary_id == "b"


@pytest.mark.parametrize(
    ("measure", "effect", "expected"),
    [("d", 0.4, 0.4), ("g", -0.2, -0.2), ("SMD", 0.1, 0.1), ("OR", math.e, math.sqrt(3) / math.pi)],
)
def test_effects_that_a_cited_formula_converts(measure: str, effect: float, expected: float) -> None:
    assert standardised_effect(make_outcome(measure=measure, effect=effect)) == pytest.approx(expected)


@pytest.mark.parametrize("measure", ["r", "RR", "η²", "raw"])
def test_effects_that_stay_in_their_own_unit(measure: str) -> None:
    assert standardised_effect(make_outcome(measure=measure, effect=0.4)) is None


def test_chinns_divisor_is_1_81() -> None:
    odds = make_outcome(measure="OR", effect=3.0)
    assert standardised_effect(odds) == pytest.approx(math.log(3.0) / 1.81, rel=0.005)


@pytest.mark.parametrize(("difference", "chance"), [(0.0, 0.5), (0.5, 0.638), (1.0, 0.760), (-0.5, 0.362)])
def test_the_common_language_effect_is_that_of_mcgraw_and_wong(difference: float, chance: float) -> None:
    assert common_language_effect(difference) == pytest.approx(chance, abs=0.001)


def test_ranges_keep_measures_apart_and_pool_nothing() -> None:
    ranges = effect_ranges(
        [
            make_evidence("a", effect=0.3),
            make_evidence("b", effect=0.7),
            make_evidence("c", measure="OR", effect=2.0),
            make_evidence("d", "rct", measure="g", effect=3.0),
        ]
    )
    assert [(r.measure, r.lowest, r.highest, r.reviews) for r in ranges] == [
        ("OR", 2.0, 2.0, 1),
        ("g", 0.3, 0.7, 2),
    ]


# On records


def test_a_technique_is_rated_at_each_level(small: KnowledgeBase) -> None:
    weighed = rate_technique(small, "retrieval-practice", YEAR)
    assert list(weighed.ratings) == list(LEVELS)
    assert weighed.front_level == "learning"
    assert weighed.front.start is Certainty.HIGH
    assert weighed.ratings["results"].certainty is Certainty.NOT_ASSESSED


def test_a_retraction_in_the_ledger_takes_the_summary_out(draft: Draft) -> None:
    before = rate_technique(draft.read(), "retrieval-practice", YEAR).front
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    after = rate_technique(draft.read(), "retrieval-practice", YEAR).front
    assert before.start is Certainty.HIGH
    assert after.start is Certainty.LOW


def test_an_outcome_of_one_technique_does_not_count_for_another(draft: Draft) -> None:
    name = "entries/research/latimier-2021-spaced-retrieval.md"
    draft.replace(name, "    level: learning", "    level: learning\n    technique: spaced-practice")
    knowledge = draft.read()
    counted = rate_technique(knowledge, "retrieval-practice", YEAR).evidence["learning"]
    assert "latimier-2021-spaced-retrieval" not in {item.summary_id for item in counted}
