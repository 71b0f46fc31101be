"""The grammar of citations in Markdown, which is Pandoc's.

`[@a]`, `[see @a, pp. 33-35; @b]`, `@a [p. 4]`, `[-@a]`, `@{a key.}`. Source: Pandoc User's Guide,
section "Citation syntax". A scanner over the text as written, so that the checker, the list of places
that cite a source, and the page agree on what a citation is and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledgebase.citing.locators import Locator, split_locator
from knowledgebase.source import mask_code

# A key: letters, digits and `_`, with single marks inside that are `:`, `.`, `-`, `_` or `/`.
_KEY = r"\{(?P<braced>[^{}\s]+)\}|(?P<plain>\w+(?:[:./-]\w+)*)"
_CITE = re.compile(rf"(?<![\w\\@`/.])(?P<minus>-?)@(?:{_KEY})")
_BARE = re.compile(rf"(?<![\w\\@`/.-])(?P<minus>-?)@(?:{_KEY})")
_NOCITE = re.compile(r"\s*nocite:(?P<keys>.*)", re.DOTALL)
_COMMENT = "<!--"
_HIDDEN_COMMENT = "\ue007" * len(_COMMENT)
_HIDDEN = re.compile(rf"{_HIDDEN_COMMENT}(.*?)-->", re.DOTALL)
# A fence within a list, which may hold blank lines: indented further than `mask_code` looks.
_NESTED_FENCE = re.compile(r"^[ \t]+(?P<fence>`{3,}|~{3,})[^`\n]*\n.*?^[ \t]+(?P=fence)[ \t]*$", re.M | re.S)
_LINKS = re.compile(
    r"\[\[[^\[\]\n]*\]\]"  # a cross-link
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # [text](to) and [text][to]
    r"(?:\((?:[^()\n]|\([^()\n]*\))*\)|\[(?!-?@|\^)[^\[\]\n]*\](?!\())"
    r"|^ {0,3}\[\^[^\]\n]+\]:"  # the mark of a footnote
    r"|^ {0,3}\[(?!-?@)[^\]\n]+\]:[ \t]*\n?[ \t]*\S+"  # [name]: address
    r"[ \t]*(?:\n?[ \t]*[\"'(][^\n]*)?$"  # "title"
    r"|<(?P<raw>a|pre|code)\b[^>]*>.*?</(?P=raw)\s*>"
    r"|<[a-zA-Z/!][^<>]*>"
    r"|(?<!@\{)\b[a-z][a-z0-9+.-]*://[^\s<>\[\]]+",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_BRACKET = re.compile(r"[\[\]]|\n[ \t]*\n")
_BEGINNING = re.compile(r"\[(?:[^\[\]@\n]{0,60}\s)?-?@")
"""A bracket that looks meant as a citation: an `@` at its beginning, or after a word or two."""
_LOCATOR_BRACKET = re.compile(r"[ \t]*\n?[ \t]*\[")


class CitationForm(StrEnum):
    """How a citation stands in its sentence."""

    PARENTHETICAL = "parenthetical"
    """`[@a]`: all of it in brackets."""
    NARRATIVE = "narrative"
    """`@a says`: the author is part of the sentence."""


@dataclass(frozen=True)
class CitationItem:
    """One source within a citation."""

    key: str
    start: int
    """The offset of its `@`, or of the `-` before it, in the text."""
    prefix: str = ""
    """Markdown before it (`see`)."""
    locator: Locator | None = None
    suffix: str = ""
    """Markdown after it, with its own comma or space."""
    suppress_author: bool = False
    """Whether it began with `-`: the year alone is shown."""


@dataclass(frozen=True)
class Citation:
    """A citation and where it stands: `text[start:end]`."""

    form: CitationForm
    items: tuple[CitationItem, ...]
    start: int
    end: int


@dataclass(frozen=True)
class MalformedCitation:
    """What begins as a citation and is none."""

    start: int
    message: str
    hint: str


def scan_citations(markdown: str) -> Iterator[Citation]:
    """The citations of a Markdown text, in order; none in code, comments, links or e-mail addresses."""
    return (found for found in _scan(markdown) if isinstance(found, Citation))


def find_malformed_citations(markdown: str) -> Iterator[MalformedCitation]:
    """Where a citation begins and does not close, holds no key, or holds a second one without a `;`."""
    return (found for found in _scan(markdown) if isinstance(found, MalformedCitation))


@dataclass(frozen=True)
class Comment:
    """An HTML comment and where it stands."""

    text: str
    """What is between `<!--` and `-->`."""
    start: int
    end: int


def scan_comments(markdown: str) -> Iterator[Comment]:
    """The HTML comments of a Markdown text, in order; none in code."""
    if _COMMENT not in markdown:
        return
    masked = _mask_code(markdown.replace(_COMMENT, _HIDDEN_COMMENT))
    for found in _HIDDEN.finditer(masked):
        yield Comment(markdown[found.start(1) : found.end(1)], found.start(), found.end())


def scan_nocite(markdown: str) -> list[str]:
    """The keys of `<!-- nocite: @a, @{b} -->`: sources to list on a page that does not cite them."""
    comments = (_NOCITE.fullmatch(comment.text) for comment in scan_comments(markdown))
    found = (key for comment in comments if comment for key in _CITE.finditer(comment["keys"]))
    return list(dict.fromkeys(_key_of(key) for key in found))


def _key_of(found: re.Match[str]) -> str:
    return found["braced"] or found["plain"]


@dataclass(frozen=True)
class _Source:
    """A text while it is scanned."""

    written: str
    masked: str
    """The text with blanks where no citation can stand."""
    closings: Mapping[int, int]
    """The offset of the `]` for each `[` that is closed in its paragraph."""


def _scan(markdown: str) -> Iterator[Citation | MalformedCitation]:
    if "@" not in markdown:
        return
    masked = _mask(markdown)
    source = _Source(markdown, masked, _pair_brackets(masked))
    position = 0
    while (at := masked.find("@", position)) >= 0:
        bracket = _opening_bracket(masked, at, position)
        found = _read_bracketed(source, bracket) if bracket >= 0 else None
        if found is None:
            found = _read_narrative(source, at)
        if found is not None:
            yield found
        if isinstance(found, Citation):
            yield from _find_second_keys(source, found)
        position = found.end if isinstance(found, Citation) else at + 1


def _mask(markdown: str) -> str:
    """The text with blanks where no citation can stand: code, links, addresses, escaped marks."""
    masked = _LINKS.sub(_blank, _mask_code(markdown))
    return re.sub(r"\\[\[\]@\\]", "  ", masked)


def _mask_code(markdown: str) -> str:
    return _NESTED_FENCE.sub(_blank, mask_code(markdown))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def _pair_brackets(text: str) -> dict[int, int]:
    """The offset of the `]` for each `[` that is closed in its paragraph."""
    closings: dict[int, int] = {}
    opened: list[int] = []
    for found in _BRACKET.finditer(text):
        if found[0] == "[":
            opened.append(found.start())
        elif found[0] != "]":
            opened.clear()
        elif opened:
            closings[opened.pop()] = found.start()
    return closings


def _opening_bracket(text: str, at: int, floor: int) -> int:
    """The offset of the `[` that is open at `at` within its paragraph, or -1."""
    start = max(floor, text.rfind("\n\n", floor, at) + 1)
    depth = 0
    for index in range(at - 1, start - 1, -1):
        if text[index] == "]":
            depth += 1
        elif text[index] == "[":
            if depth == 0:
                return index
            depth -= 1
    return -1


def _read_bracketed(source: _Source, opening: int) -> Citation | MalformedCitation | None:
    begins = _BEGINNING.match(source.masked, opening)
    if opening not in source.closings:
        if not begins:
            return None
        message = "The citation that begins here has no closing `]`, so it would stand as plain text."
        return MalformedCitation(opening, message, "Close it in the same paragraph: `[@key]`.")
    closing = source.closings[opening]
    items = _read_items(source, opening + 1, closing)
    if items:
        return Citation(CitationForm.PARENTHETICAL, tuple(items), opening, closing + 1)
    if not begins:
        return None
    message = "The citation names no key, so nothing is cited."
    return MalformedCitation(opening, message, "Write the key of a source after `@`: `[@key]`.")


def _find_second_keys(source: _Source, citation: Citation) -> Iterator[MalformedCitation]:
    """Where a part of a citation names a second source, which would stand as plain text."""
    starts = {item.start for item in citation.items}
    for found in _CITE.finditer(source.masked, citation.start, citation.end):
        if found.start() not in starts:
            message = (
                f"`@{_key_of(found)}` follows another key without a `;`, so it would stand as plain text."
            )
            yield MalformedCitation(found.start(), message, "Part sources with semicolons: `[@a; @b]`.")


def _read_items(source: _Source, start: int, end: int) -> list[CitationItem]:
    """The items between two offsets; what holds no key belongs to the item before it."""
    items: list[CitationItem] = []
    for first, last in _split_at_semicolons(source.masked, start, end):
        found = _CITE.search(source.masked, first, last)
        if found is None:
            if not items:
                return []
            suffix = f"{items[-1].suffix};{source.written[first:last].rstrip()}"
            items[-1] = replace(items[-1], suffix=suffix)
            continue
        locator, suffix = split_locator(source.written[found.end() : last])
        items.append(
            CitationItem(
                _key_of(found),
                found.start(),
                source.written[first : found.start()].strip(),
                locator,
                suffix.rstrip(),
                bool(found["minus"]),
            )
        )
    return items


def _split_at_semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between `;` that stand outside of braces, quotes and inner brackets."""
    depth, quoted, first = 0, False, start
    last_quote = text.rfind('"', start, end)
    for index in range(start, end):
        character = text[index]
        depth += (character in "[{") - (character in "]}")
        if character == '"':
            quoted = not quoted and index < last_quote
        elif character == ";" and depth == 0 and not quoted:
            yield first, index
            first = index + 1
    yield first, end


