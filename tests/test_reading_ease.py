"""How hard a text is to read: what counts as a sentence and a word, and the rule for the first sections."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

import pytest
from conftest import PROJECT, Draft
from hypothesis import given
from hypothesis import strategies as st
from textstat import textstat

from knowledgebase.checks import check_knowledge_base
from knowledgebase.checks.reading_ease import HIGHEST_GRADE, LEAST_WORDS
from knowledgebase.findings import Finding, Severity
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.reading_ease import Phrases, count_syllables, find_sentences, measure, plain_text

One = Callable[[], Finding]
RETRIEVAL = "entries/techniques/retrieval-practice.md"
TRAINING = "entries/trainings/recall-half-day.md"
NONE = Phrases([])
EASY = "Ask three questions. Wait for the answer. Then tell. " * 8
HARD = (
    "Prior to the commencement of instructional activities, facilitators should systematically ascertain"
    " participants' pre-existing familiarity with the applicable documentation requirements, and subsequently"
    " accommodate the heterogeneous characteristics of the constituent organisational environments."
)


def sentences(markdown: str) -> list[str]:
    return [sentence.text for sentence in find_sentences(plain_text(markdown))]


def grade(text: str, familiar: Phrases = NONE) -> float:
    ease = measure(plain_text(text), familiar)
    assert ease is not None
    return ease.grade


# Sentences and words


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("One. Two? Three!", ["One.", "Two?", "Three!"]),
        ("It is 3.5 metres long, e.g. A4. Next.", ["It is 3.5 metres long, e.g. A4.", "Next."]),
        ("Write a card (see p. 33). Use it.", ["Write a card (see p. 33).", "Use it."]),
        ('Say: "Stop." Then wait.', ['Say: "Stop."', "Then wait."]),
        ("It rose … and fell.", ["It rose … and fell."]),
        ("A line\nthat goes on.\n\nAnother.", ["A line that goes on.", "Another."]),
        ("- ask\n- wait\n  a little\n- tell", ["ask", "wait a little", "tell"]),
        ("1. Ask. Wait.\n2. Tell", ["Ask.", "Wait.", "Tell"]),
        ("- ask\n    - softly\n    - twice", ["ask", "softly", "twice"]),
        ("1. **Ask (before).** Then wait.", ["Ask (before).", "Then wait."]),
        ("> Ask them.\n> Then wait.", ["Ask them.", "Then wait."]),
        ("## A heading\n\nText.\n\n| a | b |\n| --- | --- |\n| c | d |", ["Text."]),
        ("```\ncode here\n```\n\nText with `code` in it.", ["Text with in it."]),
        ("See [the list](../a/b.md) and <https://example.org/a>.", ["See the list and ."]),
        ("See [[spaced-practice]] and [[a|the other]].", ["See spaced practice and the other ."]),
        (
            "Words<!-- not these --> count[^1]. &nbsp; Yes.\n\n[^1]: A note.",
            ["Words count .", "Yes.", "A note."],
        ),
        ("", []),
    ],
)
def test_a_sentence_is_what_a_reader_takes_for_one(markdown: str, expected: list[str]) -> None:
    assert sentences(markdown) == expected


def test_a_sentence_knows_where_it_stands() -> None:
    text = "## Steps\n\n1. **Ask.** Then\n   wait.\n2. Tell (now).\n"
    places = [text[sentence.start :].split(maxsplit=1)[0] for sentence in find_sentences(plain_text(text))]
    assert places == ["Ask.**", "Then", "Tell"]


@given(st.text(alphabet="ab .!?*_[]()<>|`#-\n1@&;\\'\"", max_size=200))
def test_any_text_keeps_its_length_and_its_sentences_their_order(markdown: str) -> None:
    text = plain_text(markdown)
    assert len(text) == len(markdown)
    found = list(find_sentences(text))
    assert all(before.start < after.start for before, after in pairwise(found))
    assert all(sentence.words for sentence in found)


@pytest.mark.parametrize(
    "unit", [".", "a.", "[^", "[[", "a.a", "<a ", "!?", "- ", "* ", "\n", "http://", "``"]
)
def test_a_long_wild_text_is_read_in_one_go(unit: str) -> None:
    text = plain_text(unit * 40_000)
    assert len(text) == len(unit) * 40_000
    measure(text, NONE)


@pytest.mark.parametrize(("word", "count"), [("ask", 1), ("interleaving", 4), ("1,250", 1), ("xqz", 1)])
def test_syllables_are_counted(word: str, count: int) -> None:
    assert count_syllables(word) == count


# The grade


@pytest.mark.parametrize("text", [HARD, "The quick brown fox jumps over the lazy dog near the river bank."])
def test_the_grade_is_that_of_the_formula(text: str) -> None:
    plain = text.replace("-", "")
    assert grade(plain) == pytest.approx(textstat.flesch_kincaid_grade(plain), abs=0.05)


def test_each_item_of_a_list_makes_a_text_easier_to_read() -> None:
    items = "- ask three questions\n- wait for the answer\n- tell them what is right\n"
    assert grade(items) < grade(items.replace("- ", "").replace("\n", " "))


def test_the_words_of_names_and_terms_count_for_two_syllables_at_the_most() -> None:
    text = "Use interleaving and behaviour modelling here."
    assert grade(text, Phrases(["Interleaving", "behaviour-modelling"])) < grade(text)
    assert grade("Use cards here.", Phrases(["cards"])) == grade("Use cards here.")


def test_a_term_is_known_in_the_plural_and_in_any_case_but_not_in_part() -> None:
    familiar = Phrases(["Implementation intention"])
    assert familiar.cover("our IMPLEMENTATION intentions help".split()) == [False, True, True, False]
    assert familiar.cover("the implementation failed".split()) == [False, False, False]


def test_a_text_without_words_has_no_grade() -> None:
    assert measure(plain_text("## Heading\n\n---\n\n..."), NONE) is None


def test_what_makes_a_text_hard_is_named() -> None:
    ease = measure(plain_text(f"Short one. {HARD}"), Phrases(["heterogeneous"]))
    assert ease is not None
    assert ease.longest.text.startswith("Prior to")
    assert "organisational" in ease.hard_words
    assert "heterogeneous" not in ease.hard_words


# The rule


def test_a_hard_section_is_found_at_its_longest_sentence(draft: Draft, one: One) -> None:
    draft.replace(
        RETRIEVAL, "2. Let people answer", f"2. Then. {HARD} {HARD.replace('Prior', 'Before')}\n3. Let"
    )
    finding = one()
    assert (finding.code, finding.severity, finding.path) == ("KB150", Severity.WARNING, RETRIEVAL)
    assert (finding.line, finding.column) == (25, 10)
    assert finding.message.startswith("*How to do it* reads at grade ")
    assert (
        "has 30 words: `Prior to the commencement of instructional activities, facilitators …`"
        in finding.hint
    )
    assert "Make two of it." in finding.hint
    assert "Find shorter words for" in finding.hint


def test_citations_links_and_code_make_no_section_hard(draft: Draft) -> None:
    cited = "Ask [see especially the considerations of @rowland2014, pp. 1432-1440]. " * 3
    linked = "See [[latimier-2021-spaced-retrieval|it]] and [it](../contribute.md). `organisational_code`. "
    draft.replace(RETRIEVAL, "1. Write three", f"{EASY}{cited}{linked * 5}\n\n1. Write three")
    assert not [finding for finding in draft.check() if finding.code == "KB150"]


def test_a_short_section_is_not_measured(draft: Draft) -> None:
    assert len(HARD.split()) < LEAST_WORDS
    draft.replace(RETRIEVAL, "Ask, wait, then tell [@rowland2014].", HARD)
    assert draft.check() == []


def test_other_sections_are_not_measured(draft: Draft) -> None:
    draft.replace(RETRIEVAL, "When nothing was learned yet.", f"{HARD} {HARD.replace('Prior', 'Before')}")
    assert draft.check() == []


def test_a_record_in_another_language_is_not_measured(draft: Draft) -> None:
    draft.replace(
        RETRIEVAL, "2. Let people answer", f"2. Then. {HARD} {HARD.replace('Prior', 'Before')}\n3. Let"
    )
    draft.replace(RETRIEVAL, "cost: low", "cost: low\nlanguage: fr")
    assert draft.check() == []


def test_a_training_is_measured_where_it_has_such_a_section(draft: Draft) -> None:
    text = f"## In one minute\n\n{HARD} {HARD.replace('Prior', 'Before')}\n\n## Overview"
    draft.replace(TRAINING, "## Overview", text)
    assert "KB150" in {finding.code for finding in draft.check()}


def test_the_glossary_lets_a_section_name_its_terms(draft: Draft) -> None:
    words = "Use organisational considerations now. Then think of accommodation facilities. " * 8
    draft.replace(RETRIEVAL, "1. Write three", f"{words}\n\n1. Write three")
    assert [finding.code for finding in draft.check()] == ["KB150"]
    terms = ["Accommodation facilities", "Organisational considerations"]
    entries = "".join(f"{term}: {{definition: Something plain.}}\n" for term in terms)
    draft.write("entries/glossary.yml", entries)
    assert draft.check() == []


def test_no_section_of_the_real_records_is_too_hard() -> None:
    findings = check_knowledge_base(read_knowledge_base(PROJECT))
    assert [finding for finding in findings if finding.code in {"KB150", "KB623"}] == []
    assert HIGHEST_GRADE == 10
