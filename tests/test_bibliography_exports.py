"""References in the forms in which people take them away."""

from __future__ import annotations

import json
from typing import Any

import pytest
import rispy
from hypothesis import assume, given
from hypothesis import strategies as st

from knowledgebase.bibliography import (
    Reference,
    normalise_doi,
    parse_bibliography,
    to_bibtex,
    to_csl_json,
    to_ris,
)

ROWLAND = Reference(
    "rowland:2014",
    "article",
    {
        "zzz": "last",
        "doi": "https://doi.org/10.1037/a0037559",
        "abstract": "One\n   two",
        "pages": "1432--1463",
        "number": "6",
        "volume": "140",
        "month": "Nov",
        "year": "2014",
        "journal": "Psychological Bulletin",
        "title": r"The effect of {DNA} \& testing",
        "author": r"van der Berg, Jr., Jan and M{\"u}ller, A. and {World Health Organization}",
        "url": "https://example.org/a_b",
    },
)
LATEX = st.recursive(
    st.text(alphabet="abDé\"'@#=,%&~$- \n", max_size=8)
    | st.sampled_from([r"\"u", r"\&", r"\{", r"\'{e}", " and "]),
    lambda inner: (
        st.lists(inner, max_size=4).map("".join)
        | inner.map(lambda text: f"{{{text}}}")
        | inner.map(lambda text: f"\\emph{{{text}}}")
    ),
    max_leaves=8,
)


def read_one(text: str) -> Reference:
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    (reference,) = bibliography.values()
    return reference


def ris(entry_type: str = "article", **fields: str) -> dict[str, Any]:
    (entry,) = rispy.loads(to_ris(Reference("key", entry_type, fields)))
    return dict(entry)


def test_bibtex_has_the_usual_order_of_fields_in_one_column() -> None:
    lines = to_bibtex(ROWLAND).splitlines()
    assert lines[0] == "@article{rowland:2014,"
    assert lines[-1] == "}"
    names = [line.split()[0] for line in lines[1:-1]]
    assert " ".join(names) == "author title journal year month volume number pages doi url abstract zzz"
    assert len({line.index("=") for line in lines[1:-1]}) == 1


def test_bibtex_keeps_latex_as_written_on_one_line() -> None:
    bibtex = to_bibtex(ROWLAND)
    assert r"title    = {The effect of {DNA} \& testing}," in bibtex
    assert "abstract = {One two}," in bibtex


def test_bibtex_without_fields_is_still_a_record() -> None:
    assert to_bibtex(Reference("a", "misc", {})) == "@misc{a,\n}\n"


def test_bibtex_is_read_back_as_the_same_reference() -> None:
    again = read_one(to_bibtex(ROWLAND))
    assert (again.key, again.type, again.csl) == (ROWLAND.key, ROWLAND.type, ROWLAND.csl)
    assert to_bibtex(again) == to_bibtex(ROWLAND)


@pytest.mark.parametrize(
    "value",
    [
        '"a } b"',
        '"a { b"',
        '"}{"',
        '"a \\\\ "',
        r'"M\"uller # 1"',
        '"a {"} b"',
        "jan # { 1}",
        "{C# and @misc{x, y}}",
        "{\\{ \\}}",
        "{100\\% = all, or none}",
    ],
)
def test_bibtex_is_read_back_whatever_stood_in_quotes_or_braces(value: str) -> None:
    reference = read_one(f"@misc{{a, title = {value}, note = {{kept}}}}")
    assert read_one(to_bibtex(reference)).csl == reference.csl


@given(st.dictionaries(st.sampled_from("author title journal note month".split()), LATEX))
def test_bibtex_of_any_fields_is_read_back_as_the_same_reference(fields: dict[str, str]) -> None:
    reference = Reference("a", "article", {name: text for name, text in fields.items() if text.strip()})
    assert read_one(to_bibtex(reference)).csl == reference.csl


@given(st.text(alphabet="{}\\\"'@#=,%&~$ \nabDé-", max_size=60))
def test_bibtex_of_any_record_that_was_read_can_be_read_again(value: str) -> None:
    bibliography, _ = parse_bibliography(f"@misc{{a, title = {value}}}", "b.bib")
    assume("a" in bibliography)
    assert read_one(to_bibtex(bibliography["a"])).key == "a"


