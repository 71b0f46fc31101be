"""The grammar of citations in Markdown, which is Pandoc's.

`[@a]`, `[see @a, pp. 33-35; @b]`, `@a [p. 4]`, `[-@a]`, `@{a key.}`. Source: Pandoc User's Guide,
section "Citation syntax". A scanner over the text as written, so that the checker, the list of places
that cite a source, and the page agree on what a citation is and where it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from knowledgebase.citing.locators import Locator, split_locator
from knowledgebase.source import mask_code

# A key: letters, digits and `_`, with single marks inside that are `:`, `.`, `-`, `_` or `/`.
_KEY = r"\{(?P<braced>[^{}\s]+)\}|(?P<plain>\w+(?:[:./-]\w+)*)"
_CITE = re.compile(rf"(?<![\w\\@`/.])(?P<minus>-?)@(?:{_KEY})")
_BARE = re.compile(rf"(?<![\w\\@`/.-])(?P<minus>-?)@(?:{_KEY})")
_NOCITE = re.compile(r"<!--\s*nocite:(?P<keys>[^>]*?)-->")
_LINKS = re.compile(
    r"\[\[[^\[\]\n]*\]\]"  # a cross-link
    r"|\[(?:[^\[\]]|\[[^\[\]]*\])*\]"  # [text](to) and [text][to]
    r"(?:\((?:[^()\n]|\([^()\n]*\))*\)|\[(?!-?@)[^\[\]\n]*\](?!\())"
    r"|^ {0,3}\[[^\]\n]+\]:[^\n]*"  # [name]: address, and [^1]: for its mark only, below
    r"|<(?P<raw>a|pre|code)\b[^>]*>.*?</(?P=raw)\s*>"
    r"|<[a-zA-Z/!][^<>]*>"
    r"|\b[a-z][a-z0-9+.-]*://[^\s<>\[\]]+",
    re.MULTILINE | re.DOTALL | re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^[^\]\n]+\]:")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n|\Z")


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
    """Where a citation begins and does not close, or holds no key."""
    return (found for found in _scan(markdown) if isinstance(found, MalformedCitation))


def scan_nocite(markdown: str) -> list[str]:
    """The keys of `<!-- nocite: @a, @{b} -->`: sources to list on a page that does not cite them."""
    found = (key for comment in _NOCITE.finditer(markdown) for key in _CITE.finditer(comment["keys"]))
    return list(dict.fromkeys(_key_of(key) for key in found))


def _key_of(found: re.Match[str]) -> str:
    return found["braced"] or found["plain"]


def _scan(markdown: str) -> Iterator[Citation | MalformedCitation]:
    if "@" not in markdown:
        return
    text = _mask(markdown)
    position = 0
    while (at := text.find("@", position)) >= 0:
        bracket = _opening_bracket(text, at, position)
        found = _read_bracketed(text, markdown, bracket) if bracket >= 0 else None
        if found is None:
            found = _read_narrative(text, markdown, at)
        if found is not None:
            yield found
        position = found.end if isinstance(found, Citation) else at + 1


def _mask(markdown: str) -> str:
    """The text with blanks where no citation can stand: code, links, addresses, escaped marks."""
    masked = _LINKS.sub(_blank_link, mask_code(markdown))
    return re.sub(r"\\[\[\]@\\]", "  ", masked)


def _blank_link(found: re.Match[str]) -> str:
    text = found[0]
    footnote = _FOOTNOTE.match(text)
    if footnote:
        return re.sub(r"[^\n]", " ", text[: footnote.end()]) + text[footnote.end() :]
    return re.sub(r"[^\n]", " ", text)


def _opening_bracket(text: str, at: int, floor: int) -> int:
    """The offset of the `[` that is open at `at` within its paragraph, or -1."""
    start = max(floor, text.rfind("\n\n", 0, at) + 1)
    depth = 0
    for index in range(at - 1, start - 1, -1):
        if text[index] == "]":
            depth += 1
        elif text[index] == "[":
            if depth == 0:
                return index
            depth -= 1
    return -1


def _closing_bracket(text: str, opening: int) -> int:
    """The offset of the `]` that closes `opening` within its paragraph, or -1."""
    end = _paragraph_end(text, opening)
    depth = 0
    for index in range(opening, end):
        depth += (text[index] == "[") - (text[index] == "]")
        if depth == 0:
            return index
    return -1


def _paragraph_end(text: str, offset: int) -> int:
    found = _PARAGRAPH_END.search(text, offset)
    return found.start() if found else len(text)


def _read_bracketed(text: str, markdown: str, opening: int) -> Citation | MalformedCitation | None:
    closing = _closing_bracket(text, opening)
    begins = _begins_citation(text, opening)
    if closing < 0:
        if not begins:
            return None
        message = "The citation that begins here has no closing `]`, so it would stand as plain text."
        return MalformedCitation(opening, message, "Close it in the same paragraph: `[@key]`.")
    items = _read_items(text, markdown, opening + 1, closing)
    if items:
        return Citation(CitationForm.PARENTHETICAL, tuple(items), opening, closing + 1)
    if not begins:
        return None
    message = "The citation names no key, so nothing is cited."
    return MalformedCitation(opening, message, "Write the key of a source after `@`: `[@key]`.")


def _begins_citation(text: str, opening: int) -> bool:
    """Whether a bracket looks meant as a citation: an `@` at its beginning, or after a word or two."""
    return bool(re.match(r"\[(?:[^\[\]@\n]{0,60}\s)?-?@", text[opening:]))


def _read_items(text: str, markdown: str, start: int, end: int) -> list[CitationItem]:
    """The items between two offsets; what holds no key belongs to the item before it."""
    items: list[CitationItem] = []
    for first, last in _split_at_semicolons(text, start, end):
        found = _CITE.search(text, first, last)
        if found is None:
            if not items:
                return []
            tail = items[-1]
            suffix = f"{tail.suffix};{markdown[first:last]}"
            items[-1] = CitationItem(
                tail.key, tail.start, tail.prefix, tail.locator, suffix, tail.suppress_author
            )
            continue
        locator, suffix = split_locator(markdown[found.end() : last])
        items.append(
            CitationItem(
                _key_of(found),
                found.start(),
                markdown[first : found.start()].strip(),
                locator,
                suffix.rstrip(),
                bool(found["minus"]),
            )
        )
    return items


def _split_at_semicolons(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The spans between `;` that stand outside of braces, quotes and inner brackets."""
    depth, quoted, first = 0, False, start
    for index in range(start, end):
        character = text[index]
        depth += (character in "[{") - (character in "]}")
        if character == '"' and text.find('"', index + 1, end) >= 0:
            quoted = True
        elif character == '"':
            quoted = False
        elif character == ";" and depth == 0 and not quoted:
            yield first, index
            first = index + 1
    yield first, end


