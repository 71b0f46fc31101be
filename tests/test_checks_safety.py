"""What could harm a reader is found in bodies, fields, lists and BibTeX; what looks like it is left alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Draft

from knowledgebase.findings import Finding

One = Callable[[], Finding]
SPACED = "entries/techniques/spaced-practice.md"
VOCABULARY = "entries/vocabulary.yml"
AGENCIES = "entries/agencies.yml"
LEDGER = "bibliography.lock.yml"
SCRIPT = '"<script>alert(1)</script>"'


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "column"),
    [
        (VOCABULARY, "Learning that lasts.", SCRIPT, "KB501", 3, 15),
        (VOCABULARY, "skills-practice:", f"{SCRIPT}:", "KB501", 5, 1),
        (VOCABULARY, "Learning that lasts.", "javascript:alert(1)", "KB502", 3, 15),
        (AGENCIES, "name: International Organization for Migration", f"name: {SCRIPT}", "KB501", 2, 9),
        (AGENCIES, "acronym: IOM", 'acronym: "IOM\\u202e"', "KB503", 3, 12),
        (SPACED, "Come back", "Co\u200bme back", "KB503", 4, 10),
        (SPACED, "Spread it out", "Spread \u202eit out", "KB503", 11, 8),
        (SPACED, "Spread it out", "Spread \x1b[2J", "KB503", 11, 8),
        ("bibliography.bib", "Educational Psychology", "Educational \u2067Psychology", "KB503", 4, 26),
        ("docs/contribute.md", "# ", "\u2066# ", "KB503", 1, 1),
        (SPACED, "Spread it out", "![x](https://example.org/a.png)", "KB504", 11, 6),
        (SPACED, "Spread it out", '<a href="../../../etc/passwd">x</a>', "KB402", 11, 10),
        (SPACED, "Spread it out", "<img alt='' src=../../../a.png>", "KB402", 11, 17),
        (SPACED, "Spread it out", '<a class="x" href="/etc/passwd">x</a>', "KB402", 11, 20),
        (SPACED, "Spread it out", '<a href="..%2f..%2f..%2fetc">x</a>', "KB402", 11, 10),
        (SPACED, "Come back", "Come [x](javascript:alert(1)) back", "KB502", 4, 10),
        (SPACED, "Come back", "Come [x](../../../etc) back", "KB502", 4, 10),
        (SPACED, "Come back", "<a href='/etc'>Come</a> back", "KB502", 4, 10),
        (AGENCIES, "acronym: IOM", "url: javascript:alert(1)", "KB502", 3, 8),
        ("bibliography.bib", "title   = {A", r"title   = {\href{javascript:alert(1)}{A}", "KB502", 3, 14),
        ("bibliography.bib", "title   = {A", "title   = {[A](../../etc)", "KB502", 3, 14),
        (SPACED, "Spread it out", "![x](//example.org/a.png)", "KB504", 11, 6),
        (SPACED, "Spread it out", "<img alt='' src='http://example.org/a.png'>", "KB504", 11, 18),
    ],
)
def test_one_danger_is_one_finding_at_its_place(
    draft: Draft, one: One, name: str, old: str, new: str, code: str, line: int, column: int
) -> None:
    draft.replace(name, old, new)
    finding = one()
    assert (finding.path, finding.code, finding.line, finding.column) == (name, code, line, column)


def test_a_script_in_the_ledger_is_found(draft: Draft) -> None:
    draft.replace(LEDGER, "https://pubmed.ncbi.nlm.nih.gov/25150680/", "https://x/<script>alert(1)</script>")
    findings = draft.check()
    assert [(finding.path, finding.code) for finding in findings] == [(LEDGER, "KB501")]


@pytest.mark.parametrize(
    "text",
    [
        "یادگیری می\u200cخواهم",
        "क्\u200dष",
        "קורס\u200f (IOM)",
        "`![x](https://example.org/a.png)`",
        '<a href="../retrieval-practice/">x</a>',
        '<a href="../../">x</a>',
        '<a href="//example.org/../../a">x</a>',
        '`<a href="../../../etc">`',
        '<a title="href=/etc">x</a>',
        "[x](https://example.org/a.png)",
        "a\tb",
    ],
)
def test_what_languages_need_and_plain_links_are_left_alone(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"Spread {text}")
    assert draft.check() == []
