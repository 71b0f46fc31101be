"""Links between records, written `[[id]]` or `[[id|text]]`.

They are turned into ordinary Markdown links before any engine sees the page, so that every engine
follows them and a `|` in a table cell stays out of the table's way.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from knowledgebase.source import mask_code

_CROSSLINK = re.compile(r"(?<!\\)\[\[(?P<target>[^\[\]|\n]+)(?:\|(?P<text>[^\[\]\n]+))?\]\]")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+!>])")
# What Markdown has no backslash for, written as HTML has it.
_ENTITIES = str.maketrans({"&": "&amp;", "<": "&lt;", "|": "&#124;", "@": "&#64;"})


@dataclass(frozen=True)
class Crosslink:
    """One `[[target|text]]` and where it stands in the text."""

    target: str
    """As written: an id, an alias or another name."""
    text: str | None
    start: int
    end: int


@dataclass(frozen=True)
class Target:
    """What a cross-link leads to."""

    page: str
    title: str


def scan_crosslinks(markdown: str, prose: str | None = None) -> Iterator[Crosslink]:
    """The cross-links of a Markdown text in order; what stands in code is left alone.

    `prose` is the text as `mask_code` makes it, for whoever has it already.
    """
    if "[[" not in markdown:
        return
    for found in _CROSSLINK.finditer(mask_code(markdown) if prose is None else prose):
        text = found["text"]
        yield Crosslink(found["target"].strip(), text.strip() if text else None, found.start(), found.end())


def expand_crosslinks(markdown: str, from_page: str, resolve: Callable[[str], Target | None]) -> str:
    """`markdown` with its cross-links as Markdown links, relative to the page it stands on.

    One that resolves to nothing stays as its text: the checker has said so, and readers see no brackets.
    """
    pieces: list[str] = []
    end = 0
    for crosslink in scan_crosslinks(markdown):
        target = resolve(crosslink.target)
        text = escape_markdown(crosslink.text or (target.title if target else crosslink.target))
        pieces.append(markdown[end : crosslink.start])
        if target:
            relative = posixpath.relpath(target.page, posixpath.dirname(from_page) or ".")
            pieces.append(f"[{text}]({relative})")
        else:
            pieces.append(text)
        end = crosslink.end
    pieces.append(markdown[end:])
    return "".join(pieces)


def escape_markdown(text: str) -> str:
    """`text` such that Markdown shows it as it is."""
    return _MARKDOWN_SPECIAL.sub(r"\\\1", text).translate(_ENTITIES).replace("\n", " ")
