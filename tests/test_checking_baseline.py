"""Old debts are left out, new ones are not, and paid ones are counted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledgebase.checking import Misuse, read_baseline, write_baseline
from knowledgebase.findings import Finding, error

FOUND = error("a.md", 3, 8, "KB112", "There is no tag `x`.", "Did you mean `y`?")
OTHER = error("b.md", 1, 1, "KB301", "There is no source `ü`.")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "debts.json"


def split(file: Path, debts: list[Finding], findings: list[Finding]) -> tuple[list[Finding], int]:
    write_baseline(file, debts)
    return read_baseline(file).split(findings)


def test_old_debts_are_left_out(file: Path) -> None:
    assert split(file, [FOUND, OTHER], [FOUND, OTHER]) == ([], 0)


def test_a_debt_stays_one_when_its_line_moves(file: Path) -> None:
    assert split(file, [FOUND], [replace(FOUND, line=50)]) == ([], 0)


@pytest.mark.parametrize(
    "changed", [{"path": "c.md"}, {"code": "KB113"}, {"message": "There is no tag `z`."}]
)
def test_another_mistake_is_no_debt(file: Path, changed: dict[str, str]) -> None:
    new = replace(FOUND, **changed)  # type: ignore[arg-type]
    assert split(file, [FOUND], [new]) == ([new], 1)


def test_the_same_mistake_once_more_is_new(file: Path) -> None:
    again = replace(FOUND, line=9)
    assert split(file, [FOUND], [FOUND, again]) == ([again], 0)
    assert split(file, [FOUND, again], [FOUND, again]) == ([], 0)


def test_debts_that_are_paid_are_counted(file: Path) -> None:
    assert split(file, [FOUND, OTHER], [OTHER]) == ([], 1)


def test_no_debts_make_a_baseline_too(file: Path) -> None:
    assert split(file, [], [FOUND]) == ([FOUND], 0)


def test_a_baseline_does_not_depend_on_the_order_of_lines(file: Path) -> None:
    write_baseline(file, [FOUND, OTHER])
    first = file.read_text(encoding="utf-8")
    write_baseline(file, [replace(OTHER, line=7), replace(FOUND, line=1)])
    assert file.read_text(encoding="utf-8") == first
    assert len(first.splitlines()) == 4


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not JSON",
        "[]",
        '{"version": 2, "findings": []}',
        '{"version": 1}',
        '{"version": 1, "findings": [{"path": "a.md", "code": "KB112"}]}',
        '{"version": 1, "findings": [{"path": 1, "code": "KB112", "fingerprint": "0"}]}',
        '{"version": 1, "findings": [], "more": 1}',
        "[" * 100_000,
    ],
)
def test_a_file_that_is_no_baseline_is_misuse(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Misuse, match=r"debts\.json"):
        read_baseline(file)


def test_a_missing_baseline_is_misuse_and_says_how_to_make_one(file: Path) -> None:
    with pytest.raises(Misuse, match="--write-baseline"):
        read_baseline(file)


def test_a_place_that_cannot_be_written_is_misuse(tmp_path: Path) -> None:
    with pytest.raises(Misuse, match="cannot be written"):
        write_baseline(tmp_path / "no" / "debts.json", [FOUND])
