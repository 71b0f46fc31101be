"""Definitions where a term first stands on a page: a Python-Markdown extension for any site.

    markdown.markdown(text, extensions=["knowledgebase.definitions"],
                      extension_configs={"knowledgebase.definitions": {"glossary": "glossary.yml"}})

The first time that running text has a term of the glossary, or one of its other spellings, it becomes a
link to its place in the glossary that carries the definition: `<a class="kb-term" href data-term
data-definition>`. Headings, links, code, citations, tables and raw HTML are left alone. Without a script it
is a plain link; with one the definition can stand beside it.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import HTML_PLACEHOLDER

from knowledgebase.citing import CITATION_MARKS, find_page
from knowledgebase.glossary import Glossary, read_glossary, term_slug
from knowledgebase.languages import LANGUAGES, Language, language_of_page
from knowledgebase.term_translations import (
    TranslatedTerm,
    join_terms,
    read_term_translations,
    translated_glossary_path,
)

_OPEN, _CLOSE = CITATION_MARKS
_LEFT_ALONE = frozenset(
    (
        "a abbr button caption code dfn dt figure h1 h2 h3 h4 h5 h6 kbd label pre q samp script style summary"
        " svg table var"
    ).split()
)
_BLOCKS = frozenset("p li dd blockquote".split())
# A tag of raw HTML in running text: Python-Markdown keeps it aside, and this in its place.
_RAW = re.compile(HTML_PLACEHOLDER % r"(?P<number>\d+)")
_RAW_TAG = re.compile(r"<(?P<end>/?)(?P<name>[a-zA-Z][a-zA-Z0-9]*)\b[^<>]*?(?P<alone>/?)>")
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")
_NOT_PAGES_OF_RECORDS = ("tags/", "sources/")


@dataclass(frozen=True)
class Definition:
    """What a link to a term has to know of it."""

    text: str
    slug: str
    """Its anchor on the page of the glossary; that of the English term in every language."""
    spellings: tuple[str, ...]
    record: str | None
    """The id of the record that says more."""


@dataclass(frozen=True)
class Lexicon:
    """The terms of a glossary, ready to be found in a text."""

    terms: Mapping[str, Definition]
    by_spelling: Mapping[str, str]
    """The term of each spelling, folded."""
    pattern: re.Pattern[str] | None
    """Any spelling, a mark around a citation, or the place of raw HTML; None where there are no terms."""

    def find(self, text: str) -> Iterator[re.Match[str]]:
        """Every spelling in a text, mark around a citation and place of raw HTML, in order."""
        return self.pattern.finditer(text) if self.pattern else iter(())

    def term_of(self, spelling: str) -> str:
        """The term that a spelling found in a text stands for."""
        return self.by_spelling[_fold(spelling)]


def make_lexicon(glossary: Glossary) -> Lexicon:
    """The terms of the English glossary."""
    return _make_lexicon(
        {
            term: Definition(entry.definition, term_slug(term), (term, *entry.forms), entry.record)
            for term, entry in glossary.items.items()
        }
    )


def make_translated_lexicon(terms: Iterable[TranslatedTerm]) -> Lexicon:
    """The terms of the glossary of another language."""
    return _make_lexicon(
        {
            term.data.term: Definition(
                term.data.definition,
                term_slug(term.english),
                (term.data.term, *term.data.forms),
                term.original.record,
            )
            for term in terms
        }
    )


def _make_lexicon(definitions: Mapping[str, Definition]) -> Lexicon:
    """Terms as one pattern, in which a longer spelling goes before a shorter one."""
    by_spelling: dict[str, str] = {}
    tree = _Tree()
    for term, definition in definitions.items():
        for spelling in definition.spellings:
            if _fold(spelling) not in by_spelling:
                by_spelling[_fold(spelling)] = term
                tree.add(list(_signs_of(spelling)))
    terms = rf"(?<![\w/@#.-]){tree.pattern()}(?![\w/@-])"
    pattern = re.compile(rf"[{_OPEN}{_CLOSE}]|{_RAW.pattern}|{terms}") if by_spelling else None
    return Lexicon(definitions, by_spelling, pattern)


@dataclass
class _Tree:
    """Patterns of signs in a row, with what they begin with in common said once: that is fast to search."""

    below: dict[str, _Tree] = field(default_factory=dict)
    ends: bool = False
    """Whether a spelling ends here."""

    def add(self, signs: list[str]) -> None:
        """Adds a spelling, sign by sign."""
        if not signs:
            self.ends = True
            return
        self.below.setdefault(signs[0], _Tree()).add(signs[1:])

    def pattern(self) -> str:
        """A pattern for every spelling, which tries to go on before it ends."""
        ways = [sign + tree.pattern() for sign, tree in self.below.items()]
        if not ways:
            return ""
        return ways[0] if len(ways) == 1 and not self.ends else f"(?:{'|'.join(ways)}{'|' * self.ends})"


def _signs_of(spelling: str) -> Iterator[str]:
    """The pattern of each sign: no acronym begins in either case, and words stand apart or hyphenated."""
    spelling = _VOWEL_SIGNS.sub("", spelling)
    first, rest = spelling[0], spelling[1:]
    is_acronym = rest != rest.lower() or not rest
    start = re.escape(first) if is_acronym or not first.isalpha() else f"[{first.lower()}{first.upper()}]"
    yield start + _follow(first)
    for sign in re.findall(r"[\s-]+|.", rest):
        if sign.strip("-\t\n ") == "":
            yield r"(?:-?\s+|-)"
        else:
            yield "['’]" if sign in "'’" else re.escape(sign) + _follow(sign)


def _follow(sign: str) -> str:
    """What may follow an Arabic letter: the signs of vowels are written or left out."""
    return f"{_VOWEL_SIGNS.pattern}*" if "\u0621" <= sign <= "\u064a" else ""


def _fold(spelling: str) -> str:
    plain = _VOWEL_SIGNS.sub("", spelling)
    return " ".join(plain.casefold().replace("-", " ").replace("’", "'").split())


_shared: dict[str, Lexicon] = {}
_EMPTY = Lexicon({}, {}, None)


def share_glossary(
    glossary: Glossary, translated: Mapping[str, Iterable[TranslatedTerm]], options: Mapping[str, Any]
) -> None:
    """Lets pages with these options use glossaries that were read already, wherever they came from.

    `translated` holds the terms of each other language by its code.
    """
    path = str(options.get("glossary", DefinitionsExtension.OPTIONS["glossary"][0]))
    _shared[_identify(path, None)] = make_lexicon(glossary)
    for code, language in LANGUAGES.items():
        _shared[_identify(path, language)] = make_translated_lexicon(translated.get(code, ()))


def _identify(path: str, language: Language | None) -> str:
    file = Path(path)
    return str((translated_glossary_path(file, language) if language else file).resolve())


def _find_lexicon(path: str, language: Language | None) -> Lexicon:
    """The lexicon of a language by the file of the English one; it is read anew only after a file changed."""
    name = _identify(path, language)
    if name in _shared:
        return _shared[name]
    files = (Path(_identify(path, None)), Path(name))
    stamps = tuple(file.stat().st_mtime_ns if file.is_file() else 0 for file in files)
    return _read_lexicon(str(files[0]), language, stamps)


@lru_cache(maxsize=32)
def _read_lexicon(path: str, language: Language | None, stamps: tuple[int, ...]) -> Lexicon:
    """The lexicon of files as they stood at `stamps`; of one with mistakes, the terms that could be read."""
    file = Path(path)
    glossary, _ = read_glossary(file, file.parent)
    if language is None:
        return make_lexicon(glossary)
    translations, _ = read_term_translations(file, file.parent)
    terms = translations.get(language.code)
    return make_translated_lexicon(join_terms(glossary, terms)) if terms else _EMPTY


@dataclass
class _PageState:
    """What is known of the page that is converted."""

    page: str = ""
    seen: set[str] = field(default_factory=set)
    """The terms that stood on it already."""
    is_in_citation: bool = False
    open_raw: int = 0
    """How many tags of raw HTML are open whose text is left alone."""


class DefinitionsExtension(markdown.Extension):
    """Links the first occurrence of each term to the glossary, with its definition."""

    OPTIONS: Mapping[str, tuple[str, str]] = {
        "glossary": ("entries/glossary.yml", "The YAML file of terms; without it nothing is linked."),
        "page": ("glossary.md", "The page of the glossary, from the site's root."),
        "skip": ("", "Classes of elements in which nothing is linked, apart by spaces."),
    }

    def __init__(self, **options: Any) -> None:
        """Takes the options that `OPTIONS` names; Python-Markdown raises KeyError for others."""
        self.config = {name: list(default) for name, default in self.OPTIONS.items()}
        super().__init__(**options)
        self.state = _PageState()

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers the steps: one that sees which page it is, one over the finished tree."""
        md.registerExtension(self)
        # Before the citations, which take the name of the page out; and after inline text was read.
        md.preprocessors.register(_SeePage(md, self), "knowledgebase-definitions", 176)
        md.treeprocessors.register(_LinkTerms(md, self), "knowledgebase-definitions", 9)

    def reset(self) -> None:
        """Forgets the page before."""
        self.state = _PageState()


