"""Activities that are alike: score, relations, reasons, groups and candidates; and how often it is right."""

from __future__ import annotations

import random
from dataclasses import replace
from itertools import combinations

import pytest
from conftest import PROJECT
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import Period
from knowledgebase.synergies import (
    Aspect,
    Names,
    Pair,
    Relation,
    compare,
    explain,
    find_duplicates,
    find_pairs,
    make_profiles,
    suggest_joining,
)
from knowledgebase.synergies.blocking import shortlist
from knowledgebase.synergies.clusters import find_clusters
from knowledgebase.synergies.evaluation import (
    Judged,
    add_fixtures,
    judge,
    measure,
    read_labelled_pairs,
    show_figures,
)
from knowledgebase.synergies.joint_trainings import find_candidates
from knowledgebase.synergies.profiles import Form, Profile
from knowledgebase.synergies.relations import relate
from knowledgebase.synergies.spans import Span, read_span, shared_years, years_between
from knowledgebase.synergies.words import Weighed, compare_weighed, split_words, weigh_words

LABELS = PROJECT / "tests" / "data" / "similarity"
ENOUGH = 0.8

EMPTY = Weighed.of({})
PLAIN = Profile(
    id="plain",
    title="Plain",
    topics=Weighed.of({"labour-migration": 1.0}),
    audiences=Weighed.of({"labour-officials": 1.0}),
    needs=Weighed.of({"need-policy-capacity": 1.0}),
    regions=Weighed.of({"europe": 1.0}),
    places=frozenset({"europe"}),
    span=Span(733_000, 733_365),
    lead="ilo",
    agencies=frozenset({"ilo"}),
    form=Form.TAUGHT,
    activity_type="course",
    countries=frozenset({"FRA"}),
    languages=frozenset({"en"}),
    techniques=frozenset(),
    is_evaluated=False,
    words=Weighed.of({"labour": 1.0, "course": 2.0}),
    named=frozenset(),
    settled=frozenset(),
)


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return add_fixtures(read_knowledge_base(PROJECT), LABELS / "fixtures.yml")


@pytest.fixture(scope="module")
def profiles(knowledge: KnowledgeBase) -> tuple[Profile, ...]:
    return make_profiles(knowledge)


def pair_of(one: Profile, other: Profile) -> Pair:
    likeness = compare(one, other)
    relation = relate(one, other, likeness)
    assert relation is not None
    return Pair(one, other, relation, likeness)


# How often it is right


@pytest.fixture(scope="module")
def judged(knowledge: KnowledgeBase) -> list[Judged]:
    return judge(knowledge, read_labelled_pairs(LABELS / "pairs.yml"))


@pytest.mark.parametrize("what", ["related", "right relation", "duplicate", "overlap"])
def test_pairs_that_were_held_out_are_judged_as_people_do(judged: list[Judged], what: str) -> None:
    figures = measure([item for item in judged if item.labelled.half == "held-out"])[what]
    assert figures.precision >= ENOUGH, figures
    assert figures.recall >= ENOUGH, figures


@pytest.mark.parametrize("what", ["related", "right relation", "duplicate", "overlap", "synergy"])
def test_all_labelled_pairs_are_judged_as_people_do(judged: list[Judged], what: str) -> None:
    figures = measure(judged)[what]
    assert figures.precision >= ENOUGH, figures
    assert figures.recall >= ENOUGH, figures


def test_the_page_that_explains_the_score_says_the_figures_of_today(judged: list[Judged]) -> None:
    page = (PROJECT / "docs" / "likeness.md").read_text("utf-8")
    assert show_figures(judged) in page
    assert f"{len(judged)} pairs" in page


def test_each_pair_is_labelled_once_with_a_reason() -> None:
    pairs = read_labelled_pairs(LABELS / "pairs.yml")
    assert len({frozenset(pair.pair) for pair in pairs}) == len(pairs) >= 60
    assert all(pair.reason for pair in pairs)


def test_no_two_real_activities_wait_for_a_judgement() -> None:
    assert find_duplicates(make_profiles(read_knowledge_base(PROJECT))) == ()


# The score


def test_an_activity_is_wholly_like_itself(profiles: tuple[Profile, ...]) -> None:
    for profile in profiles:
        assert compare(profile, replace(profile, id="copy")).score == 1, profile.id