def test_ris_has_every_part_that_reference_managers_read() -> None:
    (entry,) = rispy.loads(to_ris(ROWLAND))
    assert entry == {
        "type_of_reference": "JOUR",
        "authors": ["van der Berg, Jan, Jr.", "Müller, A.", "World Health Organization"],
        "title": "The effect of DNA & testing",
        "secondary_title": "Psychological Bulletin",
        "year": "2014",
        "date": "2014/11",
        "volume": "140",
        "number": "6",
        "start_page": "1432",
        "end_page": "1463",
        "doi": "10.1037/a0037559",
        "urls": ["https://example.org/a_b"],
        "id": "rowland:2014",
    }


def test_ris_begins_with_the_type_and_ends_with_its_end() -> None:
    lines = to_ris(ROWLAND).splitlines()
    assert lines[0] == "TY  - JOUR"
    assert lines[-1].strip() == "ER  -"


@pytest.mark.parametrize(
    ("entry_type", "ris_type"),
    [
        ("article", "JOUR"),
        ("book", "BOOK"),
        ("incollection", "CHAP"),
        ("inproceedings", "CPAPER"),
        ("techreport", "RPRT"),
        ("phdthesis", "THES"),
        ("online", "ELEC"),
        ("dataset", "DATA"),
        ("misc", "GEN"),
    ],
)
def test_ris_has_a_type_for_each(entry_type: str, ris_type: str) -> None:
    assert ris(entry_type, title="x")["type_of_reference"] == ris_type


def test_ris_of_a_chapter_names_the_book_its_editors_and_its_publisher() -> None:
    entry = ris(
        "incollection", title="C", booktitle="B", editor="E, F", publisher="P", address="Geneva", isbn="978-1"
    )
    assert (entry["secondary_title"], entry["secondary_authors"]) == ("B", ["E, F"])
    assert (entry["publisher"], entry["place_published"], entry["issn"]) == ("P", "Geneva", "978-1")


def test_ris_has_no_fields_for_what_is_not_there() -> None:
    assert ris("misc", title="x") == {"type_of_reference": "GEN", "title": "x", "id": "key"}


def test_ris_of_a_single_page_has_no_end() -> None:
    entry = ris(pages="12")
    assert entry["start_page"] == "12"
    assert "end_page" not in entry


@pytest.mark.parametrize(
    ("fields", "date"),
    [({"date": "2026-11-24"}, "2026/11/24"), ({"year": "2026", "month": "may"}, "2026/05")],
)
def test_ris_has_the_date_where_more_than_the_year_is_known(fields: dict[str, str], date: str) -> None:
    assert ris("online", title="x", **fields)["date"] == date


@pytest.mark.parametrize("fields", [{"year": "2026"}, {"date": "2025/2026"}, {"year": "in press"}])
def test_ris_has_no_date_where_it_would_be_a_guess(fields: dict[str, str]) -> None:
    assert "date" not in ris("online", title="x", **fields)


def test_ris_has_the_version_of_a_web_page_as_its_edition() -> None:
    assert ris("online", title="x", version="1.2")["edition"] == "1.2"


@given(st.text(max_size=40) | st.text(alphabet="ERTY  -\n\r\u2028x", max_size=40))
def test_no_text_forges_a_line_of_ris(text: str) -> None:
    lines = to_ris(Reference("key", "misc", {"title": text, "author": text, "publisher": text})).split("\n")
    assert [line for line in lines if line.startswith(("TY", "ER"))] == [lines[0], lines[-2]]
    assert all(line[2:6] == "  - " or line.strip() == "ER  -" for line in lines[:-1])


def test_csl_json_is_json_and_keeps_protected_case() -> None:
    item = json.loads(json.dumps(to_csl_json(ROWLAND)))
    assert item == to_csl_json(ROWLAND)
    assert (item["id"], item["type"]) == ("rowland:2014", "article-journal")
    assert item["title"] == 'The effect of <span class="nocase">DNA</span> & testing'
    assert item["issued"] == {"date-parts": [[2014, 11]]}
    assert item["author"][0] == {
        "family": "Berg",
        "given": "Jan",
        "non-dropping-particle": "van der",
        "suffix": "Jr.",
    }


def test_csl_json_has_no_empty_values() -> None:
    item = to_csl_json(Reference("a", "misc", {"title": "{}", "author": " , ", "year": "n.d."}))
    assert item == {"id": "a", "type": "document"}


def test_every_form_carries_the_doi_alone() -> None:
    assert to_csl_json(ROWLAND)["DOI"] == "10.1037/a0037559"
    assert "DO  - 10.1037/a0037559\n" in to_ris(ROWLAND)
    assert normalise_doi(read_one(to_bibtex(ROWLAND)).raw_fields["doi"]) == "10.1037/a0037559"