class _SeePage(Preprocessor):
    """Notes which page a text says it is."""

    def __init__(self, md: markdown.Markdown, extension: DefinitionsExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        self.extension.state.page = find_page("\n".join(lines))[0]
        return lines


class _LinkTerms(Treeprocessor):
    """Turns the first occurrence of each term into a link."""

    def __init__(self, md: markdown.Markdown, extension: DefinitionsExtension) -> None:
        super().__init__(md)
        self.extension = extension
        self.lexicon = _EMPTY
        self.glossary = ""
        """The page that terms lead to."""
        self.skipped = frozenset(str(extension.getConfig("skip")).split())

    def run(self, root: etree.Element) -> None:
        state = self.extension.state
        language = language_of_page(state.page)
        page = str(self.extension.getConfig("page"))
        self.lexicon = _find_lexicon(str(self.extension.getConfig("glossary")), language)
        self.glossary = f"{language.code}/{page}" if language else page
        if self.lexicon.pattern is None or state.page == self.glossary:
            return
        state.seen |= {
            term for term, entry in self.lexicon.terms.items() if _is_page_of(entry.record, state.page)
        }
        self._walk(root)

    def _walk(self, element: etree.Element) -> None:
        """Links what stands in an element and below, in the order in which it is read."""
        if element.tag in _BLOCKS:
            self.extension.state.open_raw = 0  # a tag that nobody closed ends with its block
        children = list(element)
        position = self._link(element, 0, element.text or "", None)
        for child in children:
            if child.tag not in _LEFT_ALONE and not self.skipped & set(child.get("class", "").split()):
                self._walk(child)
            position = self._link(element, position + 1, child.tail or "", child)

    def _link(self, parent: etree.Element, position: int, text: str, before: etree.Element | None) -> int:
        """Puts links into the text after `before`, as children from `position` on; returns the next one's."""
        end = 0
        for found in self.lexicon.find(text):
            if not self._is_due(found[0]):
                continue
            _set_text(parent, before, text[end : found.start()])
            before = self._make_link(found[0])
            parent.insert(position, before)
            position += 1
            end = found.end()
        if end:
            _set_text(parent, before, text[end:])
        return position

    def _is_due(self, found: str) -> bool:
        """Whether this is a term to be linked, for the first time on the page and in no citation."""
        state = self.extension.state
        if found in CITATION_MARKS:
            state.is_in_citation = found == _OPEN
            return False
        if raw := _RAW.fullmatch(found):
            state.open_raw = max(0, state.open_raw + self._count_open(int(raw["number"])))
            return False
        if state.is_in_citation or state.open_raw:
            return False
        term = self.lexicon.term_of(found)
        is_first = term not in state.seen
        state.seen.add(term)
        return is_first

    def _count_open(self, number: int) -> int:
        """How many more of the tags that are left alone a piece of raw HTML opens than it closes."""
        raw = self.md.htmlStash.rawHtmlBlocks[number]
        tags = _RAW_TAG.finditer(raw) if isinstance(raw, str) else ()
        return sum(
            -1 if tag["end"] else 0 if tag["alone"] else 1
            for tag in tags
            if tag["name"].lower() in _LEFT_ALONE
        )

    def _make_link(self, found: str) -> etree.Element:
        term = self.lexicon.term_of(found)
        definition = self.lexicon.terms[term]
        folder = posixpath.dirname(self.extension.state.page)
        href = posixpath.relpath(self.glossary, folder or ".")
        link = etree.Element("a", {"class": "kb-term", "href": f"{href}#{definition.slug}"})
        link.set("data-term", term)
        link.set("data-definition", definition.text)
        link.text = found
        return link


def _set_text(parent: etree.Element, before: etree.Element | None, text: str) -> None:
    if before is None:
        parent.text = text
    else:
        before.tail = text


def _is_page_of(record: str | None, page: str) -> bool:
    """Whether a page is that of the record which a term names: there the whole page explains it."""
    name = posixpath.basename(page.removesuffix("/index.md").removesuffix(".md"))
    return bool(record) and name == record and not page.startswith(_NOT_PAGES_OF_RECORDS)


def makeExtension(**options: Any) -> DefinitionsExtension:  # noqa: N802 -- Python-Markdown's name
    """The extension, for Python-Markdown that knows it by the name of this module."""
    return DefinitionsExtension(**options)
