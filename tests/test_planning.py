"""The planning rule and its texts: the very files that the page runs, in a browser without a page."""

from __future__ import annotations

import datetime
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from conftest import PROJECT, Draft
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from playwright.sync_api import Browser

from knowledgebase.evidence import rate_technique
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.planning import STAGE_LABELS, describe_for_planning
from knowledgebase.records import Kind

SCRIPTS = PROJECT / "docs" / "assets" / "js"
Run = Callable[..., Any]
Answers = Mapping[str, object]
RELAXED = settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    deadline=None,
)


@pytest.fixture(scope="module")
def run(browser: Browser) -> Iterator[Run]:
    """Calls a JavaScript function, such as `(a, b) => kbPlanning.plan(a, b)`, with Python's values."""
    context = browser.new_context()
    page = context.new_page()
    for name in ("planning.js", "plan-texts.js"):
        page.add_script_tag(path=SCRIPTS / name)

    def call(function: str, *values: object) -> Any:
        return page.evaluate(f"values => ({function})(...values)", list(values))

    yield call
    context.close()


@pytest.fixture(scope="module")
def knowledge() -> KnowledgeBase:
    return read_knowledge_base(PROJECT)


@pytest.fixture(scope="module")
def techniques(knowledge: KnowledgeBase) -> list[Any]:
    """The real techniques as the rule reads them."""
    weighed = {
        record.id: rate_technique(knowledge, record.id, 2026) for record in knowledge.of_kind(Kind.TECHNIQUE)
    }
    return list(describe_for_planning(knowledge, weighed))


def plan(run: Run, answers: Answers, techniques: Sequence[Any]) -> Any:
    return run("(a, t) => kbPlanning.plan(a, t)", answers, techniques)


def make_technique(technique_id: str, *stages: str, **changes: Any) -> dict[str, Any]:
    """A technique that fits nearly everywhere, but for what `changes` says."""
    return {
        "id": technique_id,
        "title": technique_id.capitalize(),
        "page": f"techniques/{technique_id}/",
        "summary": "What it is.",
        "stages": list(stages),
        "time": [5, 60],
        "group": [1, 1000],
        "delivery": ["in-person", "live-online", "self-paced"],
        "prepare": 0,
        "needs": [],
        "audiences": [],
        "with": [],
        "contrast": [],
        "level": "learning",
        "certainty": "high",
        "verdict": "works",
        "effect": "",
        "effect_page": "",
        "adults": 1,
        "sources": 2,
        "review": None,
        **changes,
    }


# Inputs of every kind

IDS = [f"technique-{letter}" for letter in "abcdefghijklmn"]
SPANS = st.tuples(st.integers(1, 90), st.integers(0, 120)).map(lambda span: [span[0], span[0] + span[1]])
TECHNIQUES = st.lists(
    st.builds(
        make_technique,
        st.sampled_from(IDS),
        stage := st.sampled_from(list(STAGE_LABELS)),
        stage,
        time=SPANS,
        group=st.tuples(st.integers(1, 20), st.integers(0, 500)).map(lambda g: [g[0], g[0] + g[1]]),
        delivery=st.lists(
            st.sampled_from(["in-person", "live-online", "self-paced"]), min_size=1, max_size=3, unique=True
        ),
        prepare=st.integers(0, 3),
        needs=st.lists(st.sampled_from(["need-a", "need-b"]), max_size=2, unique=True),
        audiences=st.lists(st.sampled_from(["trainers"]), max_size=1),
        contrast=st.lists(st.sampled_from(IDS), max_size=2, unique=True),
        certainty=st.sampled_from(["high", "moderate", "low", "very-low", "not-assessed"]),
        verdict=st.sampled_from(["works", "likely-works", "depends", "unknown", "does-not-work-as-believed"]),
        adults=st.integers(0, 3),
        **{"with": st.lists(st.sampled_from(IDS), max_size=2, unique=True)},
    ),
    max_size=14,
    unique_by=lambda technique: technique["id"],
)
ANSWERS = st.fixed_dictionaries(
    {
        "minutes": st.integers(1, 520),
        "group": st.integers(1, 600),
        "delivery": st.sampled_from(["in-person", "online", "blended"]),
        "prepare": st.integers(0, 3),
        "need": st.sampled_from(["", "need-a", "need-b"]),
        "audience": st.sampled_from(["", "trainers"]),
    }
)
REAL_ANSWERS = [
    {"minutes": minutes, "group": group, "delivery": delivery, "need": need, "prepare": prepare}
    for minutes in (10, 17, 30, 45, 60, 90, 93, 120, 180, 240, 391, 480)
    for group in (1, 12, 30, 90, 250, 3000)
    for delivery in ("in-person", "online", "blended")
    for need, prepare in (("need-practical-skills", 2), ("need-apply-to-cases", 0), ("", 3))
]


