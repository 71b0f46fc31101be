"""Rules on what could harm a reader. The build sanitises every page; these rules say so beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from knowledgebase.checks.rule import Mistake, at_field, at_offset, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.safety import dangerous_scheme, find_live_markup
from knowledgebase.source import Document, FieldPath, YamlValue, mask_code

_DESTINATION = re.compile(
    r"\]\(\s*<?\s*(?P<inline>[^\s)>]+)|^ {0,3}\[[^\]^]+\]:\s*<?(?P<defined>[^\s<>]+)"
    r"|\b(?:href|src)\s*=\s*[\"']?(?P<attribute>[^\"'\s>]+)|<(?P<auto>[a-z][a-z0-9+.-]*:[^\s<>]*)>",
    re.MULTILINE | re.IGNORECASE,
)
_NEVER = frozenset({"javascript", "data", "vbscript", "file"})
"""Schemes that no field holds; in other fields than links, a word with a colon is only a word."""
_LINK_HINT = "Link to https:// or to a page."
_LIVE_HINT = "Write it as Markdown, or put it in backticks to show it as text."


@rule("KB501", "live-markup")
def check_markup(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Bodies, fields and BibTeX hold no script, event handler, frame or form.

    Such markup never reaches a page alive, since every page is sanitised; but it has no reason to stand in
    a record either, and whoever wrote it meant something that readers will not see.

    Bad:
        <img src="x" onerror="alert(1)">

    Good:
        Write `<script>` in backticks to show it as text.
    """
    for document in knowledge.documents:
        if live := find_live_markup(mask_code(document.body)):
            offset, name = live
            message = f"`{name}` is not allowed: pages hold no scripts, handlers, frames or forms."
            yield at_offset(document, offset, message, _LIVE_HINT)
        for path, text in _texts(document.fields.values, ()):
            if live := find_live_markup(text):
                message = f"`{live[1]}` is not allowed: fields are plain text."
                yield _at_field(document, path, message, "Take the markup out.")
    for reference in knowledge.bibliography.values():
        for name, text in reference.fields.items():
            if live := find_live_markup(text):
                message = f"`{live[1]}` in `{reference.key}` is not allowed: fields are plain text."
                yield at_field(reference, name, message, "Take the markup out.")


@rule("KB502", "dangerous-link")
def check_link_schemes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Links lead to http, https or mail addresses, or within the site.

    A `javascript:` or `data:` link could run code, and a `file:` link reaches into the reader's own disk.

    Bad:
        [more](javascript:open())

    Good:
        [more](https://example.org/more)
    """
    for document in knowledge.documents:
        for found in _DESTINATION.finditer(mask_code(document.body)):
            group = found.lastgroup or "inline"
            if scheme := dangerous_scheme(found[group]):
                message = f"A link to `{scheme}:` is not allowed: it could run code or reach out of the site."
                yield at_offset(document, found.start(group), message, _LINK_HINT)
        for path, text in _texts(document.fields.values, ()):
            if (scheme := dangerous_scheme(text)) in _NEVER:
                yield _at_field(document, path, f"A link to `{scheme}:` is not allowed.", _LINK_HINT)
    for reference in knowledge.bibliography.values():
        for name, text in reference.fields.items():
            scheme = dangerous_scheme(text)
            if scheme in _NEVER or (scheme and name == "url"):
                message = f"`{name}` of `{reference.key}` leads to `{scheme}:`, which no page links to."
                yield at_field(reference, name, message, "Write https://.")


def _at_field(document: Document, path: FieldPath, message: str, hint: str) -> Mistake:
    place = document.fields.place_of_value(path)
    return Mistake(document.path, place.line, place.column, message, hint)


def _texts(value: YamlValue | Mapping[str, YamlValue], path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
