"""How findings are printed."""

from __future__ import annotations

import io
import json
from pathlib import Path

import jsonschema
import pytest
from rich.console import Console

from knowledgebase.checks import RULES
from knowledgebase.findings import Finding, error, warning
from knowledgebase.printing import (
    PRINTERS,
    print_github,
    print_json,
    print_sarif,
    print_text,
    style_text,
)

SCHEMA = json.loads((Path(__file__).parent / "data" / "sarif-2.1.0-reduced.schema.json").read_text())
FOUND = error("entries/a.md", 3, 8, "KB112", "There is no tag `x`.", "Did you mean `y`?")
NOTED = warning("b.bib", 1, 1, "KB206", "Odd.")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries" / "a.md").write_text("---\ntitle: A\ntags: [x, memory]\n---\n", encoding="utf-8")
    return tmp_path


def lines(finding: Finding, root: Path) -> list[str]:
    """The lines of one finding, without the one on `--explain`."""
    return print_text([finding], root).split("\n")[:-2]


def test_text_shows_place_source_line_caret_and_hint(root: Path) -> None:
    assert lines(FOUND, root) == [
        "entries/a.md:3:8: KB112 error: There is no tag `x`.",
        "    3 | tags: [x, memory]",
        "      |        ^",
        "    hint: Did you mean `y`?",
    ]


def test_text_ends_with_the_way_to_an_explanation(root: Path) -> None:
    assert print_text([FOUND, NOTED], root).split("\n")[-1].endswith("scripts/check.py --explain KB112")


def test_text_of_nothing_is_empty(root: Path) -> None:
    assert print_text([], root) == ""


def test_text_shows_no_line_where_there_is_none_to_see(root: Path) -> None:
    (root / "entries" / "empty.md").write_text("", encoding="utf-8")
    for name in ("gone.md", "entries/empty.md"):
        assert lines(error(name, 1, 1, "KB101", "It is gone."), root) == [
            f"{name}:1:1: KB101 error: It is gone."
        ]


def test_text_shows_nothing_from_outside_of_the_root(
    root: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret"
    secret.write_text("a password\n", encoding="utf-8")
    (root / "entries" / "link.md").symlink_to(secret)
    shown = print_text([error("entries/link.md", 1, 1, "KB101", "It leads out.")], root)
    assert "password" not in shown


def test_the_caret_stands_below_the_mistake_behind_wide_characters_and_tabs(root: Path) -> None:
    (root / "w.md").write_text("学\tx", encoding="utf-8")
    _, source, caret = lines(error("w.md", 1, 3, "KB112", "Odd."), root)
    assert source == "    1 | 学\\tx"
    # One wide character takes two cells, and the tab is shown by its escape.
    assert caret == "      |     ^"


def test_a_long_line_is_cut_around_the_mistake(root: Path) -> None:
    (root / "long.md").write_text("a" * 500 + "X" + "b" * 500, encoding="utf-8")
    _, source, caret = lines(error("long.md", 1, 501, "KB112", "Odd."), root)
    assert len(source) < 120
    assert source[caret.index("^")] == "X"
    assert source.count("…") == 2


def test_text_from_a_file_cannot_forge_a_line_or_a_colour(root: Path) -> None:
    (root / "f.md").write_text("a\x1b[31m\u202eb\x85KB000", encoding="utf-8")
    forged = error("f.md", 1, 1, "KB112", "x\nb.md:1:1: KB000 error: forged \x1b[31m", "\x9b1m")
    shown = lines(forged, root)
    assert len(shown) == 4
    assert all(line.isprintable() for line in shown)


def test_markup_of_the_terminal_library_is_only_text(root: Path) -> None:
    shown = io.StringIO()
    console = Console(file=shown, soft_wrap=True, highlight=False, force_terminal=False)
    for piece in style_text([error("a.md", 1, 1, "KB112", "[red]no[/red] :smile:")], root):
        console.print(piece)
    assert "[red]no[/red] :smile:" in shown.getvalue()


def test_json_has_the_fields_that_tools_rely_on(root: Path) -> None:
    (found,) = json.loads(print_json([FOUND], root))["findings"]
    assert found == {
        "path": "entries/a.md",
        "line": 3,
        "column": 8,
        "code": "KB112",
        "severity": "error",
        "message": "There is no tag `x`.",
        "hint": "Did you mean `y`?",
    }


def test_json_of_nothing_is_an_empty_list(root: Path) -> None:
    assert json.loads(print_json([], root)) == {"findings": []}


def test_github_annotations_escape_what_would_end_them(root: Path) -> None:
    odd = error("a,b:c.md", 1, 2, "KB112", "50% of\nlines::error::x")
    assert print_github([odd], root) == (
        "::error file=a%2Cb%3Ac.md,line=1,col=2,title=KB112::50%25 of%0Alines::error::x"
    )


@pytest.mark.parametrize("findings", [[], [FOUND, NOTED]])
def test_sarif_fits_its_schema(findings: list[Finding], root: Path) -> None:
    jsonschema.Draft4Validator.check_schema(SCHEMA)
    log = json.loads(print_sarif(findings, root))
    assert list(jsonschema.Draft4Validator(SCHEMA).iter_errors(log)) == []
    assert len(log["runs"][0]["results"]) == len(findings)


def test_the_schema_of_sarif_refuses_what_is_none(root: Path) -> None:
    log = json.loads(print_sarif([FOUND], root))
    log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["region"]["startLine"] = 0
    assert list(jsonschema.Draft4Validator(SCHEMA).iter_errors(log))


def test_a_sarif_result_points_at_its_rule_and_place(root: Path) -> None:
    odd = error("entries/ä b.md", 3, 8, "KB112", "There is no tag `x`.", "Did you mean `y`?")
    (run,) = json.loads(print_sarif([odd], root))["runs"]
    (result,) = run["results"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == sorted(RULES)
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"] == "KB112"
    assert (result["level"], result["message"]["text"]) == ("error", "There is no tag `x`. Did you mean `y`?")
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "entries/%C3%A4%20b.md"
    assert place["region"] == {"startLine": 3, "startColumn": 8}


@pytest.mark.parametrize("form", sorted(PRINTERS))
def test_every_form_names_path_and_code(form: str, root: Path) -> None:
    printed = PRINTERS[form]([FOUND], root)
    assert "entries/a.md" in printed
    assert "KB112" in printed
