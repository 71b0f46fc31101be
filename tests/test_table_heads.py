"""Tables written in Markdown bear a name and say what their headings head."""

from __future__ import annotations

import markdown

TABLE = "| a | b |\n| - | - |\n| 1 | 2 |\n"


def render(text: str) -> str:
    return markdown.markdown(text, extensions=["tables", "toc", "md_in_html", "knowledgebase.table_heads"])


def test_each_heading_of_a_column_says_so() -> None:
    assert render(TABLE).count('<th scope="col">') == 2


def test_a_table_bears_the_name_of_the_nearest_heading_above_it() -> None:
    html = render(f"## First\n\n## Second\n\n{TABLE}\n## Third\n")
    assert '<table aria-labelledby="second">' in html


def test_a_table_above_all_headings_stays_without_a_name() -> None:
    assert "aria-labelledby" not in render(f"{TABLE}\n## After\n")


def test_a_table_with_its_own_name_keeps_it() -> None:
    own = '<table markdown="1" aria-labelledby="mine"><tr><td>1</td></tr></table>'
    assert 'aria-labelledby="mine"' in render(f"## First\n\n{own}\n")
