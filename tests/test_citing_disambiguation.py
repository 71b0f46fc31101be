"""Works that would be cited alike are told apart, once over a whole bibliography."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.bibliography import Bibliography, Reference, parse_bibliography
from knowledgebase.citing import CitationItem, Formatter
from knowledgebase.citing.disambiguation import Distinction, distinguish, sort_title


def bibliography(*records: str) -> Bibliography:
    """Articles by `key | authors | year | title`."""
    parts = [[part.strip() for part in record.split("|")] for record in records]
    text = "\n".join(
        f"@article{{{key}, author = {{{authors}}}, year = {{{year}}}, title = {{{title}}}}}"
        for key, authors, year, title in parts
    )
    found, findings = parse_bibliography(text, "b.bib")
    assert [finding for finding in findings if finding.code != "KB206"] == []
    return found


def shown(*records: str, style: str = "apa") -> dict[str, str]:
    """How each work is cited."""
    found = bibliography(*records)
    formatter = Formatter(found, style)
    return {key: formatter.short_text(key) for key in found}


def test_works_of_one_author_and_year_get_letters_in_the_order_of_their_titles() -> None:
    assert shown(
        "z | Doe, J. | 2006 | The apple", "b | Doe, J. | 2006 | A zebra", "c | Doe, J. | 2006 | “Bears”"
    ) == {"z": "Doe, 2006a", "b": "Doe, 2006c", "c": "Doe, 2006b"}


def test_letters_stand_in_references_and_in_citations_without_author() -> None:
    formatter = Formatter(bibliography("a | Doe, J. | 2006 | One", "b | Doe, J. | 2006 | Two"))
    assert "(2006b)" in formatter.reference_text("b")
    assert formatter.cite_html(CitationItem("b", 0, suppress_author=True)) == "2006b"


def test_letters_do_not_depend_on_what_a_page_cites_or_on_the_order_of_the_file() -> None:
    records = ["a | Doe, J. | 2006 | One", "b | Doe, J. | 2006 | Two", "c | Doe, J. | 2007 | One"]
    assert shown(*records) == shown(*reversed(records))
    assert shown(*records)["c"] == "Doe, 2007"


def test_works_without_a_year_get_letters_too() -> None:
    assert shown("a | Doe, J. | | One", "b | Doe, J. | | Two") == {"a": "Doe, n.d.-a", "b": "Doe, n.d.-b"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Doe, J.", "Doe, K. and Roe, L."),
        ("Doe, J. and Roe, L.", "Doe, J. and Poe, L."),
        ("Doe, J.", "Doe, J. and others"),
        ("Doe, J. and Roe, L.", "Doe, J. and Roe, L. and Poe, M."),
        ("{UNITAR}", "{UNHCR}"),
    ],
)
def test_works_that_are_cited_otherwise_need_no_letter(first: str, second: str) -> None:
    assert not distinguish(
        bibliography(f"a | {first} | 2006 | One", f"b | {second} | 2006 | Two").values(),
        by_names=True,
        by_year_suffix=True,
    )


def test_names_are_added_until_works_differ() -> None:
    assert shown(
        "a | Doe, J. and Roe, L. and Poe, M. and Lee, N. | 2006 | One",
        "b | Doe, J. and Roe, L. and Fox, M. and Lee, N. | 2006 | Two",
        "c | Doe, J. and Kim, L. and Fox, M. | 2006 | Three",
    ) == {
        "a": "Doe, Roe, Poe, et al., 2006",
        "b": "Doe, Roe, Fox, et al., 2006",
        "c": "Doe, Kim, et al., 2006",
    }


def test_where_all_names_are_needed_the_last_is_joined_as_the_style_does() -> None:
    records = (
        "a | Doe, J. and Roe, L. and Poe, M. | 2006 | One",
        "b | Doe, J. and Roe, L. and Fox, M. | 2006 | Two",
    )
    assert shown(*records)["a"] == "Doe, Roe, & Poe, 2006"
    assert shown(*records, style="chicago-author-date")["a"] == "Doe, Roe, and Poe 2006"
    formatter = Formatter(bibliography(*records))
    assert formatter.narrative_html(CitationItem("a", 0)) == "Doe, Roe, and Poe (2006)"


def test_more_names_for_one_work_are_not_kept_for_the_next() -> None:
    formatter = Formatter(
        bibliography(
            "a | Doe, J. and Roe, L. and Poe, M. | 2006 | One",
            "b | Doe, J. and Fox, L. and Poe, M. | 2006 | Two",
            "c | Lee, J. and Roe, L. and Poe, M. | 2006 | Three",
        )
    )
    assert [formatter.short_text(key) for key in "abc"] == [
        "Doe, Roe, et al., 2006",
        "Doe, Fox, et al., 2006",
        "Lee et al., 2006",
    ]


def test_the_same_names_get_letters_and_others_names() -> None:
    names = "Doe, J. and Roe, L. and Poe, M."
    assert shown(
        f"a | {names} | 2006 | One",
        f"b | {names} | 2006 | Two",
        "c | Doe, J. and Fox, L. and Poe, M. | 2006 | X",
    ) == {
        "a": "Doe, Roe, et al., 2006a",
        "b": "Doe, Roe, et al., 2006b",
        "c": "Doe, Fox, et al., 2006",
    }


def test_editors_and_titles_stand_in_for_authors() -> None:
    text = """@book{a, editor = {Doe, J.}, year = 2006, title = {One}}
        @book{b, author = {Doe, J.}, year = 2006, title = {Two}}
        @book{c, year = 2006, title = {The guide}} @book{d, year = 2006, title = {The guide}}"""
    found, _ = parse_bibliography(text, "b.bib")
    assert distinguish(found.values(), by_names=True, by_year_suffix=True) == {
        "a": Distinction("a"),
        "b": Distinction("b"),
        "c": Distinction("a"),
        "d": Distinction("b"),
    }


def test_a_style_that_adds_nothing_is_left_as_it_is() -> None:
    records = ["a | Doe, J. | 2006 | One", "b | Doe, J. | 2006 | Two"]
    assert not distinguish(bibliography(*records).values(), by_names=False, by_year_suffix=False)
    assert shown(*records, style="ieee") == {"a": "Doe, 2006", "b": "Doe, 2006"}


def test_letters_go_on_after_z() -> None:
    records = [f"k{number:02} | Doe, J. | 2006 | {number:02}" for number in range(54)]
    found = distinguish(bibliography(*records).values(), by_names=True, by_year_suffix=True)
    assert [found[key].year_suffix for key in ("k00", "k25", "k26", "k52")] == ["a", "z", "aa", "ba"]


@pytest.mark.parametrize(
    ("title", "sorted_as"),
    [("The Effect", "effect"), ("A “B”", "b”"), ("“An Effect”", "effect”"), ("Theory", "theory"), ("", "")],
)
def test_titles_are_sorted_without_their_article(title: str, sorted_as: str) -> None:
    assert sort_title(title) == sorted_as


WORKS = st.lists(
    st.tuples(
        st.builds(
            lambda names, others: names + ["others"] * others,
            st.lists(st.sampled_from(["Doe, J.", "Roe, K.", "Poe, L."]), min_size=1, max_size=4),
            st.booleans(),
        ),
        st.sampled_from(["2006", "2007", ""]),
        st.sampled_from(["One", "Two"]),
    ),
    max_size=8,
)


@given(WORKS)
def test_no_two_works_are_cited_alike(works: list[tuple[list[str], str, str]]) -> None:
    references = [
        Reference(f"k{number}", "article", {"author": " and ".join(names), "year": year, "title": title})
        for number, (names, year, title) in enumerate(works)
    ]
    found = distinguish(references, by_names=True, by_year_suffix=True)
    assert distinguish(reversed(references), by_names=True, by_year_suffix=True) == found
    cited = [_cite(reference, found.get(reference.key, Distinction())) for reference in references]
    assert len(set(cited)) == len(cited), cited


def _cite(reference: Reference, distinction: Distinction) -> str:
    """What a citation shows, as APA has it."""
    names = [name.get("family", "et al.") for name in reference.names("author")]
    count = distinction.names_shown or (1 if len(names) > 2 else len(names))
    shown_names = names[:count] + ["et al."] * (len(names) > count)
    text = " ".join(shown_names).replace("et al. et al.", "et al.")
    return f"{text}, {reference.year}{distinction.year_suffix}"