def _read_narrative(text: str, markdown: str, at: int) -> Citation | None:
    """`@a`, `-@a` or `@a [p. 4; @b]` at the `@` at offset `at`."""
    minus = at > 0 and text[at - 1] == "-"
    found = _BARE.match(text, at - 1) if minus else None
    found = found or _BARE.match(text, at)
    if found is None:
        return None
    item = CitationItem(_key_of(found), found.start(), suppress_author=bool(found["minus"]))
    items, end = [item], found.end()
    bracket = re.compile(r"[ \t]*\n?[ \t]*\[").match(text, end)
    if bracket and not item.suppress_author:
        opening = bracket.end() - 1
        closing = _closing_bracket(text, opening)
        if closing >= 0 and (more := _read_locator_bracket(text, markdown, opening, closing)):
            locator, suffix, others = more
            items = [CitationItem(item.key, item.start, "", locator, suffix), *others]
            end = closing + 1
    return Citation(CitationForm.NARRATIVE, tuple(items), found.start(), end)


def _read_locator_bracket(
    text: str, markdown: str, opening: int, closing: int
) -> tuple[Locator | None, str, list[CitationItem]] | None:
    """What the bracket after a narrative citation says: a locator, more sources, both, or None."""
    spans = list(_split_at_semicolons(text, opening + 1, closing))
    first, last = spans[0]
    if _CITE.search(text, first, last):
        return None, "", _read_items(text, markdown, opening + 1, closing)
    locator, suffix = split_locator(markdown[first:last])
    if locator is None:
        return None
    others = _read_items(text, markdown, spans[1][0], closing) if len(spans) > 1 else []
    return locator, suffix.rstrip(), others