names = st.sets(st.sampled_from("abcdef"), max_size=4)
weights = names.map(lambda chosen: Weighed.of({name: 0.25 + ord(name) % 4 for name in chosen}))
spans = st.none() | st.tuples(st.integers(1, 4_000_000 // 2), st.integers(0, 90_000)).map(
    lambda days: Span(days[0], days[0] + days[1])
)
made = st.builds(
    lambda topics, audiences, needs, words, regions, span: replace(
        PLAIN, topics=topics, audiences=audiences, needs=needs, words=words,
        regions=regions, places=frozenset(regions), span=span,
    ),
    weights, weights, weights, weights, weights, spans,
)  # fmt: skip


@given(made, made)
def test_a_score_is_between_none_and_one_and_the_same_both_ways(one: Profile, other: Profile) -> None:
    there, back = compare(one, other), compare(other, one)
    assert there == back
    assert relate(one, other, there) == relate(other, one, back)
    assert 0 <= there.score <= 1
    assert all(0 <= value <= 1 for value in there.aspects.values())


@given(made)
def test_whatever_a_record_lacks_it_is_wholly_like_itself_or_like_nothing(one: Profile) -> None:
    likeness = compare(one, one)
    assert likeness.score == (1 if likeness.aspects else 0)


def test_the_order_of_the_records_does_not_matter(profiles: tuple[Profile, ...]) -> None:
    shuffled = list(profiles)
    random.Random(3).shuffle(shuffled)
    assert find_pairs(shuffled) == find_pairs(profiles)
    assert find_clusters(find_pairs(shuffled)) == find_clusters(find_pairs(profiles))
    assert find_candidates(shuffled) == find_candidates(profiles)


def test_what_a_record_does_not_say_is_left_out_and_named() -> None:
    silent = replace(PLAIN, id="silent", span=None, regions=EMPTY, places=frozenset())
    likeness = compare(PLAIN, silent)
    assert likeness.unknown == (Aspect.REGION, Aspect.TIME)
    assert likeness.score == 1


def test_a_rare_word_tells_more_than_a_common_one() -> None:
    texts = [split_words(text) for text in ("course on visas", "course on tariffs", "visas at sea", "course")]
    first, second, third, _ = weigh_words(texts)
    assert (compare_weighed(first, third) or 0) > (compare_weighed(first, second) or 0)


def test_forms_of_a_word_are_one_word_and_other_words_are_not() -> None:
    one, other = weigh_words([split_words("workshops for trainers"), split_words("workshop with training")])
    assert one.shared(other) == ["workshop"]


# Time


@pytest.mark.parametrize(
    ("one", "other", "years", "gap"),
    [
        (Period(start="2011", end="2013"), Period(start="2012"), "2012-2013", None),
        (Period(start="2019"), Period(start="2020-05"), "since 2020", None),
        (Period(end="2012-05-20"), Period(start="2010", end="2014"), "2010-2012", None),
        (Period(start="2013-01", end="2013-01"), Period(start="2013-09", end="2013-09"), "2013", None),
        (Period(start="2010", end="2010"), Period(start="2019-02", end="2019-02"), "", 8),
        (None, Period(start="2019"), "", None),
        (Period(), Period(start="2019"), "", None),
    ],
)
def test_years_that_two_share_or_that_lie_between(
    one: Period | None, other: Period, years: str, gap: int | None
) -> None:
    for first, second in ((read_span(one), read_span(other)), (read_span(other), read_span(one))):
        assert shared_years(first, second) == years
        assert years_between(first, second) == gap


# Relations


OTHER = replace(PLAIN, id="other", title="Other", lead="iom", agencies=frozenset({"iom"}))


def relation(one: Profile, other: Profile) -> Relation | None:
    return relate(one, other, compare(one, other))


def test_two_agencies_that_do_the_same_at_one_time_overlap() -> None:
    assert relation(PLAIN, OTHER) is Relation.OVERLAP


@pytest.mark.parametrize(
    "change",
    [
        {"span": Span(735_000, 735_010)},
        {"span": None},
        {"regions": Weighed.of({"asia": 1.0}), "places": frozenset({"asia"})},
        {"regions": EMPTY, "places": frozenset()},
        {"agencies": frozenset({"iom", "ilo"}), "countries": frozenset({"DEU"})},
        {"form": Form.MATERIAL},
    ],
    ids=["later", "undated", "elsewhere", "region unknown", "together", "another form"],
)
def test_what_complements_is_a_synergy(change: dict[str, object]) -> None:
    assert relation(PLAIN, replace(OTHER, **change)) is Relation.SYNERGY  # type: ignore[arg-type]


def test_what_shares_neither_topic_nor_need_is_unrelated() -> None:
    other = replace(
        OTHER, topics=Weighed.of({"gender": 1.0}), needs=Weighed.of({"need-use-data": 1.0}), words=EMPTY
    )
    assert relation(PLAIN, other) is None


def test_one_activity_told_by_two_agencies_is_a_double() -> None:
    assert relation(PLAIN, replace(OTHER, agencies=frozenset({"iom", "ilo"}))) is Relation.DUPLICATE


@pytest.mark.parametrize(
    "change",
    [
        {"span": Span(734_000, 734_100)},
        {"countries": frozenset({"DEU"})},
        {"words": Weighed.of({"labour": 1.0, "seminar": 6.0})},
        {"settled": frozenset({"plain"})},
    ],
    ids=["another year", "another country", "other words", "a person looked"],
)
def test_what_is_told_apart_is_no_double(change: dict[str, object]) -> None:
    other = replace(OTHER, **({"agencies": frozenset({"iom", "ilo"})} | change))  # type: ignore[arg-type]
    assert relation(PLAIN, other) is Relation.SYNERGY


def test_one_that_names_the_other_is_related_on_less() -> None:
    other = replace(OTHER, needs=EMPTY, topics=Weighed.of({"gender": 1.0}), words=EMPTY)
    assert relation(PLAIN, other) is None
    assert relation(PLAIN, replace(other, named=frozenset({"plain"}))) is Relation.SYNERGY


# Words about it


def test_the_reason_says_what_two_share_where_when_and_who(knowledge: KnowledgeBase) -> None:
    assert explain(pair_of(PLAIN, OTHER), Names(knowledge)) == (
        "Same topic (Labour migration), need (Make and coordinate policy) and audience (Labour officials and"
        " social partners), same region (Europe), 2007-2008, ILO and IOM."
    )


def test_the_reason_says_what_is_not_recorded(knowledge: KnowledgeBase) -> None:
    silent = replace(OTHER, span=None, regions=EMPTY, places=frozenset(), named=frozenset({"plain"}))
    reason = explain(pair_of(PLAIN, silent), Names(knowledge))
    assert "region not recorded for both, years of “Other” not recorded" in reason
    assert reason.endswith("ILO and IOM, one record names the other.")


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "A shared curriculum."),
        ({}, "A joint evaluation: neither has one on record."),
        ({"is_evaluated": True}, "Evaluation: “Plain” could be evaluated as “Other” was."),
        ({"form": Form.MATERIAL}, "Material: “Plain” could teach from “Other”."),
        ({"form": Form.ONLINE}, "A blended course: “Other” as preparation, “Plain” in the room."),
        (
            {"activity_type": "training of trainers"},
            "Co-trainers: those trained in “Other” could teach in “Plain”.",
        ),
        ({"languages": frozenset({"en", "fr"})}, "Languages: “Other” has French, which “Plain” lacks."),
    ],
)
def test_what_could_be_joined_follows_from_the_records(change: dict[str, object], text: str) -> None:
    assert text in suggest_joining(pair_of(PLAIN, replace(OTHER, **change)))  # type: ignore[arg-type]


