"""Rules on the numbers of translations and on the places in sources that they name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.checks.translated_numbers import _readings
from knowledgebase.findings import Finding, Severity
from knowledgebase.translations import fingerprint

One = Callable[[], Finding]
ORIGINAL = "entries/techniques/retrieval-practice.md"
FRENCH = "entries/techniques/retrieval-practice.fr.md"
SENTENCE = "When nothing was learned yet."


def translate(draft: Draft, english: str, french: str) -> None:
    """Lets the original say one thing in *When it does not work*, and its translation another."""
    draft.change(ORIGINAL, SENTENCE, english)
    original = draft.read().records["retrieval-practice"]
    body = original.document.body.replace(english, french)
    front_matter = (
        "---\ntitle: Rappel\nsummary: Rappeler.\n"
        f'translation_of: "{fingerprint(original)}"\nstatus: needs-review\ntranslators: [A. Person]\n---\n'
    )
    draft.write(FRENCH, front_matter + body)


@pytest.mark.parametrize(
    ("english", "translated"),
    [
        ("It was 0.45 in 1,500 people.", "C’était 0,45 chez 1 500 personnes."),
        ("It was 0.45 in 1,500 people.", "C’était 0.45 chez 1\u202f500 personnes."),
        ("It was 0.45 in 1,500 people.", "Era 0,45 en 1.500 personas."),
        ("It was 0.45 in 12,500 people, 75%.", "كان ٠٫٤٥ لدى ١٢٬٥٠٠ شخص، ٧٥٪."),
        ("It took 2 minutes.", "استغرق دقيقتين."),
        ("From 20 to 30, in 1999.", "En 1999, de 20 à 30."),
        ("Before: 3,204,000.", "Avant : 3 204 000."),
        ("See [[spaced-practice|30 days]].", "Voir [[spaced-practice|30 jours]]."),
        ("A half, 0.50, of them.", "La moitié, 0,5, d’entre eux."),
        ("First:\n\n12. One\n13. Two", "D’abord :\n\n1. Un\n2. Deux"),
        ("It is at https://example.org/2024/77.", "C’est à https://example.org/fr/99."),
    ],
)
def test_numbers_as_each_language_writes_them_are_left_alone(
    draft: Draft, english: str, translated: str
) -> None:
    translate(draft, english, translated)
    assert draft.check() == []


def test_another_number_is_found_where_it_stands(draft: Draft, one: One) -> None:
    translate(draft, "It was 0.45 in 1,500 people.", "C’était 0,54 chez 1 500 personnes.")
    found = one()
    assert (found.code, found.severity, found.column) == ("KB188", Severity.WARNING, 9)
    line = (draft.root / FRENCH).read_text().splitlines()[found.line - 1]
    assert line.startswith("C’était 0,54")
    assert "`0,54` stands here alone; `0.45` is missing" in found.message


def test_a_number_left_out_is_found_at_its_section(draft: Draft, one: One) -> None:
    translate(draft, "Of 40 people 30 came.", "Sur 40 personnes, beaucoup sont venues.")
    found = one()
    assert (found.code, found.column) == ("KB188", 1)
    line = (draft.root / FRENCH).read_text().splitlines()[found.line - 1]
    assert line == "## When it does not work"
    assert "`30` is missing" in found.message


def test_a_number_that_stands_once_too_often_is_found(draft: Draft, one: One) -> None:
    translate(draft, "Of 40 people 30 came.", "Sur 40 personnes, 30 sont venues, oui, 30.")
    assert (one().code, one().column) == ("KB188", 40)


def test_all_that_differs_in_a_section_is_one_finding(draft: Draft, one: One) -> None:
    translate(draft, "Of 40 people 30 came on 12 days.", "Sur 41 personnes, 31 sont venues 13 jours.")
    assert one().code == "KB188"


def test_another_place_in_a_source_is_found(draft: Draft, one: One) -> None:
    translate(draft, "It helps [@rowland2014, p. 1440].", "Cela aide [@rowland2014, p. 1441].")
    found = one()
    assert (found.code, found.severity, found.column) == ("KB189", Severity.ERROR, 12)
    assert "`p. 1440`" in found.message


def test_a_place_left_out_is_found_and_the_same_place_is_not(draft: Draft, one: One) -> None:
    translate(draft, "It helps [@rowland2014, pp. 1440-1442].", "Cela aide [@rowland2014].")
    assert one().code == "KB189"
    draft.change(FRENCH, "Cela aide [@rowland2014]", "Cela aide [@rowland2014, pages 1440–1442]")
    assert draft.check() == []


@given(st.integers(1, 10**9), st.integers(0, 999))
def test_a_number_means_the_same_in_every_language(whole: int, thousandths: int) -> None:
    decimals = f"{thousandths:03}"
    english = f"{whole:,}.{decimals}"
    french = english.replace(",", "\u00a0").replace(".", ",")
    spanish = english.replace(",", "_").replace(".", ",").replace("_", ".")
    assert _readings(english) & _readings(french)
    assert _readings(english) & _readings(spanish)
    assert _readings(f"{whole:,}") & _readings(f"{whole:,}".replace(",", " "))


@given(st.integers(100, 10**6), st.integers(100, 10**6))
def test_different_whole_numbers_mean_different_things(one_: int, other: int) -> None:
    assert bool(_readings(str(one_)) & _readings(str(other))) == (one_ == other)