def _read_narrative(source: _Source, at: int) -> Citation | None:
    """`@a`, `-@a` or `@a [p. 4; @b]` at the `@` at offset `at`."""
    text = source.masked
    minus = at > 0 and text[at - 1] == "-"
    found = _BARE.match(text, at - 1) if minus else None
    found = found or _BARE.match(text, at)
    if found is None:
        return None
    item = CitationItem(_key_of(found), found.start(), suppress_author=bool(found["minus"]))
    # Looked for in the text as written: between the two, a blank may stand for code or a tag.
    bracket = None if item.suppress_author else _LOCATOR_BRACKET.match(source.written, found.end())
    closing = source.closings.get(bracket.end() - 1) if bracket else None
    more = _read_locator_bracket(source, bracket.end(), closing) if bracket and closing else None
    if more is None or closing is None:
        return Citation(CitationForm.NARRATIVE, (item,), found.start(), found.end())
    locator, suffix, others = more
    item = replace(item, locator=locator, suffix=suffix)
    return Citation(CitationForm.NARRATIVE, (item, *others), found.start(), closing + 1)


def _read_locator_bracket(
    source: _Source, start: int, end: int
) -> tuple[Locator | None, str, list[CitationItem]] | None:
    """What the bracket after a narrative citation says: a locator, more sources, both; None for neither."""
    spans = list(_split_at_semicolons(source.masked, start, end))
    first, last = spans[0]
    if _CITE.search(source.masked, first, last):
        return None, "", _read_items(source, start, end)
    locator, suffix = split_locator(source.written[first:last])
    if locator is None:
        return None
    others = _read_items(source, spans[1][0], end) if len(spans) > 1 else []
    return locator, suffix.rstrip(), others
