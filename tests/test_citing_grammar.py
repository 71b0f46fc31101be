"""What is a citation in a text, where it stands, and what begins as one and is none."""

from __future__ import annotations

import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing import (
    Citation,
    CitationForm,
    find_malformed_citations,
    scan_citations,
    scan_nocite,
)

PARENTHETICAL, NARRATIVE = CitationForm.PARENTHETICAL, CitationForm.NARRATIVE


def one(text: str) -> Citation:
    """The one citation of a text in which nothing is malformed."""
    (found,) = scan_citations(text)
    assert not list(find_malformed_citations(text))
    return found


def keys(text: str) -> list[list[str]]:
    """The keys of each citation."""
    return [[item.key for item in citation.items] for citation in scan_citations(text)]


@pytest.mark.parametrize(
    ("text", "form", "items"),
    [
        ("[@a]", PARENTHETICAL, ["|a||"]),
        ("[@a; @b]", PARENTHETICAL, ["|a||", "|b||"]),
        ("[see @a, pp. 33-35; @b]", PARENTHETICAL, ["see|a|pp. 33-35|", "|b||"]),
        ("[see @a, pp. 33-35 and *elsewhere*]", PARENTHETICAL, ["see|a|pp. 33-35| and *elsewhere*"]),
        ("[@a, who says so]", PARENTHETICAL, ["|a||, who says so"]),
        ("[@a; also in others; see @b]", PARENTHETICAL, ["|a||; also in others", "see|b||"]),
        ("[-@a, p. 2]", PARENTHETICAL, ["|-a|p. 2|"]),
        ("[@a p. 2]", PARENTHETICAL, ["|a|p. 2|"]),
        ("[@a{p. 2; 3}]", PARENTHETICAL, ["|a|p. 2; 3|"]),
        ("[see [this](x.md), @a, p. 2]", PARENTHETICAL, ["see [this](x.md),|a|p. 2|"]),
        ("[see\n@a,\npp. 3-4]", PARENTHETICAL, ["see|a|pp. 3-4|"]),
        ("@a", NARRATIVE, ["|a||"]),
        ("-@a", NARRATIVE, ["|-a||"]),
        ("@a [p. 4]", NARRATIVE, ["|a|p. 4|"]),
        ("@a\n[p. 4, and on]", NARRATIVE, ["|a|p. 4|, and on"]),
        ("@a [p. 4; see @b, ch. 2]", NARRATIVE, ["|a|p. 4|", "see|b|ch. 2|"]),
        ("@a [@b; @c]", NARRATIVE, ["|a||", "|b||", "|c||"]),
        ("@{a.}", NARRATIVE, ["|a.||"]),
        ("[@{https://example.com/x?a=1&b}, p. 2]", PARENTHETICAL, ["|https://example.com/x?a=1&b|p. 2|"]),
    ],
)
def test_every_form_is_read_with_its_parts(text: str, form: CitationForm, items: list[str]) -> None:
    found = one(f"So says {text}.")
    assert found.form is form
    assert f"So says {text}."[found.start : found.end] == text
    assert items == [
        "|".join(
            [
                item.prefix,
                "-" * item.suppress_author + item.key,
                item.locator.written if item.locator else "",
                item.suffix,
            ]
        )
        for item in found.items
    ]


@pytest.mark.parametrize(
    "key", ["a:b", "a.b", "a-b", "a_b", "a/b", "_a", "2006", "müller2010", "a:b.c-d_e/f", "王2010", "A"]
)
def test_a_key_may_hold_single_marks(key: str) -> None:
    assert keys(f"[@{key}] and @{key}, @{key} [p. 2].") == [[key], [key], [key]]


@pytest.mark.parametrize(
    "mark", [".", ",", ":", ";", "?", "!", "/", "-", "--", "…", "'s", "’s", ")", "—", '"', "*"]
)
def test_a_mark_after_a_key_is_no_part_of_it(mark: str) -> None:
    found = one(f"@rowland2014{mark} next")
    assert (found.items[0].key, found.end) == ("rowland2014", len("@rowland2014"))


@pytest.mark.parametrize("before", ["(", '"', "*", "“", "—", "\n", "a: "])
def test_a_citation_may_follow_a_mark(before: str) -> None:
    assert keys(f"{before}@a") == keys(f"{before}[@a]") == [["a"]]