def assert_is_sound(found: Any, answers: Answers, techniques: Sequence[Any]) -> None:
    """What holds of each plan, whatever the answers and the techniques."""
    known = {technique["id"]: technique for technique in techniques}
    if found["problem"]:
        assert found["blocks"] == []
        return
    blocks = found["blocks"]
    assert sum(block["minutes"] for block in blocks) == answers["minutes"]
    assert all(block["minutes"] > 0 for block in blocks)
    stages = [block["stage"] for block in blocks]
    assert "recall" in stages
    assert {"instruction", "practice"} & set(stages)
    once = [block["technique"] for block in blocks if block["technique"] and block["stage"] != "recall"]
    assert len(once) == len(set(once))
    for block in [
        *blocks,
        *({**each, "stage": "follow-up", "way": "self-paced"} for each in found["followUps"]),
    ]:
        if block["technique"]:
            assert_fits(known[block["technique"]], block, answers)
    if "break" in stages:
        assert stages[0] != "break" != stages[-1]


def assert_fits(technique: Any, block: Any, answers: Answers) -> None:
    assert block["stage"] in technique["stages"]
    assert block["way"] in technique["delivery"]
    assert technique["time"][0] <= block["minutes"] <= technique["time"][1]
    assert technique["group"][0] <= int(str(answers["group"])) <= technique["group"][1]
    assert technique["prepare"] <= int(str(answers["prepare"]))
    assert technique["verdict"] != "does-not-work-as-believed"


# The rule


@RELAXED
@given(answers=ANSWERS, techniques=TECHNIQUES)
def test_a_plan_adds_up_and_holds_only_what_fits(
    run: Run, answers: dict[str, object], techniques: list[Any]
) -> None:
    assert_is_sound(plan(run, answers, techniques), answers, techniques)


@RELAXED
@given(answers=ANSWERS, techniques=TECHNIQUES, seed=st.integers(0, 10))
def test_the_order_of_the_techniques_never_counts(
    run: Run, answers: dict[str, object], techniques: list[Any], seed: int
) -> None:
    shuffled = random.Random(seed).sample(techniques, len(techniques))
    assert plan(run, answers, techniques) == plan(run, answers, shuffled)


