"""Records take fields from others, and know where each of their own stands."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.bibliography import Bibliography, parse_bibliography


def read(text: str) -> Bibliography:
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    return bibliography


@pytest.mark.parametrize(
    ("child", "parent", "field"),
    [
        ("inbook", "book", "booktitle"),
        ("incollection", "collection", "booktitle"),
        ("inproceedings", "proceedings", "booktitle"),
        ("conference", "proceedings", "booktitle"),
        ("inbook", "mvbook", "maintitle"),
        ("book", "mvbook", "maintitle"),
        ("inproceedings", "mvproceedings", "maintitle"),
        ("article", "periodical", "journaltitle"),
    ],
)
def test_the_title_of_the_whole_is_no_title_of_its_part(child: str, parent: str, field: str) -> None:
    text = (
        f"@{child}{{c, crossref = {{p}}, title = {{Part}}}}\n"
        f"@{parent}{{p, title = {{Whole}}, shorttitle = {{W}}}}"
    )
    fields = read(text)["c"].fields
    assert (fields["title"], fields[field]) == ("Part", "Whole")
    assert "shorttitle" not in fields


def test_other_fields_are_inherited_unless_they_are_there_under_either_name() -> None:
    text = (
        "@inbook{c, crossref = {p}, title = {Part}, address = {Rome}, year = {2001}}\n"
        "@book{p, title = {Whole}, author = {A, B}, location = {Bern}, date = {1999-05}, isbn = {1},"
        " ids = {q}}"
    )
    child = read(text)["c"]
    assert dict(child.fields) == {
        "title": "Part",
        "address": "Rome",
        "year": "2001",
        "booktitle": "Whole",
        "bookauthor": "A, B",
        "author": "A, B",
        "isbn": "1",
    }
    assert child.parents == ("p",)
    assert list(child.own_fields) == ["title", "address", "year"]


def test_data_records_lend_their_fields_through_several_and_are_no_sources() -> None:
    text = (
        "@misc{m, xdata = {a, b}}\n@xdata{a, note = {A}, xdata = {c}}\n"
        "@xdata{b, note = {B}, year = 1}\n@xdata{c, url = {u}}"
    )
    bibliography = read(text)
    assert list(bibliography) == ["m"]
    assert list(bibliography.data) == ["a", "b", "c"]
    assert dict(bibliography["m"].fields) == {"note": "A", "url": "u", "year": "1"}


def test_a_chain_is_followed_to_its_end_however_long() -> None:
    links = "\n".join(f"@misc{{k{n}, crossref = {{k{n + 1}}}}}" for n in range(5000))
    assert read(f"{links}\n@misc{{k5000, note = {{end}}}}")["k0"].fields == {"note": "end"}


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("@misc{a,\n  crossref = {b},\n}", "KB214", 2, 15),
        ("@misc{a,\n  xdata = {b, c},\n}\n@xdata{b}", "KB214", 2, 15),
        ("@misc{a, xdata = {b}}\n@misc{b}", "KB214", 1, 19),
        ("@misc{a, crossref = {a}}", "KB215", 1, 22),
        ("@misc{a, crossref = {b}}\n@misc{b, crossref = {a}}", "KB215", 2, 22),
        ("@misc{m, xdata = {a}}\n@xdata{a, xdata = {b}}\n@xdata{b, xdata = {a}}", "KB215", 3, 20),
    ],
)
def test_a_broken_or_circular_link_is_found_at_the_key_it_names(
    text: str, code: str, line: int, column: int
) -> None:
    _, (finding,) = parse_bibliography(text, "b.bib")
    assert (finding.code, finding.line, finding.column) == (code, line, column)


def test_a_link_to_a_record_that_cannot_be_read_is_no_finding_of_its_own() -> None:
    bibliography, findings = parse_bibliography("@misc{a, crossref = {b}}\n@misc{b, title = {x\n", "b.bib")
    assert [finding.code for finding in findings] == ["KB201"]
    assert bibliography.may_hold("b")
    assert not bibliography.may_hold("c")


def test_a_field_without_a_value_is_found_and_its_record_is_known_not_to_be_whole() -> None:
    bibliography, (finding,) = parse_bibliography("@misc{a,\n  year\n  note = {x},\n}", "b.bib")
    assert (finding.code, finding.line, finding.column) == ("KB201", 2, 3)
    assert "`year`" in finding.message
    assert bibliography.unreadable == {"a"}


WORDS = st.text(alphabet="ab é{}\n\t-", max_size=20).filter(lambda text: text.count("{") == text.count("}"))


@settings(deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=4), st.sampled_from([" ", "\n", "\n   "]), st.data())
def test_every_character_of_a_field_is_found_where_it_stands(
    values: list[str], space: str, data: st.DataObject
) -> None:
    fields = ",".join(f"{space}f{number}{space}= {{{value}}}" for number, value in enumerate(values))
    text = f"\n  @misc{{a,{fields}}}"
    bibliography, _ = parse_bibliography(text, "b.bib")
    lines = text.split("\n")
    for reference in bibliography.values():
        for name, value in reference.own_fields.items():
            place = reference.place_of_field(name)
            assert lines[place.line - 1][place.column - 1 :].startswith(name)
            offset = data.draw(st.integers(0, len(value) - 1))
            place = reference.place_in(name, offset)
            assert f"{lines[place.line - 1]}\n"[place.column - 1] == value[offset]


def test_a_value_put_together_of_several_is_found_where_it_begins() -> None:
    reference = read('@string{j = "J"}\n@misc{a,\n  note = j # {x},\n}')["a"]
    place = reference.place_in("note", 1)
    assert (place.line, place.column) == (3, 10)
    assert reference.written("note") == "j # {x}"
