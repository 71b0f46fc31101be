"""The reader survives what is found in the wild, and what was made to hurt it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.bibliography import parse_bibliography, reading, to_bibtex
from knowledgebase.fixing import fix_bibliography

MANY = 20_000


def test_twenty_thousand_records_are_read_each_at_its_place() -> None:
    one = (
        "@article{{k{0},\n  author = {{Name{0}, A.}},\n  title  = {{Title {0}}},\n  year   = {{2014}},\n}}\n"
    )
    text = "\n".join(one.format(number) for number in range(MANY))
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    assert len(bibliography) == MANY
    last = bibliography[f"k{MANY - 1}"]
    assert (last.line, last.place_in("title").line) == (6 * (MANY - 1) + 1, 6 * (MANY - 1) + 3)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_the_form_of_the_file_does_not_matter(line_end: str, mark: str) -> None:
    text = f"{mark}@misc{{a,\n  title = {{One\n    two}},\n}}\n".replace("\n", line_end)
    bibliography, findings = parse_bibliography(text.removeprefix(mark), "b.bib")
    assert findings == []
    assert bibliography["a"].title == "One two"
    assert bibliography["a"].place_in("title", 8).line == 3


@pytest.mark.parametrize("key", ["müller2014", "мюллер2014", "王2014", "a:b/c.d+e", "smith_&_co", "é" * 300])
def test_keys_of_any_script_are_kept(key: str) -> None:
    bibliography, findings = parse_bibliography(f"@misc{{{key}, title = {{x}}}}", "b.bib")
    assert (list(bibliography), findings) == ([key], [])


@pytest.mark.parametrize("depth", [10, 1000, 50_000])
def test_braces_may_nest(depth: int) -> None:
    text = "@misc{a, title = {" + "{" * depth + "x" + "}" * depth + "}}"
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    assert bibliography["a"].title == "x"
    assert to_bibtex(bibliography["a"])


def test_strings_may_be_made_of_strings() -> None:
    text = '@string{a = "A"}\n@string{b = a # {, B}}\n@STRING{C = b # " C"}\n@misc{m, note = c # 1}'
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    assert bibliography["m"].fields["note"] == "A, B C1"


def test_strings_that_double_each_other_are_stopped_and_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_PUT_IN", 1000)
    strings = [
        "@string{s0 = {0123456789}}",
        *(f"@string{{s{n} = s{n - 1} # s{n - 1}}}" for n in range(1, 100)),
    ]
    bibliography, findings = parse_bibliography("\n".join([*strings, "@misc{m, note = s99}"]), "b.bib")
    assert [finding.code for finding in findings] == ["KB201"]
    assert findings[0].line == 7
    assert len(bibliography["m"].fields.get("note", "")) <= 1000


@pytest.mark.parametrize(
    "text",
    [
        "@misc{a, title = {x}",
        "@" * 10_000,
        "@misc{" * 10_000,
        "{" * 100_000,
        '@misc{a, title = "' + '{"}' * 10_000,
        "@misc{a, " + "x = # # #," * 1000 + "}",
        "@misc{a, title = {\x00\x01\ufffe\ud7ff}}",
        "@misc{a, title = {" + "e" + "\u0301" * 10_000 + "}}",
        "%" * 100_000,
        "@string{" + "a" * 100_000,
        "@comment{" * 1000,
        "@misc{a}" * 1000,
    ],
)
def test_hostile_texts_are_read_to_their_end(text: str) -> None:
    bibliography, findings = parse_bibliography(text, "b.bib")
    for reference in bibliography.values():
        assert unicodedata.is_normalized("NFC", reference.title)
    assert len(findings) <= text.count("@") + text.count("{") + 1
    once, _ = fix_bibliography(text)
    assert fix_bibliography(once)[0] == once


WILD = st.text(alphabet="@{}()\"=,#%\\ \n\tab1é-'~$&<\u0301", max_size=80)
PIECES = st.sampled_from(
    [
        "@misc{a, ",
        "@string{s = ",
        "@article(b,\n",
        "title = {",
        "doi = {doi:10.1/a}",
        "}",
        ")",
        ",",
        "s # ",
        "% x\n",
    ]
)


@settings(deadline=None)
@given(st.lists(WILD | PIECES, max_size=12).map("".join))
def test_wild_text_is_read_and_mended_once(text: str) -> None:
    bibliography, _ = parse_bibliography(text, "b.bib")
    lines = bibliography.text.split("\n")
    for reference in bibliography.records:
        for name in reference.own_fields:
            place = reference.place_in(name)
            assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    once, _ = fix_bibliography(text.replace("\r", ""))
    assert fix_bibliography(once)[0] == once
