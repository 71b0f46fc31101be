"""Text case of titles, in which protected words keep theirs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing.casing import apply_case, protect, unprotect

PLAIN = st.text(alphabet=st.characters(max_codepoint=0xFFFD, exclude_categories=["Cs", "Co"]), max_size=40)


def change(text: str, case: str, language: str = "en") -> str:
    """`text` in a case; what stands in braces is protected."""
    opened = [part.partition("}") for part in text.split("{")]
    hidden = opened[0][0] + "".join(protect(inside) + after for inside, _, after in opened[1:])
    return unprotect(apply_case(hidden, case, language))


@pytest.mark.parametrize(
    ("title", "changed"),
    [
        ("The Effect of Testing", "The effect of testing"),
        ("the effect: a Meta-Analysis", "The effect: A meta-analysis"),
        ("Does It Help? A Trial", "Does it help? A trial"),
        ("Stop! A Warning", "Stop! A warning"),
        ('On Recall: "The Effect"', 'On recall: "The effect"'),
        ("Learning in the {United Nations}", "Learning in the United Nations"),
        ("Reaching the {MDG}s", "Reaching the MDGs"),
        ("An {eLearning} Course", "An eLearning course"),
        ("{eLearning} at Work", "eLearning at work"),
        ("{DNA}-Based and Trans{D}ermal", "DNA-based and transDermal"),
        ("WHO and the iPhone", "WHO and the iPhone"),
        ("ALL ABOUT RECALL: AN OVERVIEW", "All about recall: An overview"),
        ("Über das Lernen: Eine Übersicht", "Über das lernen: Eine übersicht"),
        ("L'Apprentissage", "L'Apprentissage"),
        ("Vitamin C in Schools", "Vitamin C in schools"),
        ("Ratio 3:1 Explained", "Ratio 3:1 explained"),
        ("<i>In Vivo</i> Recall", "<i>In vivo</i> recall"),
        ("", ""),
    ],
)
def test_a_sentence_begins_with_a_capital_as_does_its_subtitle(title: str, changed: str) -> None:
    assert change(title, "sentence") == changed


@pytest.mark.parametrize(
    ("title", "changed"),
    [
        ("the effect of testing: a meta-analysis", "The Effect of Testing: A Meta-Analysis"),
        ("learning with and without an {iPhone}", "Learning with and Without an iPhone"),
        ("what students' notes say", "What Students' Notes Say"),
        ("The United Nations And The {mdg}s", "The United Nations and the mdgs"),
        ("<b>of</b> mice", "<b>Of</b> Mice"),
    ],
)
def test_a_title_in_english_has_capitals_but_for_small_words(title: str, changed: str) -> None:
    assert change(title, "title") == changed


def test_a_title_in_another_language_keeps_its_capitals() -> None:
    assert change("Zeitschrift für Pädagogik", "title", "de") == "Zeitschrift für Pädagogik"


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        ("lowercase", "<I>one two</I> DNA éa"),
        ("uppercase", "<I>ONE TWO</I> DNA ÉA"),
        ("capitalize-first", "<I>One two</I> DNA éa"),
        ("capitalize-all", "<I>One Two</I> DNA Éa"),
        ("no-such-case", "<I>one two</I> DNA éa"),
    ],
)
def test_the_other_cases_leave_markup_and_protected_words_alone(case: str, changed: str) -> None:
    assert change("<I>one two</I> {DNA} éa", case) == changed


@given(PLAIN)
def test_protected_text_has_no_case_and_comes_back_whole(text: str) -> None:
    hidden = protect(text)
    assert hidden.lower() == hidden.upper()
    assert unprotect(hidden) == text
    assert len(hidden) == len(text)


@pytest.mark.parametrize("case", ["sentence", "title", "lowercase", "capitalize-first", "capitalize-all"])
@given(text=st.text(alphabet="aBéÜ'’ :?!-<i>/ß", max_size=40))
def test_a_case_changes_the_case_alone(case: str, text: str) -> None:
    changed = apply_case(text, case, "en")
    assert changed.casefold() == text.casefold()
    assert apply_case(protect(text), case, "en") == protect(text)
