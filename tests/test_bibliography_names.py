"""Names of people and institutions are taken apart as BibTeX takes them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.bibliography import Name, family_name
from knowledgebase.bibliography.names import OTHERS, parse_names, write_bibtex_name

WORDS = st.text(alphabet="aeéøłnrst", min_size=2, max_size=8).map(str.capitalize)


def one(text: str) -> Name:
    (name,) = parse_names(text)
    return name


@pytest.mark.parametrize(
    "text", ["Rowland, Christopher A.", "Christopher A. Rowland", "Rowland,Christopher A."]
)
def test_family_and_given_names_are_told_apart_in_either_order(text: str) -> None:
    assert one(text) == {"family": "Rowland", "given": "Christopher A."}


@pytest.mark.parametrize("text", ["Plato", "Plato,", "{P}lato"])
def test_a_person_may_have_one_name(text: str) -> None:
    assert one(text) == {"family": "Plato"}


@pytest.mark.parametrize(
    ("text", "particle", "family", "given"),
    [
        ("van der Berg, Jan", "van der", "Berg", "Jan"),
        ("Jan van der Berg", "van der", "Berg", "Jan"),
        ("Ludwig van Beethoven", "van", "Beethoven", "Ludwig"),
        ("von~Neumann, John", "von", "Neumann", "John"),
        (r"de la Vall{\'e}e Poussin, Charles", "de la", "Vallée Poussin", "Charles"),
        ("del Río, María", "del", "Río", "María"),
    ],
)
def test_a_particle_in_lower_case_is_kept_apart(text: str, particle: str, family: str, given: str) -> None:
    assert one(text) == {"family": family, "given": given, "non-dropping-particle": particle}


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("García Márquez, Gabriel", "García Márquez"),
        ("O'Brien, Patrick", "O'Brien"),
        ("d'Alembert, Jean", "d'Alembert"),
        ("Al-Azm, Sadiq", "Al-Azm"),
        ("{van der Berg}, Jan", "van der Berg"),
        ("Mc{D}onald, Ann", "McDonald"),
        ("李, 明", "李"),
    ],
)
def test_a_family_name_stays_whole(text: str, family: str) -> None:
    assert one(text)["family"] == family
    assert "non-dropping-particle" not in one(text)


@pytest.mark.parametrize(
    ("text", "family", "suffix", "given"),
    [
        ("King, Jr., Martin Luther", "King", "Jr.", "Martin Luther"),
        ("Smith, III, John", "Smith", "III", "John"),
        ("van Dyke, Sr., A., B.", "Dyke", "Sr.", "A. B."),
    ],
)
def test_a_suffix_stands_between_family_and_given_names(
    text: str, family: str, suffix: str, given: str
) -> None:
    name = one(text)
    assert (name["family"], name["suffix"], name["given"]) == (family, suffix, given)


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("{United Nations}", "United Nations"),
        ("{Simon and Schuster}", "Simon and Schuster"),
        ("{ACME, Inc.}", "ACME, Inc."),
        (r"{{\'E}cole Normale}", "École Normale"),
        ("{{UNITAR}}", "UNITAR"),
        (r"{Department \& Office}", "Department & Office"),
        ("{Research {and} Development}", "Research and Development"),
    ],
)
def test_an_institution_in_braces_stays_whole(text: str, literal: str) -> None:
    assert one(text) == {"literal": literal}


@pytest.mark.parametrize("text", ["{United} {Nations}", r"{\'E}tienne {Roy}", "{World Bank}, {The}"])
def test_braces_around_parts_make_no_institution(text: str) -> None:
    assert "family" in one(text)


@pytest.mark.parametrize("separator", [" and ", " AND ", "\n  and\n  ", " and\t"])
def test_names_are_joined_with_and_in_any_case_over_any_space(separator: str) -> None:
    names = parse_names(separator.join(["Roediger, H. L.", "{WHO}", "Karpicke, J. D."]))
    assert [family_name(name) for name in names] == ["Roediger", "WHO", "Karpicke"]


@pytest.mark.parametrize("text", ["Anderson, J.", "Sandy, B.", "Brandt, Andand"])
def test_and_within_a_word_joins_nothing(text: str) -> None:
    assert len(parse_names(text)) == 1


@pytest.mark.parametrize("text", ["Smith, J. and others", "Smith, J. and Others"])
def test_and_others_is_kept_as_the_last_name(text: str) -> None:
    assert parse_names(text)[1:] == [OTHERS]


@pytest.mark.parametrize("text", ["", " ", ",", "{}", "{", "}", " , ,"])
def test_a_list_without_a_name_is_empty(text: str) -> None:
    assert parse_names(text) == []


def test_a_given_name_alone_is_still_shown() -> None:
    assert one(", John") == {"literal": "John"}


@pytest.mark.parametrize(
    "text", ["Smith, John", "van der Berg, Jr., Jan", "{United Nations}", "others", "Plato"]
)
def test_a_name_is_written_as_bibtex_has_it(text: str) -> None:
    assert write_bibtex_name(one(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [("van der Berg, Jr., Jan", "van der Berg"), ("{United Nations}", "United Nations"), ("Plato", "Plato")],
)
def test_running_text_has_the_particle_and_no_given_name(text: str, shown: str) -> None:
    assert family_name(one(text)) == shown


@given(st.lists(st.tuples(WORDS, WORDS, st.sampled_from(["", "de ", "van der "])), min_size=1, max_size=4))
def test_names_that_are_written_are_read_back(people: list[tuple[str, str, str]]) -> None:
    names = parse_names(" and ".join(f"{particle}{family}, {given}" for family, given, particle in people))
    assert [(name["family"], name["given"]) for name in names] == [person[:2] for person in people]
    assert parse_names(" and ".join(write_bibtex_name(name) for name in names)) == names


@given(st.text(max_size=80) | st.text(alphabet="Aab,{}\\~\"' \n-", max_size=60))
def test_any_text_gives_names_without_empty_parts(text: str) -> None:
    for name in parse_names(text):
        assert all(name.values())
        assert set(name) == {"literal"} or "family" in name