@pytest.mark.parametrize(
    "text",
    [
        "Write to me@example.org, or to [me.too@example.org].",
        "<me@example.org> and [mail](mailto:me@example.org)",
        r"Write \@a, or [\@a].",
        "See https://example.org/@a/1 and www.example.org/@a.",
        "<https://example.org/@a>",
        "[as @a says](x.md) and [as [@a] says](x.md)",
        "![what @a saw](x.png)",
        "[@a](x.md)",
        "[as @a says][x]\n\n[x]: https://example.org/@a 'by @a'",
        '<span title="by @a">so</span> and <a href="x">@a</a>',
        "<code>@a</code> and <pre>\n[@a]\n\n[@b]\n</pre>",
        "<!-- [@a] --> and <!--\n\n@b",
        "[[x]] and [[@a]] and [[x|by @a]]",
        "@ a, @@a, x@a, @, @{}, @{a b}, [see @ home]",
    ],
)
def test_addresses_links_tags_comments_and_escapes_cite_nothing(text: str) -> None:
    assert keys(text) == []
    assert keys(f"{text.removesuffix('@b')} -->\n\n[@c]") == [["c"]]


@pytest.mark.parametrize(
    "code",
    [
        "`@a`",
        "``[@a] ` @b``",
        "```\n[@a]\n```",
        "~~~ markdown\n[@a]\n\n@b\n~~~",
        "````\n```\n[@a]\n```\n````",
        "    [@a]",
        "- item\n\n  ```\n  [@a]\n\n  [@b]\n  ```",
        "- item\n\n    ```\n    [@a]\n\n    [@b]\n    ```",
        "1. item\n\n    - inner\n\n        ~~~\n        [@a]\n\n        [@b]\n        ~~~",
    ],
)
def test_code_cites_nothing(code: str) -> None:
    assert keys(f"[@before]\n\n{code}\n\n- [@after]") == [["before"], ["after"]]


def test_text_between_backticks_of_other_paragraphs_is_no_code() -> None:
    assert keys("One ` here.\n\n[@a] ` there.") == [["a"]]


@pytest.mark.parametrize(
    "text",
    [
        "- item\n\n    [@a]",
        "[^1]: See [@a].",
        "[^1]:\n    See [@a].",
        "> [@a]",
        "| x | [@a] |",
        "!!! note\n    [@a]",
        "Term\n:   [@a]",
        "## On [@a]",
        "- [ ] [@a]",
        "[@a]: it helps.",
        "[@a][^1]",
        "**[@a]**",
        "([@a])",
        r"\\[@a]",
        "<b>[@a]</b>",
        "[[x]] [@a]",
        "[@a] [x](y.md)",
        "[x] [@a]",
        "[x](y.md)[@a]",
    ],
)
def test_citations_stand_wherever_text_stands(text: str) -> None:
    assert keys(text) == [["a"]]


def test_neighbours_are_citations_of_their_own() -> None:
    assert keys("[@a][@b] [@c] @d [@e]; -@f [@g]") == [["a"], ["b"], ["c"], ["d", "e"], ["f"], ["g"]]


def test_an_escaped_bracket_leaves_a_citation_in_the_sentence() -> None:
    found = one(r"\[@a]")
    assert (found.form, found.start, found.end) == (NARRATIVE, 2, 4)


@pytest.mark.parametrize("between", ["</b> ", " `x` ", " <i>x</i> "])
def test_what_stands_between_a_key_and_a_bracket_parts_them(between: str) -> None:
    assert keys(f"<b>@a{between}[@b]") == [["a"], ["b"]]


def test_a_bracket_that_is_no_locator_stays_in_the_text() -> None:
    found = one("@a [an aside] says")
    assert found.end == len("@a")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ('[@a, "x; y"; @b]', [', "x; y"', ""]),
        ('[@a, "x"; @b, "y"]', [', "x"', ', "y"']),
        ('[@a, "x; y", "z; w"; @b]', [', "x; y", "z; w"', ""]),
        ('[@a, some 6" wide; @b]', [', some 6" wide', ""]),
        ("[@a, {x; y}; @b]", ["", ""]),
        ("[@a, [x; y]; @b]", [", [x; y]", ""]),
        ("[@a, `x; y`; @b]", [", `x; y`", ""]),
        ("[@a, [x; y](z.md); @b]", [", [x; y](z.md)", ""]),
    ],
)
def test_a_semicolon_in_quotes_braces_brackets_or_code_parts_nothing(text: str, parts: list[str]) -> None:
    found = one(text)
    assert [item.key for item in found.items] == ["a", "b"]
    assert [item.suffix for item in found.items] == parts


@pytest.mark.parametrize(
    ("text", "start", "what"),
    [
        ("So [@a, p. 3.", 3, "no closing"),
        ("So [see @a.\n\nThen] on.", 3, "no closing"),
        ("So [-@a", 3, "no closing"),
        ("So [@] on", 3, "no key"),
        ("So [see @, p. 3] on", 3, "no key"),
        ("So [@{a b}] on", 3, "no key"),
        ("So [@a, @b] on", 8, "without a `;`"),
        ("So [see @a and @b; @c] on", 15, "without a `;`"),
        ("So @a [p. 3; @b, @c] on", 17, "without a `;`"),
    ],
)
def test_what_begins_as_a_citation_and_is_none_is_found_where_it_begins(
    text: str, start: int, what: str
) -> None:
    (found,) = find_malformed_citations(text)
    assert found.start == start
    assert what in found.message
    assert "@" in found.hint


