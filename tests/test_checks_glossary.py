"""Rules on the glossary and on learning paths: each finds its mistake at its place, and nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Draft

from knowledgebase.findings import Finding, Severity
from knowledgebase.glossary import term_slug

One = Callable[[], Finding]
GLOSSARY = "entries/glossary.yml"
PATHS = "entries/paths.yml"
TERMS = """\
# The terms that readers meet, in plain words.
Meta-analysis:
  definition: A study that works out an average from many studies.
  forms: [meta-analyses]
Retention:
  definition: How much of what was learned is still there after some time.
  see: [Spacing]
Spacing:
  definition: Learning the same thing several times, with gaps between.
  forms: [spaced learning]
  record: latimier-2021-spaced-retrieval
  source: latimier2021
"""
STEPS = """\
# A few records in a good order.
first-steps:
  title: First steps
  reader: For somebody who trains for the first time.
  outcome: You can ask before you tell.
  steps:
    - {record: retrieval-practice, purpose: Learn to ask.}
    - {record: rowland-2014-testing-effect, purpose: See that it helps.}
    - {record: unitar-seminar-migration-mdgs, purpose: See where it was used.}
    - {record: latimier-2021-spaced-retrieval, purpose: See by how much.}
    - {record: recall-half-day, purpose: Put both to use.}
"""
HARD = (
    "A standardised quantification of the magnitude of an intervention's consequences, facilitating"
    " comparison across heterogeneous investigations."
)


@pytest.fixture
def draft(draft: Draft) -> Draft:
    """The small knowledge base with terms and a path that lead to its records and sources."""
    draft.write(GLOSSARY, TERMS)
    draft.write(PATHS, STEPS)
    return draft


def test_a_sound_glossary_and_path_have_no_finding(draft: Draft) -> None:
    assert draft.check() == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "column"),
    [
        (GLOSSARY, "forms: [spaced learning]", "forms: [spaced learning, META ANALYSES]", "KB620", 10, 28),
        (GLOSSARY, "forms: [spaced learning]", "forms: [spaced learning, spaced-learning]", "KB620", 10, 28),
        (GLOSSARY, "forms: [spaced learning]", "forms: [spacing]", "KB620", 10, 11),
        (GLOSSARY, "Retention:\n", "Meta analysis:\n", "KB620", 5, 1),
        (GLOSSARY, "see: [Spacing]", "see: [Spacing, Spacin]", "KB621", 7, 18),
        (GLOSSARY, "see: [Spacing]", "see: [Retention]", "KB621", 7, 9),
        (GLOSSARY, "record: latimier-2021", "record: latimier-2012", "KB621", 11, 11),
        (GLOSSARY, "source: latimier2021", "source: latimier2012", "KB301", 12, 11),
        (GLOSSARY, "Learning the same thing several times, with gaps between.", HARD, "KB623", 9, 15),
        (GLOSSARY, "definition: A study", "definitoin: A study", "KB104", 3, 3),
        (GLOSSARY, "Spacing:", "Spacing:\n  definition: Twice.\nSpacing:", "KB107", 10, 1),
        (PATHS, "record: recall-half-day", "record: recall-half-year", "KB410", 11, 16),
        (PATHS, "record: recall-half-day", "record: testing-effect", "KB410", 11, 16),
        (PATHS, "first-steps:", "First steps:", "KB411", 2, 1),
        (PATHS, "    - {record: recall-half-day, purpose: Put both to use.}\n", "", "KB106", 7, 5),
    ],
)
def test_a_mistake_is_found_once_at_its_place(
    draft: Draft, one: One, name: str, old: str, new: str, code: str, line: int, column: int
) -> None:
    draft.replace(name, old, new)
    finding = one()
    assert (finding.code, finding.line, finding.column) == (code, line, column), finding
    assert finding.path == name
    assert finding.hint


def test_terms_out_of_order_are_a_warning_at_the_later_one(draft: Draft, one: One) -> None:
    draft.replace(GLOSSARY, "Spacing:", "Mixing:\n  definition: One kind after another.\nSpacing:")
    finding = one()
    assert (finding.code, finding.severity, finding.line) == ("KB622", Severity.WARNING, 8)
    assert "`Mixing` stands after `Retention`" in finding.message


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("forms: [spaced learning]", "forms: [spaced learning, learning with gaps]"),
        ("see: [Spacing]", "see: [Meta-analysis, Spacing]"),
        ("record: latimier-2021-spaced-retrieval", "record: testing-effect"),
        ("Retention:\n", "Odds ratio:\n"),
        ("A study that works out an average from many studies.", "Quantification of heterogeneity."),
    ],
)
def test_a_sound_glossary_has_no_finding(draft: Draft, old: str, new: str) -> None:
    draft.replace(GLOSSARY, old, new)
    assert draft.check() == []


def test_a_retracted_source_defines_nothing(draft: Draft) -> None:
    draft.replace(GLOSSARY, "source: latimier2021", "source: rowland2014")
    ledger = (draft.root / "bibliography.lock.yml").read_text(encoding="utf-8")
    start = ledger.index("rowland2014:")
    changed = ledger[:start] + ledger[start:].replace("status: current", "status: retracted", 1)
    draft.write("bibliography.lock.yml", changed)
    assert ("KB303", GLOSSARY) in {(finding.code, finding.path) for finding in draft.check()}


def test_a_term_of_a_draft_and_a_step_to_a_draft_are_found(draft: Draft) -> None:
    draft.replace("entries/research/latimier-2021-spaced-retrieval.md", "created:", "status: draft\ncreated:")
    found = {(finding.code, finding.path) for finding in draft.check()}
    assert {("KB621", GLOSSARY), ("KB410", PATHS)} <= found


def test_a_record_that_cannot_be_read_is_no_second_finding(draft: Draft, one: One) -> None:
    draft.replace("entries/trainings/recall-half-day.md", "title:", "tilte:")
    assert one().code == "KB104"


def test_a_knowledge_base_may_be_without_either_list(draft: Draft) -> None:
    (draft.root / GLOSSARY).unlink()
    (draft.root / PATHS).unlink()
    assert draft.check() == []


def test_a_glossary_that_is_no_yaml_is_one_finding(draft: Draft, one: One) -> None:
    draft.write(GLOSSARY, "Transfer: {definition: [\n")
    assert (one().code, one().path) == ("KB103", GLOSSARY)


def test_a_hint_names_what_was_meant(draft: Draft, one: One) -> None:
    draft.replace(PATHS, "record: recall-half-day", "record: recal-half-day")
    assert one().hint == "Did you mean `recall-half-day`?"


@pytest.mark.parametrize(
    ("term", "slug"),
    [("Hedges' g", "hedges-g"), ("Hedges’ g", "hedges-g"), ("I²", "i2"), ("Low- and high", "low-and-high")],
)
def test_a_term_has_a_plain_anchor(term: str, slug: str) -> None:
    assert term_slug(term) == slug
