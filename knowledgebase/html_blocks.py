"""HTML blocks set aside in one step: a Python-Markdown extension that only saves time.

    markdown.markdown(text, extensions=["md_in_html", "knowledgebase.html_blocks"])

Python-Markdown reads HTML tag by tag, and most of a generated page is HTML in which no Markdown stands: that
took a third of the time of a build. Here a block that begins at the beginning of a line, ends before a blank
line, is balanced, and holds neither `markdown=` nor a comment, script or instruction, is set aside whole, as
Python-Markdown would in the end. It reads whatever else there is as before, so pages come out the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import markdown
from markdown.preprocessors import Preprocessor

_BEGINNING = re.compile(
    r"(?:\A|(?<=\n\n))<(?P<tag>article|aside|details|div|dl|figure|header|nav|ol|p|section|table|ul)(?=[\s>])"
)
# What is read in another way, or begins where no such block does: all that follows may be part of it.
_READ_OTHERWISE = re.compile(r"<[!?]|<(?:script|style|textarea|title|pre)\b", re.IGNORECASE)
_AT_LINE_START = re.compile(r"^ {0,3}<", re.MULTILINE)
_HOLDS_MARKDOWN = re.compile(r"\bmarkdown\b", re.IGNORECASE)


def split_blocks(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of `text` in order, each with whether it is an HTML block to be set aside as it stands.

    >>> list(split_blocks("Text\\n\\n<div><b>x</b></div>\\n\\nText"))
    [('Text\\n\\n', False), ('<div><b>x</b></div>', True), ('\\n\\nText', False)]
    """
    position = done = 0
    while found := _BEGINNING.search(text, position):
        end = _find_end(text, found.start(), found["tag"])
        if (
            end is None
            or _AT_LINE_START.search(text, position, found.start())
            or _READ_OTHERWISE.search(text, position, end)
        ):
            break
        position = end
        block = text[found.start() : end]
        if text.startswith("\n\n", end) and not _HOLDS_MARKDOWN.search(block):
            yield text[done : found.start()], False
            yield block, True
            done = end
    yield text[done:], False


def _find_end(text: str, start: int, tag: str) -> int | None:
    """Where the element ends that begins at `start`; None where it does not."""
    depth = 0
    for found in _tags_of(tag).finditer(text, start):
        depth += -1 if found["end"] else 1
        if depth == 0:
            return found.end()
    return None


@lru_cache(maxsize=64)
def _tags_of(tag: str) -> re.Pattern[str]:
    """Beginnings and ends of an element of this name, as they are written."""
    return re.compile(rf"<(?:{tag}(?=[\s>])|(?P<end>/){tag}\s*>)", re.IGNORECASE)


class _SetAside(Preprocessor):
    """Puts a place in the stead of each block, before the HTML is read tag by tag."""

    def run(self, lines: list[str]) -> list[str]:
        parts = []
        for part, is_block in split_blocks("\n".join(lines)):
            parts.append(f"{self.md.htmlStash.store(f'{part}{chr(10)}')}\n" if is_block else part)
        return "".join(parts).split("\n")


class HtmlBlocksExtension(markdown.Extension):
    """Sets HTML blocks aside before Python-Markdown looks for them."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers the step after fenced code was set aside (25), before HTML is (20)."""
        md.preprocessors.register(_SetAside(md), "knowledgebase-html-blocks", 21)


def makeExtension(**options: Any) -> HtmlBlocksExtension:  # noqa: N802 -- Python-Markdown's name
    """The extension, for Python-Markdown that knows it by the name of this module."""
    return HtmlBlocksExtension(**options)