@pytest.mark.parametrize(
    "text", ["a [x](y.md @a", "[" + "x" * 70 + " @a", "`[@a`", r"\[@a", "[me@example.org"]
)
def test_brackets_that_were_never_meant_as_citations_are_left_alone(text: str) -> None:
    assert not list(find_malformed_citations(text))


def test_a_malformed_citation_hides_no_other() -> None:
    text = "[@a\n\n[@b] and [@] and @c"
    assert keys(text) == [["b"], ["c"]]
    assert [found.start for found in find_malformed_citations(text)] == [0, 14]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("<!-- nocite: @a -->", ["a"]),
        ("<!--nocite:@a,@{b.}; @a-->\n\n<!-- nocite:\n@c\n-->", ["a", "b.", "c"]),
        ("<!-- see @a -->", []),
        ("`<!-- nocite: @a -->`", []),
        ("```\n<!-- nocite: @a -->\n```", []),
        ("- x\n\n    ```\n\n    <!-- nocite: @a -->\n    ```", []),
        ("nocite: @a", []),
    ],
)
def test_a_comment_lists_sources_that_are_not_cited(text: str, listed: list[str]) -> None:
    assert scan_nocite(text) == listed
    assert [key for found in keys(text) for key in found] == (["a"] if text == "nocite: @a" else [])


@pytest.mark.parametrize(
    "text", ["[@a ", "@a [p. 1; ", "@a [", "[@a [@b ", "[", "@{", "<a ", "[a [b] ", '[@a, ";']
)
def test_many_open_brackets_cost_no_time(text: str) -> None:
    many = text * 5_000
    assert len(list(scan_citations(many))) + len(list(find_malformed_citations(many))) <= 10_000


PIECES = st.sampled_from(
    [
        *"@@@[[]](){};\"'`-,.:/\\<>!*|~^# \n\t1",
        "\n\n",
        "@a",
        "[@b",
        "p. 3",
        "```",
        "<!--",
        "-->",
        "<a>",
        "[^1]:",
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=50).map("".join)


@given(TEXTS)
def test_citations_of_any_text_are_in_order_and_hold_their_keys(text: str) -> None:
    end = 0
    for citation in scan_citations(text):
        assert end <= citation.start < citation.end <= len(text)
        end = citation.end
        assert citation.items
        for item in citation.items:
            written = text[item.start : citation.end]
            minus = "-" * item.suppress_author
            assert citation.start <= item.start
            assert written.startswith((f"{minus}@{item.key}", f"{minus}@{{{item.key}}}"))
    for malformed in find_malformed_citations(text):
        assert text[malformed.start] in "[@-"


@given(TEXTS)
def test_no_text_in_a_fence_cites_anything(text: str) -> None:
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 3)
    assert keys(f"{fence}\n{text}\n{fence}\n\n[@after]") == [["after"]]


WORDS = st.text(alphabet=string.ascii_letters + string.digits + "äé_", min_size=1, max_size=5)
KEYS = st.lists(WORDS, min_size=1, max_size=3).flatmap(
    lambda words: st.sampled_from(":.-/").map(lambda mark: mark.join(words))
)
NUMBERS = st.integers(1, 2000).flatmap(
    lambda first: st.sampled_from([f"{first}", f"{first}–{first + 3}", f"{first}, {first + 9}", f"S{first}"])
)
LOCATORS = st.none() | st.tuples(
    st.sampled_from(["p.", "pp.", "chap.", "sec.", "fig.", "Table", "vol.", "§", "para."]), NUMBERS
)
ITEMS = st.tuples(st.sampled_from(["", "see ", "*cf.* ", "-"]), KEYS, LOCATORS)


@given(st.lists(ITEMS, min_size=1, max_size=4), st.sampled_from(["", "Text ", "(", "\n\n> "]))
def test_what_is_written_by_the_grammar_is_read_back(
    items: list[tuple[str, str, tuple[str, str] | None]], before: str
) -> None:
    parts = [f"{prefix}@{key}{', ' + ' '.join(where) if where else ''}" for prefix, key, where in items]
    text = f"{before}[{'; '.join(parts)}] after"
    found = one(text)
    assert text[found.start : found.end] == f"[{'; '.join(parts)}]"
    assert [item.key for item in found.items] == [key for _, key, _ in items]
    assert [item.suppress_author for item in found.items] == [prefix == "-" for prefix, _, _ in items]
    assert [item.prefix for item in found.items] == [prefix.strip(" -") for prefix, _, _ in items]
    assert [(item.locator.value if item.locator else None) for item in found.items] == [
        where[1] if where else None for _, _, where in items
    ]
