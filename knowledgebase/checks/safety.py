"""Rules on what could harm a reader. The build sanitises every page; these rules say so beforehand."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from knowledgebase.checks.rule import Mistake, at_field, at_offset, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.safety import dangerous_scheme, find_live_markup, leads_out, scan_live_markup
from knowledgebase.source import FieldPath, Fields, Place, YamlValue

_DESTINATION = re.compile(
    r"\]\(\s*(?:<\s*)?(?P<inline>[^\s)>]+)|^ {0,3}\[(?!\^)[^\[\]]+\]:\s*<?(?P<defined>[^\s<>]+)"
    r"|\b(?:href|src)\s*=\s*[\"']?(?P<attribute>[^\"'\s>]+)|<(?P<auto>[a-z][a-z0-9+.-]*:[^\s<>]*)>",
    re.MULTILINE | re.IGNORECASE,
)
_NEVER = frozenset({"javascript", "data", "vbscript", "file"})
"""Schemes that no field holds; in other fields than links, a word with a colon is only a word."""
_LINK_HINT = "Link to https:// or to a page."
_LIVE_HINT = "Write it as Markdown, or put it in backticks to show it as text."


@rule("KB501", "live-markup")
def check_markup(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Bodies, fields, lists and BibTeX hold no script, event handler, frame or form.

    Such markup never reaches a page alive, since every page is sanitised; but it has no reason to stand in
    a record either, and whoever wrote it meant something that readers will not see.

    Bad:
        <img src="x" onerror="alert(1)">

    Good:
        Write `<script>` in backticks to show it as text.
    """
    for document in knowledge.documents:
        for offset, name in scan_live_markup(document.prose):
            message = f"`{name}` is not allowed: pages hold no scripts, handlers, frames or forms."
            yield at_offset(document, offset, message, _LIVE_HINT)
    for path, place, text in _texts_of_fields(knowledge):
        if live := find_live_markup(text):
            message = f"`{live[1]}` is not allowed: fields are plain text."
            yield Mistake(path, place.line, place.column, message, "Take the markup out.")
    for reference in knowledge.bibliography.values():
        for name, text in reference.fields.items():
            if live := find_live_markup(text):
                message = f"`{live[1]}` in `{reference.key}` is not allowed: fields are plain text."
                yield at_field(reference, name, message, "Take the markup out.")


@rule("KB502", "dangerous-link")
def check_link_schemes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Links lead to http, https or mail addresses, or within the site; in fields and BibTeX as in bodies.

    A `javascript:` or `data:` link could run code, and a `file:` link reaches into the reader's own disk.

    Bad:
        [more](javascript:open())

    Good:
        [more](https://example.org/more)
    """
    for document in knowledge.documents:
        for found in _DESTINATION.finditer(document.prose):
            group = found.lastgroup or "inline"
            if scheme := dangerous_scheme(found[group]):
                message = f"A link to `{scheme}:` is not allowed: it could run code or reach out of the site."
                yield at_offset(document, found.start(group), message, _LINK_HINT)
    for path, place, text in _texts_of_fields(knowledge):
        if problem := _explain_field(text):
            yield Mistake(path, place.line, place.column, problem, _LINK_HINT)
    for reference in knowledge.bibliography.values():
        for name, text in reference.fields.items():
            scheme = dangerous_scheme(text)
            if scheme in _NEVER or (scheme and name == "url"):
                message = f"`{name}` of `{reference.key}` leads to `{scheme}:`, which no page links to."
                yield at_field(reference, name, message, "Write https://.")
            elif problem := _explain_field(reference.raw_fields.get(name, text)):
                yield at_field(reference, name, problem, _LINK_HINT)


_LATEX_LINK = re.compile(r"\\(?:href|url|path|hyperref)\s*\{\s*(?P<latex>[^\s{}]+)")
_MAY_LINK = re.compile(r"\]\(|\]:|href|src|<|\\url|\\path|\\hyperref", re.IGNORECASE)


def _explain_field(text: str) -> str:
    """What is wrong with where a field leads, which is plain text: as a whole, or by a link in it."""
    if (scheme := dangerous_scheme(text)) in _NEVER:
        return f"A link to `{scheme}:` is not allowed."
    if not _MAY_LINK.search(text):
        return ""
    for form in (_DESTINATION, _LATEX_LINK):
        for found in form.finditer(text):
            address = found[found.lastgroup or 0]
            if scheme := dangerous_scheme(address):
                return f"A link to `{scheme}:` is not allowed."
            if leads_out("", address):
                return f"A link to `{address}` leads out of the site."
    return ""


@rule("KB503", "hidden-characters")
def check_hidden_characters(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Text holds no characters that nobody can see: controls, reversals of direction, spaces without width.

    A reviewer would read something else than what stands there, and search would not find a word that holds
    one. Source: N. Boucher and R. Anderson, "Trojan Source" (2021). Joiners and marks that Arabic, Persian or
    Hindi need are no such characters.

    Bad:
        [notes](fdp.exe)   # with a reversal of direction (U+202E) before `fdp`

    Good:
        [notes](exe.pdf)
    """
    for document in knowledge.documents:
        if found := _HIDDEN.search(document.body):
            yield at_offset(document, found.start(), *_explain_hidden(found[0]))
    for path, place, text in _texts_of_fields(knowledge):
        if found := _HIDDEN.search(text):
            yield Mistake(path, place.line, place.column, *_explain_hidden(found[0]))
    for reference in knowledge.bibliography.values():
        if found := _HIDDEN.search(reference.raw):
            place = reference.place_in_raw(found.start())
            yield Mistake(reference.path, place.line, place.column, *_explain_hidden(found[0]))


_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)


