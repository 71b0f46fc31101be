"""How findings are printed."""

from __future__ import annotations

import json

from knowledgebase.findings import (
    count_findings,
    error,
    has_errors,
    print_github,
    print_json,
    print_text,
    warning,
)

FOUND = error("entries/a.md", 3, 8, "KB112", "There is no tag `x`.", "Did you mean `y`?")
NOTED = warning("b.bib", 1, 1, "KB999", "Odd.")


def test_text_names_the_place_the_code_and_the_way_to_mend_it() -> None:
    assert print_text([FOUND]) == (
        "entries/a.md:3:8: KB112 error: There is no tag `x`.\n    hint: Did you mean `y`?"
    )


def test_text_from_a_file_cannot_forge_a_line() -> None:
    forged = error("a.md", 1, 1, "KB112", "x\nb.md:1:1: KB000 error: forged \x1b[31m")
    assert "\n" not in print_text([forged])
    assert "\x1b" not in print_text([forged])


def test_json_has_the_fields_that_tools_rely_on() -> None:
    (found,) = json.loads(print_json([FOUND]))["findings"]
    assert found == {
        "path": "entries/a.md",
        "line": 3,
        "column": 8,
        "code": "KB112",
        "severity": "error",
        "message": "There is no tag `x`.",
        "hint": "Did you mean `y`?",
    }


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(print_json([])) == {"findings": []}


def test_github_annotations_escape_what_would_end_them() -> None:
    odd = error("a,b:c.md", 1, 2, "KB112", "50% of\nlines::error::x")
    assert print_github([odd]) == (
        "::error file=a%2Cb%3Ac.md,line=1,col=2,title=KB112::50%25 of%0Alines::error::x"
    )


def test_warnings_stop_nothing() -> None:
    assert not has_errors([NOTED])
    assert has_errors([NOTED, FOUND])


def test_findings_are_counted_in_words() -> None:
    assert count_findings([FOUND, NOTED, NOTED]) == "1 error, 2 warnings"
    assert count_findings([]) == "0 errors, 0 warnings"
