"""Every rule is documented, on a page and in a terminal, and every code is that of a rule."""

from __future__ import annotations

import re

import markdown
import pytest
from conftest import PROJECT, Draft

from knowledgebase import addresses
from knowledgebase.checks import RULES, explain_rule, make_rule_pages
from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.codes import CODES, FAMILY_NAMES, register_code
from knowledgebase.knowledge import KnowledgeBase

PAGES = {path: (text, meta) for path, text, meta in make_rule_pages()}
EVERY = pytest.mark.parametrize("code", sorted(RULES))


def codes_in_sources() -> set[str]:
    sources = [*(PROJECT / "knowledgebase").rglob("*.py"), *(PROJECT / "hooks").glob("*.py")]
    return {code for path in sources for code in re.findall(r"\bKB\d{3}\b", path.read_text(encoding="utf-8"))}


def test_every_code_in_the_sources_is_a_documented_rule() -> None:
    assert codes_in_sources() - set(RULES) == set()


def test_every_rule_is_in_the_sources_once() -> None:
    assert set(RULES) - codes_in_sources() == set()
    assert set(RULES) == CODES
    names = [rule.name for rule in RULES.values()]
    assert len(names) == len(set(names))


@EVERY
def test_a_rule_says_what_why_and_an_example_of_each(code: str) -> None:
    rule = RULES[code]
    explained = explain_rule(rule)
    for part in (rule.code, rule.name, rule.severity, rule.what, rule.why):
        assert part in explained
    for example in (rule.bad, rule.good):
        assert all(line in explained for line in example.split("\n"))
    assert rule.bad != rule.good


@EVERY
def test_a_rule_has_a_page_that_says_all_of_it(code: str) -> None:
    rule = RULES[code]
    text, meta = PAGES[addresses.rule_page(code)]
    assert code in str(meta["title"])
    assert f"{rule.severity}:" in text
    for part in (rule.what, rule.why, rule.bad, rule.good):
        assert part in text


@EVERY
def test_an_example_reaches_the_page_as_code(code: str) -> None:
    html = markdown.markdown(PAGES[addresses.rule_page(code)][0], extensions=["pymdownx.superfences"])
    assert html.count("<pre>") == 2
    assert "<script" not in html


def test_the_index_lists_every_rule_under_its_family() -> None:
    text = PAGES[addresses.RULES][0]
    family = ""
    found: dict[str, str] = {}
    for line in text.split("\n"):
        if line.startswith("## "):
            family = line[3:]
        elif linked := re.match(r"\| \[(KB\d{3})\]\((kb\d{3}\.md)\)", line):
            assert addresses.rule_page(linked[1]) == f"rules/{linked[2]}"
            found[linked[1]] = family
    assert found == {code: FAMILY_NAMES[code[2]] for code in RULES}


def test_the_site_has_the_pages_of_the_rules(small: KnowledgeBase) -> None:
    assert set(PAGES) <= small.pages


def test_a_link_to_a_rule_is_alive_and_one_to_a_rule_that_is_none_is_not(draft: Draft) -> None:
    draft.write(
        "docs/more.md", "# More\n\n[One](rules/kb112.md), [all](rules/index.md), [no](rules/kb999.md).\n"
    )
    (found,) = draft.check()
    assert (found.code, found.line) == ("KB402", 3)
    assert "rules/kb999.md" in found.message


@pytest.mark.parametrize("code", ["KB112", "KB12", "KB1234", "kb118", "KB018", "KB999", "XX100"])
def test_a_code_that_is_taken_or_of_another_form_is_refused(code: str) -> None:
    with pytest.raises(ValueError, match=code):
        register_code(code)


def test_a_rule_without_documentation_is_refused() -> None:
    def check(_knowledge: KnowledgeBase) -> list[Mistake]:
        """Says too little."""
        return []

    with pytest.raises(ValueError, match="docstring"):
        rule("KB198", "says-too-little")(check)  # type: ignore[arg-type]
    assert "KB198" not in CODES | set(RULES)
