"""Rules on dates, codes, numbers, names and files of records: each finds its mistake, and nothing else."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.checks import check_knowledge_base
from knowledgebase.checks.dates import _is_before
from knowledgebase.findings import Finding, Severity, has_errors
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
RETRIEVAL = "entries/techniques/retrieval-practice.md"
SPACED = "entries/techniques/spaced-practice.md"
ROWLAND = "entries/research/rowland-2014-testing-effect.md"
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
TRAINING = "entries/trainings/recall-half-day.md"
CONTRIBUTOR = "contributors:\n  - {name: A. Author, orcid: 0000-0002-1825-0097}\ncost: low"
EFFECT = "    measure: g\n    effect: 0.74\n"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "column"),
    [
        (RETRIEVAL, "reviewed: 2026-11-24", "reviewed: 2026-11-26", "KB118", 15, 11),
        (SPACED, "created: 2026-11-02", "created: 2062-11-02", "KB118", 6, 10),
        (SEMINAR, "status: planned", "status: internal\n    date: 2027", "KB118", 16, 11),
        (RETRIEVAL, "reviewed: 2026-11-24", "reviewed: 2026-10-31", "KB119", 15, 11),
        (SEMINAR, "end: 2010-09-02", "end: 2010-08", "KB119", 9, 34),
        (SEMINAR, "status: planned", "status: planned\n    date: 2009", "KB119", 16, 11),
        (LATIMIER, EFFECT, f"{EFFECT}    ci: [0.9, 0.6]\n", "KB120", 16, 9),
        (LATIMIER, EFFECT, f"{EFFECT}    ci: [0.8, 0.9]\n", "KB121", 15, 13),
        (LATIMIER, "    locator: Abstract\n", "", "KB122", 15, 13),
        (ROWLAND, "    locator: Abstract\n", "    n: 40\n", "KB122", 14, 8),
        (LATIMIER, "locator: Abstract", "locator: see the article", "KB123", 18, 14),
        (LATIMIER, "locator: Abstract", "locator: n/a", "KB123", 18, 14),
        (LATIMIER, EFFECT, "    measure: OR\n    effect: -0.4\n", "KB124", 15, 13),
        (LATIMIER, EFFECT, "    measure: RR\n    effect: 0.4\n    ci: [0, 1]\n", "KB124", 16, 10),
        (LATIMIER, EFFECT, "    measure: r\n    effect: 1.2\n", "KB124", 15, 13),
        (LATIMIER, EFFECT, "    measure: raw\n    effect: 10.7\n", "KB145", 15, 13),
        (LATIMIER, EFFECT, f"{EFFECT}    unit: points\n", "KB145", 16, 11),
        (LATIMIER, "audiences: [trainers]", "audiences: [trainers, memory]", "KB146", 23, 75),
        (LATIMIER, "audiences: [trainers]", "audiences: [trainer]", "KB146", 23, 65),
        (SEMINAR, "countries: [USA]", "countries: [USA, XYZ]", "KB125", 10, 18),
        (
            ROWLAND,
            "limitations:",
            "participants: {countries: [YUG]}\nlimitations:",
            "KB125",
            15,
            28,
        ),
        (SEMINAR, "languages: [en]", "languages: [en, xx]", "KB126", 11, 17),
        (SPACED, "created:", "language: zzz-Latn\ncreated:", "KB126", 6, 11),
        (RETRIEVAL, "cost: low", CONTRIBUTOR.replace("0097", "0098"), "KB127", 14, 30),
        (RETRIEVAL, "id: spaced-practice", "id: retrieval-practice", "KB128", 9, 10),
        (
            RETRIEVAL,
            "aliases: [testing-effect]",
            "aliases: [testing-effect, retrieval-practice]",
            "KB128",
            6,
            27,
        ),
        (SPACED, "created:", "superseded_by: spaced-practice\ncreated:", "KB128", 6, 16),
        (
            SEMINAR,
            "needs:",
            "not_duplicate_of: [{id: unitar-seminar-migration-mdgs, reason: Not.}]\nneeds:",
            "KB128",
            13,
            25,
        ),
        (RETRIEVAL, "[memory, trainers,", "[memory, trainers, memory,", "KB129", 5, 26),
        (RETRIEVAL, "aliases: [testing-effect]", "aliases: [testing-effect, testing-effect]", "KB129", 6, 27),
        (RETRIEVAL, "[Practice testing]", "[Practice testing, practice-Testing]", "KB129", 7, 35),
        (
            RETRIEVAL,
            "combines-with}\n",
            "combines-with}\n  - {id: spaced-practice, relation: contrast}\n",
            "KB129",
            10,
            10,
        ),
        (SEMINAR, "partners: [iom]", "partners: [iom, unitar]", "KB129", 7, 17),
        (
            SEMINAR,
            "techniques: [retrieval-practice]",
            "techniques: [retrieval-practice, testing-effect]",
            "KB129",
            12,
            34,
        ),
        (TRAINING, "  - Write three", "  - Understand three", "KB133", 7, 5),
        (SPACED, "all at once.", "all at once. It helps.", "KB134", 4, 10),
        (SPACED, "tags: [memory", "aliases: [index]\ntags: [memory", "KB138", 5, 11),
    ],
)
def test_one_mistake_is_one_finding_at_its_place(
    draft: Draft, one: One, name: str, old: str, new: str, code: str, line: int, column: int
) -> None:
    draft.replace(name, old, new)
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (name, code, line, column)


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (RETRIEVAL, "reviewed: 2026-11-24", "reviewed: 2026-11-25"),
        (RETRIEVAL, "reviewed: 2026-11-24", "reviewed: 2026-11-01"),
        (SEMINAR, "    level: reaction", "    level: reaction\n    date: 2027-05"),
        (SEMINAR, "    level: reaction", "    level: reaction\n    date: 2010"),
        (SEMINAR, "{start: 2010-09-02, end: 2010-09-02}", "{start: 2010-09-02}"),
        (LATIMIER, EFFECT, f"{EFFECT}    ci: [0.74, 0.74]\n"),
        (LATIMIER, EFFECT, "    measure: OR\n    effect: 1.4\n    ci: [0.9, 2.1]\n"),
        (LATIMIER, EFFECT, "    measure: r\n    effect: -1\n"),
        (LATIMIER, EFFECT, "    measure: raw\n    unit: per cent\n    effect: -37.9\n"),
        (LATIMIER, "audiences: [trainers]", "audiences: [trainers, diplomats]"),
        (LATIMIER, "locator: Abstract", "locator: p. 970"),
        (LATIMIER, "locator: Abstract", "locator: Table 2 of the article"),
        (LATIMIER, "locator: Abstract", "locator: Results, as quoted in a later review"),
        (ROWLAND, "    locator: Abstract\n", ""),
        (SEMINAR, "countries: [USA]", "countries: [USA, SSD, TLS]"),
        (SEMINAR, "languages: [en]", "languages: [fr, zh-Hant, pt-BR, es-419, tpi]"),
        (RETRIEVAL, "cost: low", CONTRIBUTOR),
        (RETRIEVAL, "cost: low", CONTRIBUTOR.replace("0000-0002-1825-0097", "0000-0002-1694-233X")),
        (SPACED, "all at once.", "all at once (e.g. Monday, vs. U.N. days)."),
        (SPACED, "all at once.", 'all at once; ask "why?" and wait.'),
        (SPACED, "all at once.", "all at once, as Dr. Bjork and J. Doe say."),
    ],
)
def test_what_is_sound_is_left_alone(draft: Draft, name: str, old: str, new: str) -> None:
    draft.replace(name, old, new)
    assert draft.check() == []


def test_a_country_that_is_no_more_is_named_in_the_hint(draft: Draft, one: One) -> None:
    draft.replace(SEMINAR, "countries: [USA]", "countries: [YUG]")
    assert "Yugoslavia" in one().hint


def test_a_date_ahead_stops_nothing_since_the_clock_may_be_wrong(draft: Draft) -> None:
    findings = check_knowledge_base(read_knowledge_base(draft.root, datetime.date(2020, 1, 1)))
    assert "KB118" in {finding.code for finding in findings}
    assert not has_errors(finding for finding in findings if finding.path.startswith("entries/"))


def test_a_record_past_its_review_is_found_on_the_day_after(draft: Draft) -> None:
    due = datetime.date(2028, 11, 2)  # 24 months after `created` of the technique
    before, after = (
        [
            finding
            for finding in check_knowledge_base(read_knowledge_base(draft.root, day))
            if finding.path == SPACED
        ]
        for day in (due, due + datetime.timedelta(days=1))
    )
    assert before == []
    assert [(finding.code, finding.line, finding.column) for finding in after] == [("KB132", 6, 10)]
    assert after[0].severity is Severity.WARNING


def test_a_superseded_record_needs_no_review(draft: Draft) -> None:
    draft.replace(SPACED, "created: 2026-11-02", "created: 2019-11-02\nsuperseded_by: retrieval-practice")
    assert draft.check() == []


@given(st.dates(), st.dates(), st.sampled_from([4, 7, 10]), st.sampled_from([4, 7, 10]))
def test_a_cut_date_is_before_another_only_if_the_whole_one_is(
    date: datetime.date, other: datetime.date, length: int, other_length: int
) -> None:
    if _is_before(date.isoformat()[:length], other.isoformat()[:other_length]):
        assert date < other
    if length == other_length == 10:
        assert _is_before(date.isoformat(), other.isoformat()) == (date < other)


@pytest.mark.parametrize(
    "objective",
    [
        "Understand the law",
        "Participants will understand the law",
        "To know the law",
        "By the end of the day, participants will be able to appreciate the law",
        "Be aware of the law",
        "Gain insight",
        "Knowledge of the law",
        "Awareness of risks",
        "The law",
        "How to interview",
        "Introduction to recall",
        "Fully grasp recall",
    ],
)
def test_an_objective_that_nobody_can_observe_is_found(draft: Draft, one: One, objective: str) -> None:
    draft.replace(TRAINING, "Write three recall questions for one's own session", f'"{objective}"')
    assert one().code == "KB133"


@pytest.mark.parametrize(
    "objective",
    [
        "Explain the law",
        "Participants can list five rules",
        "To interview a worker alone",
        "By the end of the day, participants will be able to write a plan",
        "Correctly fill in a form",
        "Question a colleague's plan",
        "Balance two aims in a plan",
        "Re-write three sentences",
        "Triage ten files",
    ],
)
def test_an_objective_that_one_can_observe_is_left_alone(draft: Draft, objective: str) -> None:
    draft.replace(TRAINING, "Write three recall questions for one's own session", f'"{objective}"')
    assert draft.check() == []


def test_objectives_in_another_language_are_not_judged_by_english_verbs(draft: Draft) -> None:
    draft.replace(TRAINING, "Write three recall questions for one's own session", "Information geben")
    draft.replace(TRAINING, "created:", "language: de\ncreated:")
    assert draft.check() == []


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("entries/technique/x.md", "`techniques`"),
        ("entries/x.md", "Folders of records"),
        ("entries/techniques/old/x.md", "`techniques`"),
        ("entries/techniques/x.markdown", "`x.md`"),
        ("entries/techniques/x.MD", "`x.md`"),
    ],
)
def test_a_record_that_nothing_reads_is_found(draft: Draft, one: One, name: str, hint: str) -> None:
    draft.write(name, "x")
    finding = one()
    assert (finding.path, finding.code) == (name, "KB137")
    assert hint in finding.hint


def test_other_files_beside_records_are_left_alone(draft: Draft) -> None:
    draft.write("entries/techniques/notes.txt", "x")
    draft.write("entries/techniques/.gitkeep", "")
    assert draft.check() == []


@pytest.mark.parametrize("name", ["index", "con", "lpt1"])
def test_a_name_that_cannot_be_a_file_or_page_is_found(draft: Draft, one: One, name: str) -> None:
    path = f"entries/trainings/{name}.md"
    draft.write(path, (draft.root / TRAINING).read_text().replace("Half a day on recall", "Other"))
    finding = next(found for found in draft.check() if found.code != "KB130")
    assert (finding.path, finding.code, finding.line) == (path, "KB138", 1)


def test_a_day_that_does_not_exist_is_one_finding(draft: Draft, one: One) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created: 2026-11-02", "created: 2026-02-30")
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB103", 6, 10)


def test_a_value_of_the_wrong_form_is_shown_with_the_form_it_should_have(draft: Draft, one: One) -> None:
    name = "entries/activities/unitar-seminar-migration-mdgs.md"
    text = (draft.root / name).read_text()
    draft.write(name, text.replace("schema_version: 1", "schema_version: 1\nlanguage: english", 1))
    finding = one()
    assert finding.message == "`language` cannot be so: `english` has not the form that it must have."
    assert finding.hint == "A language by BCP 47: en, fr, pt-BR."
