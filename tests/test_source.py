"""Files, front matter and YAML, with places."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase import source
from knowledgebase.source import (
    Place,
    find_sections,
    mask_code,
    parse_document,
    parse_fields,
    read_text,
)


def codes(findings: list[source.Finding]) -> list[str]:
    return [finding.code for finding in findings]


def test_every_value_keeps_its_line_and_column() -> None:
    fields, findings = parse_fields(
        "title: A\ntags: [a, b]\noutcomes:\n  - effect: 0.5\n    ci: [0.1, 0.9]\n", "x"
    )
    assert fields is not None
    assert not findings
    assert fields.place_of_value(("title",)) == Place(1, 8)
    assert fields.place_of_value(("tags", 1)) == Place(2, 11)
    assert fields.place_of_key(("outcomes", 0, "ci")) == Place(5, 5)
    assert fields.place_of_value(("outcomes", 0, "ci", 1)) == Place(5, 15)


def test_a_place_that_is_not_there_is_the_nearest_around_it() -> None:
    fields, _ = parse_fields("a:\n  b: 1\n", "x")
    assert fields is not None
    assert fields.place_of_value(("a", "c", "d")) == Place(2, 3)


def test_front_matter_and_body_keep_the_lines_of_the_file() -> None:
    document, findings = parse_document("---\ntitle: A\n---\n\n## One\ntext\n", "x.md")
    assert document is not None
    assert not findings
    assert document.fields.place_of_value(("title",)) == Place(2, 8)
    assert document.place_in_body(document.body.index("text")) == Place(6, 1)


@pytest.mark.parametrize("text", ["", "no front matter", "---\ntitle: A\n", "\n---\na: 1\n---\n"])
def test_a_file_without_closed_front_matter_is_one_finding(text: str) -> None:
    document, findings = parse_document(text, "x.md")
    assert document is None
    assert codes(findings) == ["KB102"]


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: b: c\n", 1, 5),
        ("a: 1\nb: [\n", 3, 1),
        ("a:\n\tb: 1\n", 2, 1),
        ("a: 1\nb: \x00\n", 2, 1),
        ("- 1\n", 1, 1),
    ],
)
def test_broken_yaml_is_one_finding_at_its_place(text: str, line: int, column: int) -> None:
    fields, findings = parse_fields(text, "x")
    assert fields is None
    assert codes(findings) == ["KB103"]
    assert (findings[0].line, findings[0].column) == (line, column)


def test_a_tab_is_named_in_the_hint() -> None:
    _, findings = parse_fields("a:\n\tb: 1\n", "x")
    assert "tabs" in findings[0].hint


def test_a_key_that_stands_twice_is_found_at_the_second() -> None:
    fields, findings = parse_fields("a: 1\nb: 2\na: 3\n", "x")
    assert fields is not None
    assert codes(findings) == ["KB107"]
    assert findings[0].line == 3
    assert fields.values["a"] == 1


def test_anchors_are_refused_without_being_expanded() -> None:
    bomb = "a: &a [x, x, x, x]\n" + "".join(
        f"{new}: &{new} [{', '.join(['*' + old] * 9)}]\n"
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    fields, findings = parse_fields(bomb, "x")
    assert fields is None
    assert codes(findings) == ["KB108"]
    assert (findings[0].line, findings[0].column) == (1, 4)


@pytest.mark.parametrize("text", ["[" * 3000, "- " * 5000 + "x", "a: " + "[" * 150 + "]" * 150])
def test_deep_nesting_ends_in_a_finding(text: str) -> None:
    _, findings = parse_fields(text, "x")
    assert codes(findings) == ["KB103"]


def test_front_matter_over_its_limit_is_one_finding() -> None:
    _, findings = parse_fields("a: " + "x" * 200_000, "x")
    assert codes(findings) == ["KB103"]


@pytest.mark.parametrize("value", ["2026-13-45", "!!python/object:os.system x", "9" * 5000])
def test_a_value_that_cannot_be_what_yaml_takes_it_for_is_a_finding(value: str) -> None:
    _, findings = parse_fields(f"a: {value}\n", "x")
    assert codes(findings) == ["KB103"]


def test_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes("\ufeff---\r\ntitle: A\r\n---\r\nbody\r\n".encode())
    text, findings = read_text(path, tmp_path)
    assert text == "---\ntitle: A\n---\nbody\n"
    assert not findings


@pytest.mark.parametrize("make", ["latin", "folder", "missing", "loop", "outside", "large"])
def test_a_file_that_cannot_be_read_is_one_finding(tmp_path: Path, make: str) -> None:
    root = tmp_path / "root"
    root.mkdir()
    path = root / "x.md"
    if make == "latin":
        path.write_bytes(b"ok\n\xe9t\xe9\n")
    elif make == "folder":
        path.mkdir()
    elif make == "loop":
        path.symlink_to(path)
    elif make == "outside":
        (tmp_path / "secret").write_text("secret")
        path.symlink_to(tmp_path / "secret")
    elif make == "large":
        with path.open("wb") as file:
            os.truncate(file.fileno(), source.MAX_BYTES + 1)
    text, findings = read_text(path, root)
    assert text is None
    assert codes(findings) == ["KB101"]
    assert "secret" not in str(findings)


def test_the_line_that_is_not_utf8_is_named(tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    path.write_bytes(b"ok\n\xe9t\xe9\n")
    _, findings = read_text(path, tmp_path)
    assert "line 2" in findings[0].message


def test_sections_are_the_level_two_headings_outside_of_code() -> None:
    body = "## One\n\n```\n## not this\n```\n\n~~~~\n## nor this\n~~~\n~~~~\n### Three\n## Two ##\n"
    assert [section.title for section in find_sections(body)] == ["One", "Two"]


@pytest.mark.parametrize(
    ("markdown", "kept", "gone"),
    [
        ("a `code` b", "b", "code"),
        ("a ``co`de`` b", "b", "de"),
        ("```\ncode\n```\nb", "b", "code"),
        ("text\n\n    code\n\nb", "b", "code"),
        ("- item\n\n    kept", "kept", "nothing"),
        ("[^1]: note\n\n    kept", "kept", "nothing"),
        ("a <!-- code --> b", "b", "code"),
        ("a `kept\n\nb` c", "kept", "nothing"),
        (r"a \`kept` b", "kept", "nothing"),
    ],
)
def test_code_is_masked_and_nothing_else(markdown: str, kept: str, gone: str) -> None:
    masked = mask_code(markdown)
    assert len(masked) == len(markdown)
    assert masked.count("\n") == markdown.count("\n")
    assert kept in masked
    assert gone not in masked


@given(st.text(alphabet="ab`~\n -*<>!\\:[]^#", max_size=80))
def test_masking_keeps_length_and_lines(markdown: str) -> None:
    masked = mask_code(markdown)
    assert len(masked) == len(markdown)
    assert [len(line) for line in masked.split("\n")] == [len(line) for line in markdown.split("\n")]


@given(st.text(max_size=200))
def test_reading_front_matter_never_raises(text: str) -> None:
    document, findings = parse_document(f"---\n{text}\n---\nbody\n", "x.md")
    assert document is not None or findings


@given(
    st.recursive(
        st.none()
        | st.booleans()
        | st.integers()
        | st.text(alphabet=st.characters(codec="ascii"), max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
        ),
        max_leaves=8,
    )
)
def test_what_yaml_writes_is_read_back_with_places_inside_the_text(value: object) -> None:
    import yaml  # noqa: PLC0415

    text = yaml.safe_dump({"value": value})
    fields, findings = parse_fields(text, "x")
    assert fields is not None
    assert not findings
    assert fields.values["value"] == value
    lines = text.split("\n")
    for place in fields.value_places.values():
        assert place.column <= len(lines[place.line - 1]) + 1
