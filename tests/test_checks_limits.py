"""A file made to exhaust the checker, or one that cannot be read, is one finding and ends soon.

None of these tests is timed: what they guard against takes hours or all memory, and would not end.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import Draft

from knowledgebase.findings import Finding

One = Callable[[], Finding]
SPACED = "entries/techniques/spaced-practice.md"
VOCABULARY = "entries/vocabulary.yml"
AGENCIES = "entries/agencies.yml"
LEDGER = "bibliography.lock.yml"
LISTS = [VOCABULARY, AGENCIES, LEDGER]
MUCH = 900_000
"""Characters: just below what a record may hold."""
LINE = 90_000
"""Characters: just below what a line may hold."""


def fill(text: str) -> str:
    """A text over and over, in lines as long as they may be, up to what a record may hold."""
    line = text * (LINE // len(text))
    return "\n".join([line] * (MUCH // len(line)))


def append(draft: Draft, name: str, text: str) -> None:
    path = draft.root / name
    path.write_text(path.read_text() + text)


def replace_by_link(draft: Draft, name: str, target: Path) -> None:
    path = draft.root / name
    path.unlink()
    path.symlink_to(target)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("anchor", ["&a x", "&a [x, x]"])
def test_twenty_megabytes_of_aliases_are_one_finding(draft: Draft, one: One, name: str, anchor: str) -> None:
    draft.write(name, f"a: {anchor}\nb: [" + "*a, " * 4_900_000 + "]\n")
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


@pytest.mark.parametrize("name", LISTS)
def test_aliases_are_one_finding_at_the_anchor(draft: Draft, one: One, name: str) -> None:
    draft.write(name, "a: &a x\n" + "".join(f"k{number}: *a\n" for number in range(50_000)))
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (name, "KB108", 1, 4)


def test_aliases_in_a_record_are_one_finding_and_no_field_is_missing_beside(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "tags: [memory, trainers]", "tags: &t [memory, trainers]\naliases: *t")
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (SPACED, "KB108", 5, 7)


def test_a_line_of_ten_megabytes_in_a_record_is_one_finding(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "Spread it out", "x" * 10_000_000)
    finding = one()
    assert (finding.path, finding.code) == (SPACED, "KB101")


@pytest.mark.parametrize("name", LISTS)
def test_a_line_of_ten_megabytes_in_a_list_is_one_finding(draft: Draft, one: One, name: str) -> None:
    draft.write(name, f"a: {'x' * 10_000_000}\n")
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


def test_a_line_too_long_in_a_file_of_the_right_size_is_named(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "Send two questions", "x" * 200_000)
    finding = one()
    assert finding.code == "KB101"
    assert "characters long; 100,000 are allowed" in finding.message


def test_a_list_of_millions_of_values_is_one_finding(draft: Draft, one: One) -> None:
    draft.write(VOCABULARY, "- x\n" * 4_000_000)
    assert one().code == "KB101"


@pytest.mark.parametrize("name", LISTS)
def test_a_value_of_hundreds_of_thousands_of_values_is_one_finding(draft: Draft, one: One, name: str) -> None:
    append(draft, name, "x: [" + "1,\n" * 200_000 + "]\n")
    finding = one()
    assert (finding.path, finding.code) == (name, "KB106")


def test_a_ledger_of_millions_of_values_is_one_finding(draft: Draft, one: One) -> None:
    append(draft, LEDGER, "x: [" + "1,\n" * 4_000_000 + "]\n")
    finding = one()
    assert (finding.path, finding.code) == (LEDGER, "KB103")


@pytest.mark.parametrize("text", ["x", "[[", "[a", "<a ", "<a>", "a.", "` ", "{", "<!--"])
def test_a_body_of_one_mark_without_end_is_read_to_its_end(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Send two questions", fill(text))
    assert draft.check() == []


def test_open_brackets_before_a_citation_are_one_finding(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "Send two questions", fill("[") + "@latimier2021")
    assert one().code == "KB302"


def test_backticks_in_ever_longer_rows_are_read_to_their_end(draft: Draft) -> None:
    rows = "\n".join("`" * length for length in range(1, 1_300))
    draft.replace(SPACED, "Send two questions", rows)
    assert draft.check() == []


def test_a_section_of_nothing_but_uncited_claims_does_not_flood(draft: Draft) -> None:
    draft.replace(
        SPACED, "Spaced retrieval beats massed retrieval [@latimier2021].", "- It helped.\n" * 50_000
    )
    findings = draft.check()
    assert {finding.code for finding in findings} == {"KB131"}
    assert len(findings) == 20


@pytest.mark.parametrize("name", ["entries/techniques/folder.md", "docs/folder.md"])
def test_a_directory_with_the_name_of_a_file_is_one_finding(draft: Draft, one: One, name: str) -> None:
    (draft.root / name).mkdir()
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


@pytest.mark.parametrize("name", ["entries/techniques/loop.md", "docs/loop.md"])
def test_a_link_to_itself_is_one_finding(draft: Draft, one: One, name: str) -> None:
    (draft.root / name).symlink_to(draft.root / name)
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


def test_a_folder_that_links_to_one_above_it_ends(draft: Draft) -> None:
    (draft.root / "entries" / "techniques" / "up").symlink_to(draft.root / "entries")
    assert draft.check() == []


@pytest.mark.parametrize("name", [SPACED, VOCABULARY, AGENCIES])
def test_a_link_out_of_the_knowledge_base_is_one_finding(
    draft: Draft, tmp_path: Path, one: One, name: str
) -> None:
    outside = tmp_path / "outside.md"
    outside.write_text((draft.root / name).read_text())
    replace_by_link(draft, name, outside)
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


@pytest.mark.parametrize("name", [SPACED, VOCABULARY, AGENCIES, LEDGER])
def test_a_file_that_may_not_be_read_is_one_finding(
    draft: Draft, one: One, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    read_bytes = Path.read_bytes

    def refuse(path: Path) -> bytes:
        # To root, which CI often is, every file can be read: so the refusal is the test's own.
        if path == draft.root / name:
            raise PermissionError(13, os.strerror(13), str(path))
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")
    assert "Permission denied" in finding.message


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("text", ["", "# nothing\n", "a: [", "- x\n", "\x00"])
def test_a_list_that_is_broken_does_not_flood(draft: Draft, one: One, name: str, text: str) -> None:
    draft.write(name, text)
    finding = one()
    assert (finding.path, finding.code) == (name, "KB103")


@pytest.mark.parametrize("name", [VOCABULARY, AGENCIES])
def test_a_list_that_is_missing_does_not_flood(draft: Draft, one: One, name: str) -> None:
    (draft.root / name).unlink()
    finding = one()
    assert (finding.path, finding.code) == (name, "KB101")


def test_a_tag_with_a_mistake_of_its_own_is_no_unknown_tag_where_it_is_used(draft: Draft, one: One) -> None:
    draft.replace(VOCABULARY, "  label: Memory and retention\n", "")
    finding = one()
    assert (finding.path, finding.code) == (VOCABULARY, "KB105")


def test_a_bibliography_that_cannot_be_read_does_not_flood(draft: Draft, one: One) -> None:
    (draft.root / "bibliography.bib").write_bytes(b"\xff\xfe")
    finding = one()
    assert (finding.path, finding.code) == ("bibliography.bib", "KB204")


def test_a_reference_that_cannot_be_read_is_one_finding_and_not_each_of_its_citations(
    draft: Draft, one: One
) -> None:
    draft.replace("bibliography.bib", "volume  = {33},\n", "volume  = {33,\n")
    assert one().code == "KB201"


def test_a_reversed_interval_that_also_misses_its_effect_is_told_in_order(draft: Draft) -> None:
    name = "entries/research/latimier-2021-spaced-retrieval.md"
    draft.replace(name, "    effect: 0.74\n", "    effect: 0.74\n    ci: [0.9, 0.8]\n")
    assert [finding.code for finding in draft.check()] == ["KB121", "KB120"]


def test_a_key_misspelt_in_a_field_and_in_the_body_is_told_at_both_places(draft: Draft) -> None:
    name = "entries/research/rowland-2014-testing-effect.md"
    text = (draft.root / name).read_text()
    draft.write(name, text.replace("source: rowland2014", "source: rowland2041"))
    assert [finding.code for finding in draft.check()] == ["KB301"]
    draft.replace(name, "recognition tests [@rowland2014]", "recognition tests [@rowland2041]")
    assert [(finding.code, finding.line) for finding in draft.check()] == [("KB301", 6), ("KB301", 31)]


def record_with(fields: str) -> str:
    """A record of the bibliography with these fields besides."""
    return f"\n@book{{nobody1999,\n  author = {{Nobody, Ann}},\n  title = {{Nothing}},\n{fields}\n}}\n"


def add_record(draft: Draft, fields: str) -> None:
    append(draft, "bibliography.bib", record_with(fields))


def in_bibliography(draft: Draft) -> list[str]:
    return [finding.code for finding in draft.check() if finding.path == "bibliography.bib"]


def test_a_line_of_ten_megabytes_in_the_bibliography_is_one_finding_where_its_record_begins(
    draft: Draft, one: One
) -> None:
    before = (draft.root / "bibliography.bib").read_text().count("\n")
    add_record(draft, f"  note = {{{'x' * 10_000_000}}}")
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB201", before + 2, 1)
    assert "200,000 are allowed" in finding.message


@pytest.mark.parametrize("text", ["{", "a", "a,", "a=", '"', "#", "@", "\\"])
def test_a_record_of_one_mark_without_end_is_one_finding(draft: Draft, text: str) -> None:
    append(draft, "bibliography.bib", "\n@book{nobody1999, title = " + text * (1_000_000 // len(text)))
    assert in_bibliography(draft) == ["KB201"]


@pytest.mark.parametrize("text", ["1", "a", "1-", "1,", "--", "{a}", "\\a ", "A, B and "])
@pytest.mark.parametrize("name", ["pages", "month", "year", "isbn", "crossref", "title", "editor", "doi"])
def test_a_field_of_one_mark_without_end_is_read_to_its_end(draft: Draft, name: str, text: str) -> None:
    add_record(draft, f"  {name} = {{{text * (150_000 // len(text))}}}")
    assert 0 < len(in_bibliography(draft)) < 40


def test_a_list_of_nothing_but_mistakes_is_told_up_to_a_hundred(draft: Draft) -> None:
    draft.write(LEDGER, "".join(f"k{number}: 1\n" for number in range(50_000)))
    findings = draft.check()
    assert {finding.path for finding in findings} == {LEDGER}
    assert [finding.code for finding in findings[:-1]] == ["KB106"] * 100
    assert (findings[-1].line, findings[-1].code) == (101, "KB103")


@pytest.mark.parametrize(
    "text", ["[@", "](", "![x](", "`", "<", "[@a ", "[x](y ", "[@a; ", "- [@a] ", "<!-- ", "[x]: ", "&"]
)
def test_a_body_of_nine_hundred_thousand_marks_is_one_finding(draft: Draft, one: One, text: str) -> None:
    draft.replace(SPACED, "Send two questions", text * 900_000)
    finding = one()
    assert (finding.path, finding.code) == (SPACED, "KB101")


@pytest.mark.parametrize(
    "text", ["[@", "[@a ", "](", "![x](", "`", "<", "](<!-- ", "[\n", "## a  ", "<\t", "  ```x\n"]
)
def test_a_body_of_marks_in_shorter_lines_is_told_at_most_once(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Send two questions", fill(text))
    assert len(draft.check()) <= 1


def test_a_page_of_nothing_but_wrong_links_is_told_up_to_a_hundred(draft: Draft) -> None:
    draft.replace(SPACED, "Send two questions", "[x](nothing.md)\n" * 5_000)
    findings = draft.check()
    assert {finding.code for finding in findings} == {"KB402"}
    assert len(findings) == 101
    assert findings[0].message == "4,900 more mistakes of this kind stand in this page."


def test_a_link_with_a_name_too_long_for_any_file_is_dead_and_is_told_in_short(
    draft: Draft, one: One
) -> None:
    draft.replace(SPACED, "Send two questions", f"[x]({'y' * 50_000})")
    finding = one()
    assert finding.code == "KB402"
    assert len(finding.message) < 1_100
