"""BibTeX is read whole, and every mistake in it is found at its place."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.bibliography import (
    Bibliography,
    parse_bibliography,
    read_bibliography,
    reading,
    to_bibtex,
    to_csl_json,
    to_ris,
)
from knowledgebase.findings import Finding, Severity

SOUND = """\
% Sources on learning techniques

@article{rowland2014,
  author  = {Rowland, C. A.},
  title   = {The effect of testing},
  journal = {Psychological Bulletin},
  year    = 2014,
  doi     = {10.1037/a0037559},
}

@comment{a note = {to} ourselves}
@preamble{"\\newcommand{\\x}{y}"}
@string{pb = "Psychological Bulletin"}

@Article{adesope2017,
  Author  = "Adesope, O. O.",
  Title   = {Rethinking},
  Journal = pb # {, part } # 2,
  Month   = may,
  DOI     = {10.3102/0034654316689306}
}
"""
BIBTEX = st.text(alphabet="@{}()\"=,#%\\ \n\tab1-'~$&<é", max_size=120)


def read(text: str) -> Bibliography:
    """The references of a text in which nothing is wrong."""
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    return bibliography


def found(text: str) -> list[Finding]:
    return parse_bibliography(text, "b.bib")[1]


def places(text: str) -> list[tuple[str, int, int]]:
    return [(finding.code, finding.line, finding.column) for finding in found(text)]


def test_records_are_read_in_the_order_of_the_file() -> None:
    assert list(read(SOUND)) == ["rowland2014", "adesope2017"]


def test_types_and_field_names_are_in_lower_case() -> None:
    reference = read(SOUND)["adesope2017"]
    assert reference.type == "article"
    assert list(reference.raw_fields) == ["author", "title", "journal", "month", "doi"]


def test_every_reference_knows_where_it_begins() -> None:
    references = read(SOUND).values()
    assert [(one.path, one.line, one.column) for one in references] == [("b.bib", 3, 1), ("b.bib", 15, 1)]


def test_a_reference_keeps_the_record_as_it_stands() -> None:
    raw = read(SOUND)["rowland2014"].raw
    assert raw.startswith("@article{rowland2014,\n  author  = {")
    assert raw.endswith("},\n}")
    assert raw in SOUND


def test_strings_and_numbers_are_joined() -> None:
    assert read(SOUND)["adesope2017"].fields["journal"] == "Psychological Bulletin, part 2"


def test_a_string_is_known_in_any_case_and_from_where_it_stands() -> None:
    bibliography, findings = parse_bibliography("@misc{a, note=X}\n@string{x={y}}\n@misc{b, note=X}", "b.bib")
    assert [reference.fields["note"] for reference in bibliography.values()] == ["X", "y"]
    assert [finding.line for finding in findings] == [1]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("{a}", "a"),
        ('"a"', "a"),
        ('"a {"} b"', 'a {"} b'),
        ('"a {b "c" d} e"', 'a {b "c" d} e'),
        ("{a {b} c}", "a {b} c"),
        ("{a} # {b}", "ab"),
        ("2014", "2014"),
        ("may", "May"),
        ('"1~" # jan', "1~Jan"),
        ("{C#}", "C#"),
        ('"C#"', "C#"),
        (r'"M\"uller # 1"', r"M\"uller # 1"),
        (r"{a \} # b}", r"a \} # b"),
        ("{  spaced\n  out }", "spaced\n  out"),
        ("{a = b, c}", "a = b, c"),
        ("{x @ y}", "x @ y"),
    ],
)
def test_a_value_is_taken_out_of_its_quotes_or_braces(value: str, text: str) -> None:
    assert read(f"@misc{{a, note = {value}}}")["a"].raw_fields == {"note": text}


def test_an_empty_field_is_no_field() -> None:
    assert read('@misc{a, title = {}, note = "", year = { }}')["a"].raw_fields == {}


def test_a_record_may_stand_in_parentheses() -> None:
    assert read("@misc(a, note = {b (c)})")["a"].raw_fields == {"note": "b (c)"}


def test_a_record_may_have_a_key_alone() -> None:
    assert read("@misc{a}")["a"].raw_fields == {}


@pytest.mark.parametrize("end", ["\r\n", "\r"])
def test_line_ends_do_not_matter(end: str) -> None:
    bibliography = read(SOUND.replace("\n", end))
    assert bibliography["adesope2017"].line == 15
    assert bibliography["adesope2017"].raw == read(SOUND)["adesope2017"].raw


@pytest.mark.parametrize("text", ["", "\n\n", "% nothing yet\n", "Plain words, and a @ sign.\n"])
def test_a_text_without_records_is_an_empty_bibliography(text: str) -> None:
    assert len(read(text)) == 0


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("@misc{a,\n  title = {Never closed\n", 1, 1),
        ("\n  @misc{a, title}\n", 2, 3),
        ("@misc{a, title = {x} year}", 1, 21),
        ("@misc{a title = {x}}", 1, 1),
        ("@misc{a, title = {x},, year = 1}", 1, 1),
        ("@misc{, title = {x}}", 1, 1),
        ("\n@{a, title = {x}}", 2, 1),
        ("@misc{ok}  @misc{a, title}", 1, 12),
        ("@string{a}", 1, 1),
    ],
)
def test_a_record_that_cannot_be_read_is_found_where_it_begins(text: str, line: int, column: int) -> None:
    assert ("KB201", line, column) in places(text)


def test_a_record_after_a_broken_one_is_still_read() -> None:
    bibliography, findings = parse_bibliography("@misc{a, title = {x\n\n@misc{b, title = {y}}\n", "b.bib")
    assert list(bibliography) == ["b"]
    assert [(finding.code, finding.line) for finding in findings] == [("KB201", 1)]
    assert (bibliography["b"].line, bibliography["b"].column) == (3, 1)


def test_a_word_that_no_string_defines_is_a_warning_at_its_field() -> None:
    (finding,) = found("@misc{a,\n  title = {x},\n  journal = jep,\n}")
    assert (finding.code, finding.line, finding.column) == ("KB201", 3, 3)
    assert finding.severity is Severity.WARNING
    assert finding.message == "`jep` in `journal` of `a` is not defined, so it stands as text."


@pytest.mark.parametrize("value", ["{Two}", '"Two"', "2014"])
@pytest.mark.parametrize("title", ["{One}", '"One"'])
def test_a_missing_comma_is_an_error_where_it_should_stand(title: str, value: str) -> None:
    bibliography, (finding,) = parse_bibliography(
        f"@misc{{a,\n  title = {title}\n  note = {value},\n  year = 2014,\n}}", "b.bib"
    )
    assert (finding.code, finding.line, finding.column) == ("KB201", 2, 16)
    assert finding.severity is Severity.ERROR
    assert finding.message == f"In `a`, there is no comma after `title = {title}`, so `note` is lost."
    assert dict(bibliography["a"].fields) == {"title": "One", "year": "2014"}
    assert bibliography.unreadable == {"a"}


@pytest.mark.parametrize(
    ("whole", "rest"),
    [
        ("2014", "\n  note = {x}"),
        ("jan # { and } # feb", "\n  note = {x}"),
        ("{a}", " {b}"),
        ("{a}", "; note = {b}"),
        ('"a {"b"} c"', " {d}"),
        ("{a} # #", " {b}"),
    ],
)
def test_a_value_ends_where_no_more_of_it_is_joined(whole: str, rest: str) -> None:
    findings = found(f"@misc{{a,\n  title = {whole}{rest}\n}}")
    (finding,) = (finding for finding in findings if finding.severity is Severity.ERROR)
    assert (finding.code, finding.line, finding.column) == ("KB201", 2, len("  title = ") + len(whole) + 1)


@pytest.mark.parametrize(
    "value", ["{a}", '"a"', "2014", "jan", '{a} # jan#"b"', '"a {"b"} c"', "{a {b} c}", "{}", "{a, b} # { c}"]
)
def test_a_value_that_is_whole_misses_no_comma(value: str) -> None:
    assert found(f"@misc{{a,\n  title = {value}\n}}") == []


@pytest.mark.parametrize(
    "text", ["@misc{a, title {x},\n  year = 2014}\n", "@misc{a\n  title = {x},\n  year = 2014\n}\n"]
)
def test_the_rest_of_a_record_that_breaks_off_is_no_finding_of_its_own(text: str) -> None:
    assert [finding.code for finding in found(f"{text}\n@misc{{b, note = {{x}}}}")] == ["KB201"]


def test_an_unreadable_value_is_quoted_in_part_only() -> None:
    (finding,) = found(f"@misc{{a, title = {{x}} {'word ' * 500}}}")
    assert len(finding.message) < 200


def test_a_key_that_stands_twice_is_found_at_the_second_and_the_first_counts() -> None:
    text = "@misc{a, note = {1}}\n\n  @misc{a, note = {2}}\n"
    bibliography, (finding,) = parse_bibliography(text, "b.bib")
    assert bibliography["a"].fields["note"] == "1"
    assert (finding.code, finding.line, finding.column) == ("KB202", 3, 3)
    assert "line 1" in finding.message


def test_of_two_records_on_one_line_the_second_is_named() -> None:
    assert places("@misc{a} @misc{a}") == [("KB202", 1, 10)]


def test_keys_that_differ_only_in_case_are_both_kept_and_found() -> None:
    bibliography, (finding,) = parse_bibliography("@misc{Smith}\n@misc{smith}\n", "b.bib")
    assert list(bibliography) == ["Smith", "smith"]
    assert (finding.code, finding.line, finding.column) == ("KB202", 2, 1)
    assert "only in case" in finding.message


def test_a_third_record_is_told_of_the_one_whose_key_it_has() -> None:
    findings = found("@misc{A}\n@misc{a}\n@misc{a}\n")
    assert [finding.code for finding in findings] == ["KB202", "KB202"]
    assert "stands twice: the other is on line 2" in findings[1].message


def test_keys_that_only_begin_alike_are_left_alone() -> None:
    assert places("@misc{smith2014}\n@misc{smith2014a}\n") == []


@pytest.mark.parametrize(
    "spelling",
    ["10.1037/a0037559", "10.1037/A0037559", "https://doi.org/10.1037/a0037559", "doi:10.1037/a0037559."],
)
def test_a_doi_that_stands_twice_in_any_spelling_is_found_at_the_second(spelling: str) -> None:
    text = f"@misc{{a, doi = {{10.1037/a0037559}}}}\n @misc{{b, doi = {{{spelling}}}}}"
    (finding,) = found(text)
    assert (finding.code, finding.line, finding.column) == ("KB203", 2, 18)
    assert "`a` on line 1" in finding.message


def test_a_doi_in_the_address_of_a_work_without_another_counts_too() -> None:
    first, address = "@misc{a, doi = {10.1037/a0037559}}", "url = {https://dx.doi.org/10.1037/A0037559}"
    (finding,) = found(f"{first}\n@misc{{b, {address}}}")
    assert (finding.code, finding.line, finding.column) == ("KB203", 2, 17)
    assert found(f"{first}\n@incollection{{b, {address}}}") == []
    assert found(f"{first}\n@misc{{b, doi = {{10.1037/other}}, {address}}}") == []


def test_text_behind_a_record_that_closes_too_early_is_one_finding() -> None:
    (finding,) = found("@misc{a,\n  title = {x } y},\n  year = {2001},\n}")
    assert (finding.code, finding.line, finding.column) == ("KB201", 2, 15)


@pytest.mark.parametrize("other", ["doi = {10.1037/b}", "doi = {unknown}", "note = {10.1037/a}"])
def test_records_with_other_dois_or_none_are_left_alone(other: str) -> None:
    assert places(f"@misc{{a, doi = {{10.1037/a}}}}\n@misc{{b, {other}}}\n@misc{{c, {other[:3]}x = 1}}") == []


@pytest.mark.parametrize("make", ["latin", "folder", "missing", "large"])
def test_a_file_that_cannot_be_read_is_one_finding(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, make: str
) -> None:
    path = tmp_path / "b.bib"
    if make == "latin":
        path.write_bytes(b"% ok\n@misc{a, title = {\xe9t\xe9}}\n")
    elif make == "folder":
        path.mkdir()
    elif make == "large":
        path.write_text(SOUND)
        monkeypatch.setattr(reading, "MAX_BYTES", 100)
    bibliography, (finding,) = read_bibliography(path, tmp_path)
    assert len(bibliography) == 0
    place = (2, 19) if make == "latin" else (1, 1)
    assert (finding.path, (finding.line, finding.column), finding.code) == ("b.bib", place, "KB204")
    assert str(tmp_path) not in finding.message


def test_a_file_is_named_relative_to_the_root_and_may_have_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "sources" / "b.bib"
    path.parent.mkdir()
    path.write_bytes(b"\xef\xbb\xbf" + SOUND.encode())
    bibliography, findings = read_bibliography(path, tmp_path)
    assert findings == []
    assert bibliography["rowland2014"].path == "sources/b.bib"
    assert bibliography["rowland2014"].column == 1


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("@misc{a,\n  title = {x},\n  title = {y},\n}", 3, 3),
        ("@misc{a,\n  title = {x},\n  TITLE = {y},\n}", 3, 3),
        ("@misc{a, title = {x}, title = {y}}", 1, 23),
        ("@misc{a,\n  title = {title = 1, title = 2}, title = {y}}", 2, 35),
        ("@misc{title, title = {x}, title = {y}}", 1, 27),
        ("@misc{a,\n  title\n    = {x},\n  title\n    = {y},\n}", 4, 3),
    ],
)
def test_a_field_that_stands_twice_is_a_warning_at_the_second(text: str, line: int, column: int) -> None:
    bibliography, (finding,) = parse_bibliography(text, "b.bib")
    assert (finding.code, finding.line, finding.column) == ("KB205", line, column)
    assert finding.severity is Severity.WARNING
    (reference,) = bibliography.values()
    assert reference.raw_fields["title"][0] in "xt"


def test_fields_of_other_records_are_left_alone() -> None:
    assert places("@misc{a, title = {x}, shorttitle = {x}}\n@misc{b, title = {x}}") == []


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("title = {x},\n", 1, 1),
        ("\n\n   title = {x},\n", 3, 4),
        ("@misc{a}\n  }\n", 2, 3),
        ("@misc{a, title = {x}}}\n", 1, 22),
        ("@misc{a}\nwords\n\n year = 2014,\n", 4, 2),
        ("article{smith2014,\n  title = {x},\n}\n", 1, 1),
        ("@article\n", 1, 1),
    ],
)
def test_text_that_looks_like_a_record_is_a_warning_where_it_begins(
    text: str, line: int, column: int
) -> None:
    (finding,) = found(text)
    assert (finding.code, finding.line, finding.column) == ("KB206", line, column)
    assert finding.severity is Severity.WARNING


@pytest.mark.parametrize(
    "text", ["% title = {x},\n", "Sources, by year\n", "  %% }\n", "@comment{title = {x}}", "1. First part\n"]
)
def test_comments_and_prose_between_records_are_left_alone(text: str) -> None:
    assert places(f"{text}\n@misc{{a}}\n{text}") == []


def test_findings_are_in_the_order_of_the_file() -> None:
    text = "@misc{a, doi={10.1037/a}, note=x}\n@misc{b, doi={10.1037/a}}\n@misc{a}\n}\n"
    assert [code for code, _, _ in places(text)] == ["KB201", "KB203", "KB202", "KB206"]


def test_a_misspelt_key_has_near_ones() -> None:
    bibliography = read(SOUND)
    assert bibliography.nearest("Rowland2041") == ["rowland2014"]
    assert bibliography.nearest("zzz") == []


def test_many_blank_lines_cost_no_time() -> None:
    assert places("words" + "\n" * 200_000 + "}") == [("KB206", 200_001, 1)]


@given(st.text(max_size=200) | BIBTEX)
def test_reading_any_text_returns_and_places_lie_inside_it(text: str) -> None:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    bibliography, findings = parse_bibliography(text, "b.bib")
    for place in [*findings, *bibliography.values()]:
        assert 1 <= place.line <= len(lines)
        assert 1 <= place.column <= len(lines[place.line - 1]) + 1
    for reference in bibliography.values():
        assert lines[reference.line - 1][reference.column - 1 :].startswith("@")


@given(st.lists(BIBTEX, max_size=3), st.text(alphabet="\n %ab", max_size=20))
def test_a_sound_record_is_read_where_it_stands_whatever_stands_before(before: list[str], space: str) -> None:
    text = "\n".join([*before, space, "@misc{sound, title = {x}}"])
    bibliography, findings = parse_bibliography(text, "b.bib")
    if not findings:
        reference = bibliography["sound"]
        assert (reference.line, reference.column) == (text.count("\n") + 1, 1)


@given(st.text(max_size=60) | BIBTEX)
def test_whatever_a_field_holds_it_can_be_shown_and_taken_away(value: str) -> None:
    fields = "author title year month date pages doi url eprint edition journal langid note".split()
    record = ",\n".join(f"{name} = {{{value}}}" for name in [*fields, "eprinttype = {arXiv}, editor"])
    bibliography, _ = parse_bibliography(f"@article{{a,\n{record}}}", "b.bib")
    for reference in bibliography.values():
        assert set(reference.fields) == set(reference.raw_fields)
        assert to_bibtex(reference)
        assert to_ris(reference)
        assert to_csl_json(reference)["id"] == reference.key
