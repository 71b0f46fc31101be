"""Which rules count, by code or by the beginning of one."""

from __future__ import annotations

import pytest

from knowledgebase.checking import Misuse, find_rule, parse_selection
from knowledgebase.findings import error

FINDINGS = [error("a.md", 1, 1, code, "Odd.") for code in ("KB112", "KB201", "KB301", "KB302")]


def kept(select: list[str], ignore: list[str]) -> list[str]:
    return [finding.code for finding in parse_selection(select, ignore).apply(FINDINGS)]


@pytest.mark.parametrize(
    ("select", "ignore", "codes"),
    [
        ([], [], ["KB112", "KB201", "KB301", "KB302"]),
        (["KB2"], [], ["KB201"]),
        (["KB112", "KB3"], [], ["KB112", "KB301", "KB302"]),
        (["kb112, kb301"], [], ["KB112", "KB301"]),
        ([], ["KB3"], ["KB112", "KB201"]),
        ([], ["KB"], []),
        (["KB301"], ["KB3"], ["KB301"]),
        (["KB3"], ["KB301"], ["KB302"]),
        (["KB301"], ["KB301"], []),
        (["KB2"], ["KB3"], ["KB201"]),
        (["KB", ""], ["KB30"], ["KB112", "KB201"]),
    ],
)
def test_the_longer_of_two_beginnings_decides(select: list[str], ignore: list[str], codes: list[str]) -> None:
    assert kept(select, ignore) == codes


@pytest.mark.parametrize("typed", ["KB9", "KB1122", "112", "unknown-tag"])
def test_a_beginning_that_fits_no_rule_is_misuse(typed: str) -> None:
    with pytest.raises(Misuse, match="no rule"):
        parse_selection([typed], [])
    with pytest.raises(Misuse, match="no rule"):
        parse_selection([], [typed])


@pytest.mark.parametrize("typed", ["KB112", "kb112", " KB112 ", "unknown-tag", "Unknown-Tag"])
def test_a_rule_is_found_by_code_or_name(typed: str) -> None:
    assert find_rule(typed).code == "KB112"


@pytest.mark.parametrize(
    ("typed", "hint"), [("KB1122", "KB112"), ("unknown-tagg", "unknown-tag"), ("KB6", "KB601"), ("x", "x")]
)
def test_a_rule_that_is_none_is_misuse_with_a_hint(typed: str, hint: str) -> None:
    with pytest.raises(Misuse, match=hint):
        find_rule(typed)
