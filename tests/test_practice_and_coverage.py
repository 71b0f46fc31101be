"""Where practice and evidence meet, and what serves each agenda and need: counted right, gaps named."""

from __future__ import annotations

import csv

import pytest
from conftest import PROJECT, Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.evidence import Certainty, Rating, Step, Verdict, rate_technique
from knowledgebase.evidence.coverage import Gap, below, cover, roots
from knowledgebase.evidence.practice import (
    KIRKPATRICK,
    Practice,
    Shown,
    Standing,
    UsingActivity,
    count_levels,
    group_by_standing,
    judge,
    practice_of,
)
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import Kind, Record

SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
TRAINING = "entries/trainings/recall-half-day.md"


def rating(certainty: Certainty, verdict: Verdict) -> Rating:
    return Rating(certainty, verdict, certainty, Step("so it is"))


RATINGS = st.builds(rating, st.sampled_from(Certainty), st.sampled_from(Verdict))


@given(RATINGS)
def test_well_shown_and_not_shown_never_meet(each: Rating) -> None:
    shown = judge(each)
    if shown is Shown.WELL:
        assert each.certainty >= Certainty.MODERATE
        assert each.verdict in {Verdict.WORKS, Verdict.LIKELY_WORKS}
    if each.certainty <= Certainty.VERY_LOW:
        assert shown is Shown.NOT


@given(st.sampled_from(Verdict), st.sampled_from(Certainty))
def test_more_certainty_never_makes_a_helping_technique_less_shown(
    verdict: Verdict, certainty: Certainty
) -> None:
    order = [Shown.NOT, Shown.BETWEEN, Shown.WELL]
    surer = Certainty(min(certainty + 1, Certainty.HIGH))
    assert order.index(judge(rating(surer, verdict))) >= order.index(judge(rating(certainty, verdict)))


def practices(small: KnowledgeBase) -> st.SearchStrategy[list[Practice]]:
    technique = small.records["retrieval-practice"]
    activity = UsingActivity(small.records["unitar-seminar-migration-mdgs"], (), is_evaluated=False)
    training: Record = small.records["recall-half-day"]
    return st.lists(
        st.builds(
            Practice,
            st.just(technique),
            RATINGS,
            st.just("learning"),
            st.lists(st.just(activity), max_size=3).map(tuple),
            st.lists(st.just(training), max_size=3).map(tuple),
        ),
        max_size=20,
    )


@given(st.data())
def test_each_technique_stands_on_one_list(small: KnowledgeBase, data: st.DataObject) -> None:
    each = data.draw(practices(small))
    groups = group_by_standing(each)
    assert set(groups) == set(Standing)
    listed = [practice for members in groups.values() for practice in members]
    assert sorted(map(id, listed)) == sorted(map(id, each))
    for practice in (*groups[Standing.SHOWN_UNUSED], *groups[Standing.NOT_SHOWN_UNUSED]):
        assert not practice.activities
        assert not practice.trainings
    assert all(practice.activities or practice.trainings for practice in groups[Standing.NOT_SHOWN_USED])


@given(st.data())
def test_levels_are_counted_once_for_each_evaluated_activity(
    small: KnowledgeBase, data: st.DataObject
) -> None:
    activities = data.draw(
        st.lists(
            st.builds(
                UsingActivity,
                st.just(small.records["unitar-seminar-migration-mdgs"]),
                st.sets(st.sampled_from(KIRKPATRICK)).map(tuple),
                st.booleans(),
            )
        )
    )
    counts = count_levels(activities)
    evaluated = [activity for activity in activities if activity.is_evaluated]
    assert sum(counts.values()) == sum(max(len(activity.levels), 1) for activity in evaluated)
    assert all(0 < count <= len(evaluated) for count in counts.values())


def practice_in(knowledge: KnowledgeBase, technique: str) -> Practice:
    weighed = {
        record.id: rate_technique(knowledge, record.id, 2026) for record in knowledge.of_kind(Kind.TECHNIQUE)
    }
    return practice_of(knowledge, weighed)[technique]


def test_a_training_that_uses_a_technique_twice_counts_once(draft: Draft) -> None:
    draft.replace(TRAINING, "  - title: Break\n", "  - title: Again\n    technique: retrieval-practice\n")
    practice = practice_in(draft.read(), "retrieval-practice")
    assert [record.id for record in practice.trainings] == ["recall-half-day"]


def test_a_planned_evaluation_is_none(draft: Draft) -> None:
    practice = practice_in(draft.read(), "retrieval-practice")
    assert (len(practice.activities), practice.evaluated) == (1, ())
    draft.replace(SEMINAR, "status: planned", "status: internal")
    (activity,) = practice_in(draft.read(), "retrieval-practice").evaluated
    assert activity.levels == ("reaction",)


def test_a_technique_serves_what_activities_and_trainings_that_use_it_serve(draft: Draft) -> None:
    draft.replace(TRAINING, "tags: [memory,", "tags: [sdg-17.9, memory,")
    coverage = cover(draft.read(), "sdg-17.9")
    (serving,) = [each for each in coverage.techniques if each.record.id == "retrieval-practice"]
    assert (serving.is_tagged, serving.used_in) == (False, 2)


def test_what_is_missing_is_named_once_and_in_order(small: KnowledgeBase, draft: Draft) -> None:
    draft.change(
        "entries/vocabulary.yml",
        "sdg-17.9:",
        "sdg-1.3:\n  label: SDG 1.3\n  definition: Floors.\n  facet: agenda\nsdg-17.9:",
    )
    assert cover(draft.read(), "sdg-1.3").gaps == (Gap.NO_TRAINING, Gap.NO_ACTIVITY, Gap.NO_TECHNIQUE)
    assert Gap.NO_RESEARCH not in cover(small, "sdg-17.9").gaps


@pytest.mark.parametrize(
    ("level", "gap"),
    [("learning", Gap.NO_CHANGE_SHOWN), ("behaviour", None), ("results", None)],
)
def test_an_evaluation_of_behaviour_or_results_closes_the_gap(
    draft: Draft, level: str, gap: Gap | None
) -> None:
    draft.replace(SEMINAR, "status: planned\n    level: reaction", f"status: internal\n    level: {level}")
    gaps = {Gap.NO_ACTIVITY, Gap.NO_EVALUATION, Gap.NO_CHANGE_SHOWN}
    assert gaps & set(cover(draft.read(), "sdg-17.9").gaps) == ({gap} if gap else set())


def test_the_vocabulary_holds_every_row_of_the_agendas() -> None:
    knowledge = read_knowledge_base(PROJECT)
    with (PROJECT / "tests" / "data" / "agendas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 78
    for row in rows:
        entry = knowledge.vocabulary[row["tag"]]
        short = row["label"].removesuffix(" (general)")
        said = f"{entry.wording or ''} {entry.label} {entry.definition}"
        assert entry.wording == row["label"] or short.split(",")[0].split(" (")[0] in said, row
        assert entry.set_out_in or entry.exact_match, row


def test_every_agenda_has_its_parts_below_it() -> None:
    knowledge = read_knowledge_base(PROJECT)
    counts = {root: len(below(knowledge, root)) for root in roots(knowledge)}
    assert counts == {"sdg": 26, "gcm": 23, "sg8": 1, "aaaa-2015": 5, "gfmd": 11, "hld-2013": 9}
