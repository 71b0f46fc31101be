"""The grammar of citations in Markdown, which is Pandoc's.

`[@a]`, `[see @a, pp. 33-35; @b]`, `@a [p. 4]`, `[-@a]`, `@{a key.}`. Source: Pandoc User's Guide,
section "Citation syntax". A scanner over the text as written, so that the checker, the list of places
that cite a source, and the page agree on what a citation is and where it stands.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from knowledgebase.citing.locators import Locator, split_locator
from knowledgebase.source import Brackets, find_paragraph_end, mask_code, match_brackets

# A key: letters, digits and `_`, with single marks inside that are `:`, `.`, `-`, `_` or `/`.
_KEY = r"\{(?P<braced>[^{}\s]+)\}|(?P<plain>\w+(?:[:./-]\w+)*)"
_CITE = re.compile(rf"(?<![\w\\@`/.])(?P<minus>-?)@(?:{_KEY})")
_BARE = re.compile(rf"(?<![\w\\@`/.-])(?P<minus>-?)@(?:{_KEY})")
_POSSIBLE = re.compile(rf"@(?={_KEY})")
_INNER_MARK = re.compile("[:./-]")
_NOCITE = re.compile(r"\s*nocite:(?P<keys>.*)", re.DOTALL)
_COMMENT = "<!--"
_HIDDEN_COMMENT = "\ue007" * len(_COMMENT)
# A fence within a list, which may hold blank lines: indented further than `mask_code` looks.
_NESTED_FENCE = re.compile(r"^[ \t]+(?P<fence>`{3,}|~{3,})(?P<info>[^`\n]*)$", re.MULTILINE)
_NOT_LINE_END = re.compile(r"[^\n]")
_LINKS = re.compile(
    r"\[\[[^\[\]\n]*\]\]"  # a cross-link
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # [text](to) and [text][to]
    r"(?:\((?:[^()\n]|\([^()\n]*\))*\)|\[(?!-?@|\^)[^\[\]\n]*\](?!\())"
    r"|^ {0,3}\[\^[^\]\n]+\]:"  # the mark of a footnote
    r"|^ {0,3}\[(?!-?@)[^\]\n]+\]:[ \t]*(?:\n[ \t]*)?\S+"  # [name]: address
    r"(?:[ \t]*|[ \t]*(?:\n[ \t]*)?[\"'(][^\n]*)$"  # "title"
    r"|<(?P<raw>a|pre|code)\b[^<>]*>(?:[^<]|<(?!(?P=raw)\b))*?</(?P=raw)\s*>"
    r"|<[a-zA-Z/!][^<>]*>",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
# An address holds no bracket, so none reaches into a link, and most texts are spared the search.
_ADDRESS = re.compile(r"(?<!@\{)\b[a-z][a-z0-9+.-]{0,30}://[^\s<>\[\]]+", re.IGNORECASE)
_BEGINNING = re.compile(r"\[(?:[^\[\]@\n]{0,60}\s)?-?@")
"""A bracket that looks meant as a citation: an `@` at its beginning, or after a word or two."""
_LOCATOR_BRACKET = re.compile(r"[ \t]*(?:\n[ \t]*)?\[")


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
    return (found for found in scan(markdown) if isinstance(found, Citation))


def find_malformed_citations(markdown: str) -> Iterator[MalformedCitation]:
    """Where a citation begins and does not close, holds no key, or holds a second one without a `;`."""
    return (found for found in scan(markdown) if isinstance(found, MalformedCitation))


def find_possible_keys(markdown: str) -> set[str]:
    """Every key that a text may cite or list: those that it does, and others that only look like one.

    It takes a fraction of the time of a scan, for whoever asks what a text can depend on. A key that stands
    right before an address is followed by part of it here, so each beginning of a key counts too.
    """
    written = {found["braced"] or found["plain"] for found in _POSSIBLE.finditer(markdown)}
    return written | {key[: mark.start()] for key in written for mark in _INNER_MARK.finditer(key)}


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
    masked = _mask_nested_fences(mask_code(markdown.replace(_COMMENT, _HIDDEN_COMMENT)))
    position = 0
    while (start := masked.find(_HIDDEN_COMMENT, position)) >= 0:
        end = masked.find("-->", inside := start + len(_COMMENT))
        if end < 0:
            return
        position = end + len("-->")
        yield Comment(markdown[inside:end], start, position)


def scan_nocite(markdown: str) -> list[str]:
    """The keys of `<!-- nocite: @a, @{b} -->`: sources to list on a page that does not cite them."""
    if "nocite:" not in markdown:
        return []
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
    brackets: Brackets
    """Those of the masked text."""


def scan(markdown: str, prose: str | None = None) -> Iterator[Citation | MalformedCitation]:
    """The citations of a Markdown text and what was meant as one, in order.

    `prose` is the text as `mask_code` makes it, for whoever has it already.
    """
    if "@" not in markdown:
        return
    masked = _mask(mask_code(markdown) if prose is None else prose)
    source = _Source(markdown, masked, match_brackets(masked))
    position = told_to = 0
    while (at := masked.find("@", position)) >= 0:
        bracket = source.brackets.around.get(at, -1)
        if bracket >= position and _is_left_open(source, bracket):
            # Whatever follows in the paragraph stands within it: one mistake is told once.
            if at >= told_to:
                yield MalformedCitation(bracket, *_LEFT_OPEN)
                told_to = find_paragraph_end(masked, at)
            position = at + 1
            continue
        found = _read_bracketed(source, bracket) if bracket >= position else None
        if found is None:
            found = _read_narrative(source, at)
        if found is not None:
            yield found
        if isinstance(found, Citation):
            yield from _find_second_keys(source, found)
        position = found.end if isinstance(found, Citation) else at + 1


def _mask(prose: str) -> str:
    """The text without code with blanks where no citation can stand: links, addresses, escaped marks."""
    masked = _LINKS.sub(_blank, _mask_nested_fences(prose))
    if "://" in masked:
        masked = _ADDRESS.sub(_blank, masked)
    return re.sub(r"\\[\[\]@\\]", "  ", masked)


def _mask_nested_fences(prose: str) -> str:
    """`prose` with blanks for fenced blocks within lists, which may hold blank lines.

    One pass: to look for the end of each beginning anew takes hours in a text of nothing but beginnings.
    """
    fences = list(_NESTED_FENCE.finditer(prose))
    closings: dict[str, list[re.Match[str]]] = {}
    for line in fences:
        if not line["info"].strip():
            closings.setdefault(line["fence"], []).append(line)
    pieces: list[str] = []
    position = 0
    for opening in fences:
        later = closings.get(opening["fence"], [])
        index = bisect_right(later, opening.end(), key=re.Match.start)
        if opening.start() < position or index == len(later):
            continue
        end = later[index].end()
        pieces += prose[position : opening.start()], _blanked(prose[opening.start() : end])
        position = end
    return "".join((*pieces, prose[position:]))


def _blank(found: re.Match[str]) -> str:
    return _blanked(found[0])


def _blanked(text: str) -> str:
    return _NOT_LINE_END.sub(" ", text)


_LEFT_OPEN = (
    "The citation that begins here has no closing `]`, so it would stand as plain text.",
    "Close it in the same paragraph: `[@key]`.",
)


def _is_left_open(source: _Source, opening: int) -> bool:
    """Whether a bracket looks meant as a citation and is not closed in its paragraph."""
    return opening not in source.brackets.closings and bool(_BEGINNING.match(source.masked, opening))


def _read_bracketed(source: _Source, opening: int) -> Citation | MalformedCitation | None:
    closing = source.brackets.closings.get(opening)
    if closing is None:
        return None
    items = _read_items(source, opening + 1, closing)
    if items:
        return Citation(CitationForm.PARENTHETICAL, tuple(items), opening, closing + 1)
    if not _BEGINNING.match(source.masked, opening):
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
    if text.find(";", start, end) < 0:
        yield start, end
        return
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
    closing = source.brackets.closings.get(bracket.end() - 1) if bracket else None
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
