"""A file made to exhaust the checker, or one that cannot be read, is one finding and ends soon.

None of these tests is timed: what they guard against takes hours or all memory, and would not end.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from conftest import SMALL, Draft

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
    append(draft, name, "x: [" + "1,\n" * 100_000 + "]\n")
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


FILES = [SPACED, VOCABULARY, AGENCIES, LEDGER, "bibliography.bib", "docs/guide.md"]
FOLDERS = ["entries/techniques", "entries/research", "entries", "docs"]


@pytest.fixture
def open_draft() -> Iterator[Draft]:
    """A draft with a guide, in a place where every user may look."""
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        root = Path(folder) / "base"
        shutil.copytree(SMALL, root)
        (root / "docs").mkdir(exist_ok=True)
        (root / "docs" / "guide.md").write_text("# A guide\n")
        yield Draft(root)


@contextmanager
def as_nobody() -> Iterator[None]:
    """The rights of a user without any: root, which CI often is, may read every file."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def check_as_nobody(draft: Draft) -> list[tuple[str, str]]:
    """The path and the code of each finding for a user who owns nothing."""
    draft.check()  # loads what is loaded late, from folders that only root may enter
    with as_nobody():
        return [(finding.path, finding.code) for finding in draft.check()]


def unreadable(name: str) -> str:
    return "KB204" if name == "bibliography.bib" else "KB101"


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_may_not_be_read_is_one_finding(open_draft: Draft, name: str) -> None:
    (open_draft.root / name).chmod(0)
    assert check_as_nobody(open_draft) == [(name, unreadable(name))]


@pytest.mark.parametrize("name", FOLDERS)
@pytest.mark.parametrize("mode", [0o000, 0o444, 0o111])
def test_a_folder_that_may_not_be_read_or_entered_is_one_finding(
    open_draft: Draft, name: str, mode: int
) -> None:
    folder = open_draft.root / name
    folder.chmod(mode)
    try:
        assert check_as_nobody(open_draft) == [(name, "KB101")]
    finally:
        folder.chmod(0o755)


def test_the_rest_is_checked_beside_what_may_not_be_read(open_draft: Draft) -> None:
    open_draft.replace("entries/research/latimier-2021-spaced-retrieval.md", "tags: [", "tags: [memori, ")
    folder = open_draft.root / "entries/techniques"
    folder.chmod(0)
    try:
        assert {code for _, code in check_as_nobody(open_draft)} == {"KB101", "KB112"}
    finally:
        folder.chmod(0o755)


@pytest.mark.parametrize("name", FILES)
def test_a_folder_a_queue_a_circle_and_a_link_out_in_the_place_of_a_file_are_one_finding_each(
    open_draft: Draft, tmp_path: Path, name: str
) -> None:
    path = open_draft.root / name
    outside = tmp_path / "outside"
    path.rename(outside)
    for make in (path.mkdir, lambda: os.mkfifo(path), lambda: path.symlink_to(path.name)):
        make()
        assert [(found.path, found.code) for found in open_draft.check()] == [(name, unreadable(name))]
        path.rmdir() if path.is_dir() else path.unlink()
    path.symlink_to(outside)
    (found,) = open_draft.check()
    assert (found.path, found.code) == (name, unreadable(name))
    assert "leads out" in found.message


@pytest.mark.parametrize("name", FOLDERS)
def test_a_file_or_a_link_out_in_the_place_of_a_folder_is_one_finding(
    open_draft: Draft, tmp_path: Path, name: str
) -> None:
    path = open_draft.root / name
    outside = tmp_path / "outside"
    path.rename(outside)
    path.write_text("This is no folder.\n")
    assert [(found.path, found.code) for found in open_draft.check()] == [(name, "KB101")]
    path.unlink()
    path.symlink_to(outside)
    (found,) = open_draft.check()
    assert (found.path, found.code) == (name, "KB101")
    assert "leads out" in found.message


def test_a_file_that_is_not_utf_8_is_one_finding_at_the_character(draft: Draft, one: One) -> None:
    path = draft.root / SPACED
    content = path.read_bytes()
    path.write_bytes(
        content.replace(b"# Spaced", b"# Sp\xe4ced").replace(b"title: Sp", b"title: \xc3\xa9\xe9Sp")
    )
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (SPACED, "KB101", 3, 9)


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