def _explain_hidden(character: str) -> tuple[str, str]:
    name = unicodedata.name(character, "control character").lower()
    return (
        f"Here stands a character that nobody can see: U+{ord(character):04X}, {name}.",
        "Delete it, or type the words anew; it often comes with text that was copied.",
    )


@rule("KB504", "picture-from-elsewhere")
def check_pictures(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A picture is a file of this site.

    One from elsewhere tells its owner who reads the page, and can change or vanish. The build leaves it out,
    so readers would see a gap.

    Bad:
        ![Results](https://example.org/results.png)

    Good:
        ![Results](../assets/images/results.svg)
    """
    for document in knowledge.documents:
        if "![" not in document.body and "<img" not in document.body.lower():
            continue
        for found in _PICTURE.finditer(document.prose):
            message = f"The picture {found['address']} would come from elsewhere, so the page leaves it out."
            hint = "Put the picture into docs/assets/images/ if its licence allows, or link to its page."
            yield at_offset(document, found.start("address"), message, hint)


_PICTURE = re.compile(
    r"(?:!\[[^\]\n]{0,500}\]\(\s{0,9}<?|<img\b[^<>]{0,500}?\ssrc\s{0,9}=\s{0,9}[\"']?)(?P<address>(?:https?:)?//[^\s\"'<>)]+)",
    re.IGNORECASE,
)


def _texts_of_fields(knowledge: KnowledgeBase) -> Iterator[tuple[str, Place, str]]:
    """The path, the place and the text of each text in the fields of records, of guides and of the lists."""
    files = [(document.path, document.fields) for document in knowledge.documents]
    for path, fields in (*files, *_lists(knowledge)):
        for field, text in _texts(fields.values, ()):
            yield path, fields.place_of_value(field), text
    for path, fields in _lists(knowledge):
        yield from ((path, fields.place_of_key((name,)), name) for name in fields.values)


def _lists(knowledge: KnowledgeBase) -> Iterator[tuple[str, Fields]]:
    yield knowledge.vocabulary.path, knowledge.vocabulary.fields
    yield knowledge.agencies.path, knowledge.agencies.fields
    yield knowledge.ledger.path, knowledge.ledger.fields


def _texts(value: YamlValue | Mapping[str, YamlValue], path: FieldPath) -> Iterator[tuple[FieldPath, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _texts(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _texts(item, (*path, index))
