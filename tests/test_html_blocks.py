"""HTML blocks set aside in one step leave every page as it was."""

from __future__ import annotations

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.html_blocks import split_blocks

EXTENSIONS = ["md_in_html", "tables", "toc", "pymdownx.superfences"]
PIECES = [
    "<div>",
    "</div>",
    '<div class="a">',
    '<div markdown="1">',
    "<DIV>",
    "<span>",
    "</span>",
    "<p>x</p>",
    "<ul>\n<li>a</li>\n</ul>",
    "<section>\n\n## In\n\n</section>",
    "<!-- a -->",
    "<script>",
    "</script>",
    "<br>",
    "<img src='a.png'>",
    "<table><tr><td>1</td></tr></table>",
    "```\n<div>\n```",
    "    <div>code</div>",
    "- a\n\n    <div>b</div>",
    "`<div>`",
    "&lt;div&gt; &amp; a < b",
    "**strong** and [a](b.md)",
    "# Title",
    "\n",
    "\n\n",
    " ",
]


def render(text: str, *more: str) -> str:
    return markdown.markdown(text, extensions=[*EXTENSIONS, *more])


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_a_page_comes_out_the_same(text: str) -> None:
    assert render(text, "knowledgebase.html_blocks") == render(text)


@given(st.lists(st.sampled_from(PIECES), max_size=8).map("\n\n".join))
def test_a_page_of_blocks_comes_out_the_same(text: str) -> None:
    assert render(text, "knowledgebase.html_blocks") == render(text)


@pytest.mark.parametrize(
    "block",
    ["<div><div>x</div></div>", "<ul>\n\n<li>a</li>\n\n</ul>", '<p class="a">a < b</p>', "<div>\n</div>"],
)
def test_a_balanced_block_is_set_aside(block: str) -> None:
    assert list(split_blocks(f"a\n\n{block}\n\nb")) == [("a\n\n", False), (block, True), ("\n\nb", False)]


@pytest.mark.parametrize(
    "text",
    [
        "<div>",
        "<div></div> more",
        "a\n<div></div>",
        '<div markdown="1">\n\n*a*\n\n</div>',
        "<div><!-- </div> --></div>",
        " <div></div>",
    ],
)
def test_what_takes_reading_is_left_to_python_markdown(text: str) -> None:
    assert list(split_blocks(f"{text}\n\n")) == [(f"{text}\n\n", False)]
