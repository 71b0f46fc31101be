"""What the scanner of citations takes for one; how it reads them is tested on the pages."""

from __future__ import annotations

import pytest

from knowledgebase.citing import scan, scan_citations
from knowledgebase.source import mask_code


def keys(markdown: str) -> list[str]:
    return [item.key for citation in scan_citations(markdown) for item in citation.items]


@pytest.mark.parametrize(
    "markdown",
    [
        "See https://example.org/@name for it.",
        "[^1]: See https://example.org/@name for it.",
        "A link [to @name](https://example.org/@name).",
        "<https://example.org/@name>",
    ],
)
def test_an_at_sign_in_an_address_cites_nothing(markdown: str) -> None:
    assert keys(markdown) == []


def test_a_footnote_may_cite() -> None:
    assert keys("[^1]: As @rowland2014 says; see https://example.org/@name.") == ["rowland2014"]


def test_the_innermost_open_bracket_holds_the_citation() -> None:
    (found,) = scan_citations("[one] [two [see @a] three]")
    assert (found.start, found.end) == (11, 19)


def test_a_text_whose_code_is_masked_already_is_read_the_same() -> None:
    markdown = "`[@no]` and [@a; @b, p. 3].\n\n```\n@no\n```\n\n@c [p. 4] and [@open"
    assert list(scan(markdown, mask_code(markdown))) == list(scan(markdown))
