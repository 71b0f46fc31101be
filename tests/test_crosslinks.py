"""Links between records."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.crosslinks import Target, escape_markdown, expand_crosslinks, scan_crosslinks

PAGES = {
    "recall": Target("techniques/recall.md", "Recall *first*"),
    "Other name": Target("research/x.md", "X"),
}


def expand(text: str) -> str:
    return expand_crosslinks(text, "techniques/here.md", PAGES.get)


def test_an_id_becomes_a_link_with_the_title_of_the_record() -> None:
    assert expand("See [[recall]].") == r"See [Recall \*first\*](recall.md)."


def test_the_text_after_the_bar_is_what_readers_see() -> None:
    assert expand("[[Other name|look here]]") == "[look here](../research/x.md)"


def test_a_name_that_resolves_to_nothing_stays_as_text() -> None:
    assert expand("[[nobody|this]] and [[nobody]]") == "this and nobody"


@pytest.mark.parametrize(
    "text", ["`[[recall]]`", "```\n[[recall]]\n```", r"\[[recall]]", "<!-- [[recall]] -->", "[[]]"]
)
def test_code_comments_and_escapes_are_left_alone(text: str) -> None:
    assert expand(text) == text


def test_a_link_in_a_table_cell_does_not_break_the_table() -> None:
    table = expand("| a | b |\n|---|---|\n| [[recall|again]] | 2 |\n")
    html = markdown.markdown(table, extensions=["tables"])
    assert html.count("<td>") == 2
    assert '<a href="recall.md">again</a>' in html


def test_places_are_those_of_the_brackets() -> None:
    text = "a `[[x]]` [[recall|b]] c"
    (found,) = scan_crosslinks(text)
    assert text[found.start : found.end] == "[[recall|b]]"
    assert (found.target, found.text) == ("recall", "b")


@given(st.text(alphabet="ab*_[]()<>&#`\\!|+-{}@", max_size=40))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    import html  # noqa: PLC0415
    import re  # noqa: PLC0415

    shown = markdown.markdown("x" + escape_markdown(text) + "x")
    assert html.unescape(re.sub(r"</?p>", "", shown)) == f"x{text}x"


@given(st.text(alphabet="ab[]|`\n ", max_size=60))
def test_expanding_never_raises_and_leaves_no_known_link(text: str) -> None:
    expand(text + " [[recall]]")
