"""Activities that may be one, and what people said of them: found once, until it is settled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import PROJECT, Draft

from knowledgebase.checks.same_activity import check_circles, check_contradiction, check_resemblance
from knowledgebase.findings import Finding, Severity
from knowledgebase.knowledge import read_knowledge_base

One = Callable[[], Finding]
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
OTHER = "entries/activities/zz-other.md"
TITLE = "title: Seminar on Migration and the Millennium Development Goals"
SUMMARY = "summary: A one-day seminar for diplomats in New York."


@pytest.fixture
def double(draft: Draft) -> Draft:
    """Two records of one seminar, told in other words by the partner."""
    draft.replace(SEMINAR, "tags: [diplomats,", "tags: [memory, diplomats,")
    text = (draft.root / SEMINAR).read_text()
    text = text.replace(TITLE, "title: Migration and the Millennium Development Goals, a briefing")
    text = text.replace(SUMMARY, "summary: Delegates and diplomats learned from case studies in New York.")
    text = text.replace("lead: unitar\npartners: [iom]", "lead: iom\npartners: [unitar]")
    draft.write(OTHER, text.replace("created: 2026-11-05", "created: 2026-11-06"))
    return draft


def test_a_double_in_other_words_is_noted_at_the_title_of_the_newer(double: Draft, one: One) -> None:
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (OTHER, "KB170", 3, 8)
    assert finding.severity is Severity.WARNING
    assert SEMINAR in finding.message
    assert "2010" in finding.message
    assert "not_duplicate_of: [{id: unitar-seminar-migration-mdgs, reason: …}]" in finding.hint


def test_the_newer_one_is_told_by_its_day_and_not_by_its_name(double: Draft, one: One) -> None:
    double.replace(OTHER, "created: 2026-11-06", "created: 2026-11-04")
    assert one().path == SEMINAR


@pytest.mark.parametrize("field", ["duplicate_of: {0}", "not_duplicate_of: [{0}]"])
@pytest.mark.parametrize(
    ("holder", "other"), [(OTHER, "unitar-seminar-migration-mdgs"), (SEMINAR, "zz-other")]
)
def test_what_a_person_settled_in_either_record_is_left_alone(
    double: Draft, field: str, holder: str, other: str
) -> None:
    said = field.format(f"{{id: {other}, reason: Both pages were read.}}")
    double.replace(holder, "needs:", f"{said}\nneeds:")
    assert double.check() == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("period: {start: 2010-09-02, end: 2010-09-02}", "period: {start: 2012-09-02, end: 2012-09-02}"),
        ("countries: [USA]", "countries: [CHE]"),
        ("activity_type: seminar series", "activity_type: toolkit"),
        ("lead: iom\npartners: [unitar]", "lead: iom"),
    ],
)
def test_what_is_told_apart_by_its_fields_is_left_alone(double: Draft, old: str, new: str) -> None:
    double.replace(OTHER, old, new)
    if new == "lead: iom":
        double.replace(SEMINAR, "partners: [iom]\n", "")
    assert double.check() == []


def test_a_judgement_says_why(double: Draft) -> None:
    double.replace(OTHER, "needs:", "duplicate_of: {id: unitar-seminar-migration-mdgs}\nneeds:")
    finding = next(item for item in double.check() if item.path == OTHER)
    assert (finding.code, finding.line, finding.column) == ("KB105", 13, 1)
    assert "reason" in finding.message


def test_a_bare_id_is_no_judgement(double: Draft) -> None:
    double.replace(OTHER, "needs:", "not_duplicate_of: [unitar-seminar-migration-mdgs]\nneeds:")
    finding = next(item for item in double.check() if item.path == OTHER)
    assert (finding.code, finding.line, finding.column) == ("KB106", 13, 20)
    assert "{id, reason}" in finding.hint


def test_the_activity_that_is_named_exists(double: Draft) -> None:
    double.replace(OTHER, "needs:", "duplicate_of: {id: unitar-seminar, reason: The same day.}\nneeds:")
    assert [item.code for item in double.check() if item.line == 13] == ["KB113"]


def test_a_circle_of_two_is_one_mistake(double: Draft, one: One) -> None:
    double.replace(
        OTHER, "needs:", "duplicate_of: {id: unitar-seminar-migration-mdgs, reason: Same.}\nneeds:"
    )
    double.replace(SEMINAR, "needs:", "duplicate_of: {id: zz-other, reason: Same.}\nneeds:")
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (OTHER, "KB171", 13, 20)


def test_a_chain_names_the_record_that_stays(double: Draft, one: One) -> None:
    text = (double.root / OTHER).read_text()
    double.write(
        "entries/activities/zz-third.md",
        text.replace("needs:", "duplicate_of: {id: zz-other, reason: The same.}\nneeds:"),
    )
    double.replace(
        OTHER, "needs:", "duplicate_of: {id: unitar-seminar-migration-mdgs, reason: Same.}\nneeds:"
    )
    finding = one()
    assert (finding.path, finding.code) == ("entries/activities/zz-third.md", "KB171")
    assert "`unitar-seminar-migration-mdgs`" in finding.hint


@pytest.mark.parametrize(
    ("holder", "other"), [(OTHER, "unitar-seminar-migration-mdgs"), (SEMINAR, "zz-other")]
)
def test_two_judgements_that_differ_are_found(double: Draft, one: One, holder: str, other: str) -> None:
    double.replace(
        OTHER, "needs:", "duplicate_of: {id: unitar-seminar-migration-mdgs, reason: Same.}\nneeds:"
    )
    double.replace(holder, "needs:", f"not_duplicate_of: [{{id: {other}, reason: Not.}}]\nneeds:")
    finding = one()
    assert (finding.path, finding.code) == (holder, "KB172")


def test_the_real_records_need_no_judgement() -> None:
    knowledge = read_knowledge_base(PROJECT)
    assert [*check_resemblance(knowledge), *check_circles(knowledge), *check_contradiction(knowledge)] == []