def test_nothing_is_said_of_languages_that_a_record_does_not_name() -> None:
    other = replace(OTHER, languages=frozenset())
    assert not any(text.startswith("Languages") for text in suggest_joining(pair_of(PLAIN, other)))


# Groups and candidates


def test_in_a_group_each_is_related_to_every_other(profiles: tuple[Profile, ...]) -> None:
    pairs = find_pairs(profiles)
    related = {pair.ids for pair in pairs}
    clusters = find_clusters(pairs)
    seen = [member.id for cluster in clusters for member in cluster.members]
    assert len(seen) == len(set(seen)) > 0
    for cluster in clusters:
        assert {(a.id, b.id) for a, b in combinations(cluster.members, 2)} <= related


def test_candidates_share_everything_and_are_led_by_several(profiles: tuple[Profile, ...]) -> None:
    candidates = find_candidates(profiles)
    assert candidates
    for candidate in candidates:
        assert len(candidate.agencies) > 1
        for member in candidate.members:
            assert any(tag in member.topics for tag in candidate.topics)
            assert any(tag in member.needs for tag in candidate.needs)
            assert any(tag in member.audiences for tag in candidate.audiences)
            assert any(tag in member.regions for tag in candidate.regions)


def test_one_agency_by_itself_is_no_candidate() -> None:
    assert find_candidates([PLAIN, replace(OTHER, lead="ilo")]) == ()
    assert [c.agencies for c in find_candidates([PLAIN, OTHER])] == [("ilo", "iom")]


# Many


def test_among_thousands_few_are_compared_and_the_double_is_among_them(
    profiles: tuple[Profile, ...],
) -> None:
    choose = random.Random(1)
    tags = [f"tag-{number}" for number in range(40)]
    crowd = [
        replace(
            choose.choice(profiles),
            id=f"a{number:04}",
            topics=Weighed.of(dict.fromkeys(choose.sample(tags, 3), 1.0)),
            words=Weighed.of({f"w{choose.randrange(4000)}": 5.0 for _ in range(15)}),
            named=frozenset(),
        )
        for number in range(3000)
    ]
    double = replace(crowd[7], id="b", agencies=crowd[7].agencies | {"another"})
    found = shortlist([*crowd, double])
    assert (7, 3000) in found
    assert len(found) < 3000 * 3000 / 2 / 10


def test_pairs_that_are_related_are_hardly_missed(profiles: tuple[Profile, ...]) -> None:
    related = {
        (index, other)
        for (index, one), (other, two) in combinations(enumerate(profiles), 2)
        if relation(one, two) is not None
    }
    assert len(related - shortlist(profiles)) <= len(related) / 20