@pytest.mark.parametrize("seed", range(6))
def test_some_of_the_real_techniques_in_any_order_give_one_sound_plan(
    run: Run, techniques: list[Any], seed: int
) -> None:
    chance = random.Random(seed)
    some = chance.sample(techniques, chance.randint(len(techniques) // 2, len(techniques)))
    mixed = chance.sample(some, len(some))
    both = run(
        "(all, a, b) => all.map((answers) => [a, b].map((list) => kbPlanning.plan(answers, list)))",
        REAL_ANSWERS,
        some,
        mixed,
    )
    for answers, (first, second) in zip(REAL_ANSWERS, both, strict=True):
        assert first == second
        assert_is_sound(first, answers, some)


def test_every_plan_of_the_real_techniques_is_sound(run: Run, techniques: list[Any]) -> None:
    found = run("(all, t) => all.map((a) => kbPlanning.plan(a, t))", REAL_ANSWERS, techniques)
    for answers, made in zip(REAL_ANSWERS, found, strict=True):
        assert_is_sound(made, answers, techniques)
    assert sum(not made["problem"] for made in found) > len(found) / 2


def test_the_rule_uses_no_clock_no_chance_and_no_page(run: Run, techniques: list[Any]) -> None:
    guarded = """(code, all, t) => {
        const hidden = ['Date', 'document', 'window', 'location', 'localStorage', 'fetch', 'navigator'];
        const seen = {};
        const math = Object.create(null, Object.getOwnPropertyDescriptors(Math));
        math.random = undefined;
        new Function('globalThis', 'Math', ...hidden, code)(seen, math);
        const made = (rule) => all.map((a) => JSON.stringify(rule.plan(a, t)));
        return made(seen.kbPlanning).map((text, index) => text === made(kbPlanning)[index]);
    }"""
    code = (SCRIPTS / "planning.js").read_text(encoding="utf-8")
    assert all(run(guarded, code, REAL_ANSWERS[::7], techniques))


def test_what_does_not_work_is_never_proposed(run: Run) -> None:
    bad = make_technique("bad", *STAGE_LABELS, verdict="does-not-work-as-believed")
    good = [make_technique("explain", "instruction", verdict="unknown"), make_technique("ask", "recall")]
    answers = {"minutes": 90, "group": 10}
    made = plan(run, answers, [bad, *good])
    assert {block["technique"] for block in made["blocks"]} <= {"explain", "ask", None}
    others = run(
        "(a, t, b) => b.map((_, i) => kbPlanning.alternatives(a, t, b, i)).flat()",
        answers,
        [bad, *good],
        made["blocks"],
    )
    assert "bad" not in {other["technique"] for other in others}
    assert run("(a, t) => kbPlanning.suggest(a, t, [], 'practice')", answers, [bad, *good]) is None


def test_practice_is_one_of_the_techniques_for_what_must_change(run: Run) -> None:
    techniques = [
        make_technique("explain", "instruction"),
        make_technique(
            "act", "practice", needs=["need-a"], verdict="unknown", certainty="very-low", adults=0
        ),
        make_technique("draw", "practice"),
        make_technique("ask", "recall"),
    ]
    with_need = plan(run, {"minutes": 30, "need": "need-a"}, techniques)
    without = plan(run, {"minutes": 30}, techniques)
    assert "act" in {block["technique"] for block in with_need["blocks"]}
    assert "draw" in {block["technique"] for block in without["blocks"]}


def test_more_certain_evidence_comes_first_and_equals_go_by_preparation_then_name(run: Run) -> None:
    def first(*techniques: Any) -> str:
        made = plan(run, {"minutes": 15}, [*techniques, make_technique("ask", "recall")])
        return str(made["blocks"][0]["technique"])

    low = make_technique("a", "instruction", certainty="low")
    high = make_technique("b", "instruction")
    assert first(low, high) == "b"
    assert first({**high, "id": "a", "prepare": 1}, high) == "b"
    assert first({**high, "id": "c"}, high) == "b"


def test_recall_comes_back_later_and_says_how_much_later(run: Run, techniques: list[Any]) -> None:
    made = plan(run, {"minutes": 300, "group": 20}, techniques)
    recalls = [block for block in made["blocks"] if block["stage"] == "recall"]
    assert len(recalls) >= 3
    assert all(block["since"] >= 20 for block in recalls)
    assert [each["day"] for each in made["followUps"]] == [1, 14, 35]


@pytest.mark.parametrize(("delivery", "most"), [("in-person", 90), ("online", 60)])
def test_breaks_keep_the_work_between_them_short(
    run: Run, techniques: list[Any], delivery: str, most: int
) -> None:
    for minutes in range(30, 481, 15):
        made = plan(run, {"minutes": minutes, "group": 20, "delivery": delivery}, techniques)
        stretches = [0]
        for block in made["blocks"]:
            if block["stage"] == "break":
                stretches.append(0)
            else:
                stretches[-1] += block["minutes"]
        assert sum(stretches) / len(stretches) <= most
        assert max(stretches) <= most * 1.5


def test_a_blended_plan_begins_alone_and_its_meeting_with_recall(run: Run, techniques: list[Any]) -> None:
    made = plan(run, {"minutes": 120, "group": 15, "delivery": "blended"}, techniques)
    ways = [block["way"] for block in made["blocks"]]
    assert ways == sorted(ways, key="self-paced in-person".split().index)
    together = [block for block in made["blocks"] if block["way"] == "in-person"]
    assert together[0]["stage"] == "recall"


def test_where_nothing_fits_it_says_what_would_have_to_change(run: Run, techniques: list[Any]) -> None:
    made = plan(run, {"minutes": 10, "group": 500, "delivery": "in-person"}, techniques)
    assert made["problem"] == "nothing-fits"
    [gap] = made["gaps"]
    assert gap["stage"] == "recall"
    change = gap["changes"][0]
    assert change["change"] == "smaller-group"
    assert "retrieval-practice" in change["techniques"]
    smaller = plan(run, {"minutes": 10, "group": -(-500 // change["groups"])}, techniques)
    assert smaller["problem"] == ""


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"minutes": 9}, "too-short"),
        ({"minutes": 19, "delivery": "blended"}, "too-short"),
        ({"minutes": 481}, "too-long"),
        ({"minutes": 60}, "nothing-fits"),
    ],
)
def test_there_may_be_no_plan(run: Run, answers: Answers, problem: str) -> None:
    assert plan(run, answers, [])["problem"] == problem


@RELAXED
@given(answers=ANSWERS, techniques=TECHNIQUES)
def test_alternatives_fit_and_are_not_in_the_plan(
    run: Run, answers: dict[str, object], techniques: list[Any]
) -> None:
    blocks = plan(run, answers, techniques)["blocks"]
    known = {technique["id"]: technique for technique in techniques}
    for index, block in enumerate(blocks):
        if not block["technique"]:
            continue
        others = run(
            "(a, t, b, i) => kbPlanning.alternatives(a, t, b, i)", answers, techniques, blocks, index
        )
        points = [other["points"] for other in others]
        assert points == sorted(points, reverse=True)
        for other in others:
            assert other["technique"] != block["technique"]
            assert_fits(known[other["technique"]], {**block, "minutes": other["minutes"]}, answers)


@RELAXED
@given(answers=ANSWERS, techniques=TECHNIQUES, more=st.integers(-60, 60))
def test_minutes_can_be_fitted_again(
    run: Run, answers: dict[str, object], techniques: list[Any], more: int
) -> None:
    blocks = plan(run, answers, techniques)["blocks"]
    wanted = int(str(answers["minutes"])) + more
    fitted = run("(b, t, m) => kbPlanning.fitMinutes(b, t, m)", blocks, techniques, wanted)
    if fitted is None or not blocks:
        return
    known = {technique["id"]: technique for technique in techniques}
    assert sum(block["minutes"] for block in fitted) == wanted
    for block in fitted:
        if block["technique"]:
            assert_fits(known[block["technique"]], block, answers)
    untouched = run("(b, t, m) => kbPlanning.fitMinutes(b, t, m)", blocks, techniques, answers["minutes"])
    assert sum(block["minutes"] for block in untouched) == answers["minutes"]


@pytest.mark.parametrize(
    ("given_", "read"),
    [
        ({}, {"minutes": 90, "group": 20, "delivery": "in-person", "prepare": 2, "need": "", "audience": ""}),
        ({"minutes": "45", "group": "1e9", "delivery": "constructor"}, {"minutes": 45, "group": 100000}),
        ({"minutes": "x", "prepare": -4, "need": 7}, {"minutes": 90, "prepare": 0, "need": ""}),
    ],
)
def test_answers_are_read_whatever_comes(
    run: Run, given_: dict[str, object], read: dict[str, object]
) -> None:
    found = run("(a) => kbPlanning.readAnswers(a)", given_)
    assert {name: found[name] for name in read} == read


def test_the_page_on_the_rule_states_its_version_and_its_numbers(run: Run) -> None:
    text = (PROJECT / "docs" / "planning.md").read_text(encoding="utf-8")
    assert f"version {run('() => kbPlanning.VERSION')} of the rule" in text
    stages = run("() => kbPlanning.STAGES")
    named = ["opening", "instruction", "practice", "feedback", "recall", "transfer"]
    weights = ", ".join(f"{stages[name]['label'].lower()} {stages[name]['weight']}" for name in named)
    assert f"({weights})" in text
    most = [str(stages[name]["most"]) for name in named]
    assert f"({', '.join(most[:-1])} and {most[-1]} minutes)" in text


def test_the_labels_of_the_parts_are_those_of_the_library(run: Run) -> None:
    stages = run("() => kbPlanning.STAGES")
    assert {name: stages[name]["label"] for name in STAGE_LABELS} == STAGE_LABELS


def test_techniques_for_planning_are_complete_and_light(techniques: list[Any]) -> None:
    ids = [technique["id"] for technique in techniques]
    assert ids == sorted(ids)
    assert {"retrieval-practice", "worked-examples", "implementation-intentions"} <= set(ids)
    assert not {"learning-styles", "one-off-workshops", "e-learning"} & set(ids)
    for stage in STAGE_LABELS:
        assert sum(stage in technique["stages"] for technique in techniques) >= 2, stage


# The address

TEXT = st.one_of(st.text(max_size=60), st.text(alphabet="!~01 a", max_size=12))
BLOCKS = st.lists(
    st.fixed_dictionaries(
        {
            "stage": st.sampled_from(["opening", "instruction", "practice", "recall", "own", "break"]),
            "technique": st.sampled_from(["explain", "ask", None]),
            "minutes": st.integers(1, 300),
            "way": st.sampled_from(["in-person", "self-paced"]),
            "title": TEXT,
            "note": TEXT,
        }
    ),
    max_size=8,
)
STATES = st.fixed_dictionaries(
    {
        "answers": st.fixed_dictionaries(
            {
                "minutes": st.integers(1, 500),
                "group": st.integers(1, 5000),
                "delivery": st.sampled_from(["in-person", "blended"]),
                "prepare": st.integers(0, 3),
                "need": st.sampled_from(["", "need-a"]),
                "audience": st.sampled_from(["", "trainers"]),
                "objective": TEXT,
                "languages": st.lists(st.sampled_from(["English", "Français", "العربية"]), unique=True),
            }
        ),
        "start": st.fixed_dictionaries(
            {
                "day": st.dates(datetime.date(1901, 1, 1), datetime.date(2199, 12, 31)).map(str),
                "time": st.times().map(lambda time: f"{time:%H:%M}"),
            }
        ),
        "isEdited": st.booleans(),
        "blocks": BLOCKS,
    }
)
KNOWN = """const known = {
    techniques: new Set(['explain', 'ask']), needs: new Set(['need-a']), audiences: new Set(['trainers']),
};"""
READ = f"(text) => {{ {KNOWN} return kbPlanTexts.readAddress(text, known); }}"


def clean(run: Run, state: dict[str, Any]) -> dict[str, Any]:
    """The state as an address may hold it: texts on one line, blocks only where they were changed."""
    tidy = """(state) => {
        const text = kbPlanTexts.cleanText;
        state.answers.objective = text(state.answers.objective, 300);
        const tidyBlock = (b) => ({ ...b, title: text(b.title, 120), note: text(b.note, 600) });
        state.blocks = state.isEdited ? state.blocks.map(tidyBlock) : [];
        return state;
    }"""
    found: dict[str, Any] = run(tidy, state)
    for block in found["blocks"]:
        if block["stage"] not in {"own", "break"} and not block["technique"]:
            block["title"] = block["title"] or run("(s) => kbPlanning.STAGES[s].label", block["stage"])
            block["stage"] = "own"
        elif block["stage"] == "own":
            block["title"] = block["title"] or "Own part"
        if block["stage"] in {"own", "break"}:
            block["technique"] = None
    return found


def test_a_text_that_is_clean_stays_as_it_is(run: Run) -> None:
    once = run("(text) => kbPlanTexts.cleanText(text, 60)", "0\r\ud7c7\r0")
    assert once == "0 0"
    assert run("(text) => kbPlanTexts.cleanText(text, 60)", once) == once


@RELAXED
@given(state=STATES)
def test_a_plan_comes_back_out_of_its_address(run: Run, state: dict[str, Any]) -> None:
    wanted = clean(run, state)
    address = run("(state) => kbPlanTexts.writeAddress(state)", wanted)
    assert address.startswith("plan=1&")
    found = run(READ, f"#{address}")
    assert found == {**wanted, "isNewer": False}


@RELAXED
@given(text=st.one_of(st.text(), st.text(alphabet="plan=1&bmgdsol~!%~-09 ", max_size=80)))
def test_any_address_can_be_read(run: Run, text: str) -> None:
    for address in (text, f"#plan=1&{text}", f"#plan=1&b={text}"):
        found = run(READ, address)
        assert found is None or all(block["minutes"] >= 1 for block in found["blocks"])


def test_an_address_of_a_later_version_is_read_as_far_as_it_is_known(run: Run) -> None:
    address = (
        "plan=7&m=45&d=by-rocket&n=need-z&x=1&b=recall~ask~~10~~&b=dance~nobody~~20~~&b=recall~nobody~~5~~"
    )
    found = run(READ, address)
    assert found["isNewer"]
    assert found["answers"]["minutes"] == 45
    assert found["answers"]["delivery"] == "in-person"
    assert found["answers"]["need"] == ""
    parts = [
        (block["stage"], block["technique"], block["minutes"], block["title"]) for block in found["blocks"]
    ]
    assert parts == [("recall", "ask", 10, ""), ("own", None, 20, "Own part"), ("own", None, 5, "Recall")]


def test_an_address_without_a_plan_is_none(run: Run) -> None:
    assert run(READ, "#how-a-plan-is-made") is None


# Markdown

SMALL_TECHNIQUES = [
    make_technique("retrieval-practice", "recall"),
    make_technique("spaced-practice", "instruction", "follow-up"),
]
WRITE = """(state, blocks, follow, techniques) => kbPlanTexts.writeMarkdown(
    state, blocks, follow, new Map(techniques.map((t) => [t.id, t])),
    { needs: new Map(), audiences: new Map() },
)"""
SMALL_BLOCKS = [
    {"stage": "instruction", "technique": "spaced-practice", "minutes": 20, "way": "in-person"},
    {"stage": "own", "technique": None, "minutes": 5, "way": "in-person"},
    {"stage": "break", "technique": None, "minutes": 10, "way": "in-person"},
    {"stage": "recall", "technique": "retrieval-practice", "minutes": 15, "way": "in-person", "since": 20},
]


def make_state(objective: str, **changes: object) -> dict[str, Any]:
    return {
        "answers": {
            "minutes": 50,
            "group": 20,
            "delivery": "in-person",
            "prepare": 1,
            "need": "",
            "audience": "",
            "objective": objective,
            "languages": [],
            **changes,
        },
        "start": {"day": "2026-11-30", "time": "09:00"},
    }


NASTY = [
    "",
    "Decide whether [@nobody2020] or [[no-such-record]] applies | {: onclick=x}",
    "<script>alert(1)</script> <img src=x onerror=alert(1)>",
    "javascript:alert(1)",
    "data: collect them &#106;avascript:x",
    "`code` **bold** \\ \"quoted\" 'single' # no heading: yes, - no list",
    "Ecrire à l’adresse a@b.org, 数据, البيانات\u200f, 🙂\u202e\u0007\u2028\ufeff\udc00",
    "--- \n---\ntitle: other",
    "x" * 500,
]


def write_markdown(run: Run, text: str) -> str:
    tidy = run("(text) => kbPlanTexts.cleanText(text, 300)", text)
    blocks = [{**block, "title": "", "note": tidy, "parts": []} for block in SMALL_BLOCKS]
    blocks[1]["title"] = tidy
    follow = [{"day": 14, "technique": "spaced-practice", "minutes": 5}]
    return str(
        run(WRITE, make_state(tidy, languages=[tidy] if tidy else []), blocks, follow, SMALL_TECHNIQUES)
    )


@pytest.fixture
def add_training(draft: Draft, add_tags: None) -> Callable[[str], list[str]]:
    """Puts a text into the small knowledge base as a training; gives the errors that the checker finds."""
    before = draft.check()

    def add(text: str) -> list[str]:
        draft.write("entries/trainings/session-plan.md", text)
        found = [finding for finding in draft.check() if finding not in before]
        return [str(finding) for finding in found if finding.severity is Severity.ERROR]

    return add


@pytest.fixture
def add_tags(draft: Draft) -> None:
    """The tags that a plan carries, where the small vocabulary lacks them."""
    path = draft.root / "entries" / "vocabulary.yml"
    text = path.read_text(encoding="utf-8")
    wanted = {
        "adult-learners": "audience",
        "workshop": "format",
        "classroom": "setting",
        "under-an-hour": "effort",
    }
    for tag, facet in wanted.items():
        if f"\n{tag}:" not in text:
            text += f"{tag}:\n  label: {tag}\n  definition: A tag.\n  facet: {facet}\n"
    path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize("text", NASTY)
def test_the_markdown_of_a_plan_is_a_record_whatever_people_typed(
    run: Run, add_training: Callable[[str], list[str]], text: str
) -> None:
    assert add_training(write_markdown(run, text)) == []


@settings(parent=RELAXED, max_examples=40)
@given(text=st.text(max_size=80))
def test_the_markdown_of_a_plan_is_a_record_for_any_text(
    run: Run, add_training: Callable[[str], list[str]], text: str
) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    assert add_training(write_markdown(run, text)) == []


def test_the_markdown_says_what_was_planned(run: Run, draft: Draft, add_tags: None) -> None:
    draft.write("entries/trainings/session-plan.md", write_markdown(run, "Decide in a written case"))
    record = draft.read().records["session-plan"]
    data: Any = record.data
    assert data.objectives == ["Decide in a written case"]
    assert data.duration == 50
    assert [session.technique for session in data.sessions] == [
        "spaced-practice", None, None, "retrieval-practice",
    ]  # fmt: skip
    assert data.status.value == "draft"
    assert "09:00–09:20 | 20 | Explanation | [[spaced-practice]]" in record.document.body


# Calendar

CALENDAR = """(state, blocks, follow, techniques) => kbPlanTexts.writeCalendar(
    state, blocks, follow, new Map(techniques.map((t) => [t.id, t])), '20261124T080000Z',
)"""
FOLLOW_UPS = [{"day": day, "technique": "spaced-practice", "minutes": 5} for day in (1, 14, 35)]


def write_calendar(run: Run, objective: str, alone: int = 0) -> str:
    blocks = [{**block, "title": "", "note": objective} for block in SMALL_BLOCKS]
    for block in blocks[:alone]:
        block["way"] = "self-paced"
    return str(run(CALENDAR, make_state(objective), blocks, FOLLOW_UPS, SMALL_TECHNIQUES))


@RELAXED
@given(text=st.text(max_size=200))
def test_a_calendar_file_is_valid_and_keeps_the_words(run: Run, text: str) -> None:
    name = run("(text) => kbPlanTexts.cleanText(text, 300)", text)
    written = write_calendar(run, name)
    lines = written.split("\r\n")
    assert "\n" not in written.replace("\r\n", "")
    assert all(len(line.encode()) <= 75 for line in lines)
    calendar = Calendar.from_ical(written)
    events = list(calendar.walk("VEVENT"))
    assert not any(event.errors for event in events)
    assert str(events[0]["SUMMARY"]) == (name or "Session of 50 minutes")
    assert name in str(events[0]["DESCRIPTION"])


def test_a_calendar_file_holds_the_session_and_its_follow_ups_at_the_time_of_the_wall(run: Run) -> None:
    events = list(Calendar.from_ical(write_calendar(run, "Decide")).walk("VEVENT"))
    starts = [event.decoded("DTSTART") for event in events]
    nine = datetime.datetime(2026, 11, 30, 9)
    assert starts == [nine, *(nine + datetime.timedelta(days=days) for days in (1, 14, 35))]
    assert events[0].decoded("DTEND") - starts[0] == datetime.timedelta(minutes=50)
    assert {event.decoded("DTSTAMP").isoformat() for event in events} == {"2026-11-24T08:00:00+00:00"}
    assert len({str(event["UID"]) for event in events}) == 4
    assert "09:35–09:50 Recall: Retrieval-practice" in str(events[0]["DESCRIPTION"])
    again = list(Calendar.from_ical(write_calendar(run, "Decide")).walk("VEVENT"))
    assert [event["UID"] for event in again] == [event["UID"] for event in events]


def test_what_is_done_alone_has_a_day_of_its_own_before(run: Run) -> None:
    events = list(Calendar.from_ical(write_calendar(run, "Decide", alone=1)).walk("VEVENT"))
    assert events[0].decoded("DTSTART") == datetime.date(2026, 11, 28)
    assert str(events[0]["SUMMARY"]).startswith("Alone, before the meeting")
    length = events[1].decoded("DTEND") - events[1].decoded("DTSTART")
    assert length == datetime.timedelta(minutes=30)
