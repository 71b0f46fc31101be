"""A bibliography in a citation style: references, citations, short names, and their order."""

from __future__ import annotations

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path

from knowledgebase.bibliography import Bibliography, CslItem, Reference, family_name, to_bibtex, to_ris
from knowledgebase.bibliography.names import OTHERS
from knowledgebase.citing.cache import FormattingCache
from knowledgebase.citing.csl_styles import (
    DEFAULT_LOCALE,
    DEFAULT_STYLE,
    LOCATOR_MARK,
    NUMBER_MARK,
    VERSION,
    RenderedCite,
    find_style,
)
from knowledgebase.citing.disambiguation import (
    MOST_SHOWN_IN_FULL,
    Distinction,
    authors_of,
    distinguish,
    sort_title,
)
from knowledgebase.citing.grammar import CitationItem
from knowledgebase.citing.locators import CSL_LABELS, Locator

# An address in HTML: a bracket that closes one within it belongs to it, a mark at its end does not.
_ADDRESS = (
    r"https?://(?>\([^\s<>\"“”()]*\)|(?!&[lg]t;)[^\s<>\"“”)])*"
    r"(?:\([^\s<>\"“”()]*\)|(?!&[lg]t;)[^\s<>\"“”.,;:()\]])"
)
_TAG = re.compile(r"<[^<>]*>")


class Formatter:
    """References and citations of a bibliography in one style, formatted when first asked for."""

    def __init__(
        self,
        bibliography: Bibliography,
        style: str = DEFAULT_STYLE,
        locale: str = DEFAULT_LOCALE,
        cache: Path | FormattingCache | None = None,
    ) -> None:
        """Raises `UnknownStyleError` where there is no such style. `cache` is a file to keep results in, or
        one that is open already, for several formatters to share."""
        self.bibliography = bibliography
        self.style = find_style(style, locale)
        self._cache = cache if isinstance(cache, FormattingCache) else FormattingCache(cache)
        self._known: dict[tuple[str, str], list[str]] = {}
        self._sort_keys: dict[str, tuple[object, ...]] = {}
        self._fingerprints: dict[str, bytes] = {}

    @property
    def style_label(self) -> str:
        """The style's name as readers know it: `APA`."""
        return self.style.label

    @cached_property
    def _distinctions(self) -> Mapping[str, Distinction]:
        return distinguish(
            self.bibliography.values(),
            by_names=self.style.adds_names,
            by_year_suffix=self.style.adds_year_suffixes,
        )

    def reference_html(self, key: str) -> str:
        """The entry of a reference list as HTML, with links. Raises KeyError for an unknown key."""
        return self._formatted("reference", key, self._render)[0]

    def _render(self, item: CslItem) -> list[str]:
        return [_link_addresses(self.style.render_reference(item), item)]

    def reference_text(self, key: str) -> str:
        """The entry of a reference list as plain text."""
        return html.unescape(_TAG.sub("", self.reference_html(key)))

    def cite_html(self, cited: CitationItem, number: int = 0) -> str:
        """What stands in a citation's brackets for one source, as HTML: `Rowland, 2014, p. 33`.

        `number` is its place in the page's reference list, which numeric styles show.
        """
        cite = self._cite(cited.key, cited.locator)
        text = cite.without_author if cited.suppress_author and cite.without_author else cite.full
        return _fill(text, cited.locator, number)

    def narrative_html(self, cited: CitationItem, number: int = 0) -> str:
        """A source as part of a sentence, as HTML: `Rowland (2014, p. 33)`."""
        cite = self._cite(cited.key, cited.locator)
        style = self.style
        if cited.suppress_author and cite.without_author:
            return _fill(cite.without_author, cited.locator, number)
        author = self._author_in_text(cited.key, cite)
        rest = cite.without_author or cite.full
        if rest == cite.full and not style.is_numeric:
            return _fill(cite.full, cited.locator, number)
        return f"{author} {style.prefix}{_fill(rest, cited.locator, number)}{style.suffix}"

    def _author_in_text(self, key: str, cite: RenderedCite) -> str:
        """The authors of a citation as a sentence has them: `and` where its brackets have `&`."""
        if not cite.author:
            return html.escape(self.short_author(key), quote=False)
        names = authors_of(self.bibliography[key])
        joined = f"&amp; {html.escape(family_name(names[-1]), quote=False)}" if len(names) > 1 else ""
        if not joined or not cite.author.endswith(joined):
            return cite.author
        return f"{cite.author.removesuffix(joined)}{joined.replace('&amp;', self.style.joins_names_with, 1)}"

    def short_text(self, key: str) -> str:
        """A short name as plain text: `Roediger & Karpicke, 2006`. An unknown key stands for itself."""
        if key not in self.bibliography:
            return key
        if not self.style.is_numeric:
            return html.unescape(_TAG.sub("", self._cite(key, None).full))
        year = self.bibliography[key].year
        return ", ".join(part for part in (self.short_author(key), str(year or "n.d.")) if part)

    def short_author(self, key: str) -> str:
        """The authors of a work as running text has them, at most two: `Roediger and Karpicke`."""
        reference = self.bibliography[key]
        names = [family_name(name) for name in authors_of(reference) if name != OTHERS]
        if not names:
            return reference.title
        if len(names) > MOST_SHOWN_IN_FULL or OTHERS in authors_of(reference):
            return f"{names[0]} {self.style.et_al}"
        return f" {self.style.joins_names_with} ".join(names)

    def sorted_keys(self, keys: Iterable[str]) -> list[str]:
        """Known keys in the order of a reference list: by authors, then year, then title."""
        return sorted((key for key in keys if key in self.bibliography), key=self._sort_key)

    def _sort_key(self, key: str) -> tuple[object, ...]:
        if key not in self._sort_keys:
            self._sort_keys[key] = _make_sort_key(self.bibliography[key])
        return self._sort_keys[key]

    def bibtex(self, key: str) -> str:
        """A reference as a record of BibTeX."""
        return self._remember("bibtex", key, lambda: [to_bibtex(self.bibliography[key])])[0]

    def ris(self, key: str) -> str:
        """A reference as a record of RIS."""
        return self._remember("ris", key, lambda: [to_ris(self.bibliography[key])])[0]

    def fingerprint(self, key: str) -> bytes:
        """A digest of all that a page shows of a source: it stays as long as the page need not change."""
        if key not in self._fingerprints:
            shown = [self.style.digest, self.style.locale, self._item(key), self._names_shown(key)]
            text = json.dumps([*shown, self.bibtex(key), self.ris(key)], sort_keys=True, default=str)
            self._fingerprints[key] = hashlib.blake2b(text.encode(), digest_size=16).digest()
        return self._fingerprints[key]

    def _item(self, key: str) -> CslItem:
        """The CSL item of a key, with the letter after its year if it needs one."""
        item = self.bibliography[key].csl
        distinction = self._distinctions.get(key)
        return {**item, "year-suffix": distinction.year_suffix} if distinction else item

    def _names_shown(self, key: str) -> int:
        distinction = self._distinctions.get(key)
        return distinction.names_shown if distinction else 0

    def _cite(self, key: str, locator: Locator | None) -> RenderedCite:
        names_shown = self._names_shown(key)
        label = locator.label if locator and locator.label in CSL_LABELS else None
        plural = bool(label and locator and locator.is_plural)

        def make(item: CslItem) -> list[str]:
            cite = self.style.render_cite(item, label, plural=plural, names_shown=names_shown)
            return [cite.full, cite.without_author]

        full, without_author = self._formatted(f"cite {label} {plural} {names_shown}", key, make)
        if locator and not label:
            full, without_author = (
                f"{text}, {LOCATOR_MARK}" if text else "" for text in (full, without_author)
            )
        return RenderedCite(full, without_author)

    def _formatted(self, what: str, key: str, make: Callable[[CslItem], list[str]]) -> list[str]:
        def find() -> list[str]:
            item = self._item(key)
            keyless = {name: value for name, value in item.items() if name != "id"}
            made_from = [VERSION, self.style.digest, self.style.locale, what, keyless]
            return self._cache.get(made_from, lambda: make(item))

        return self._remember(what, key, find)

    def _remember(self, what: str, key: str, make: Callable[[], list[str]]) -> list[str]:
        """What was asked for before, or is made now; raises KeyError for an unknown key."""
        if (what, key) not in self._known:
            self._known[what, key] = make()
        return self._known[what, key]


def _fill(text: str, locator: Locator | None, number: int) -> str:
    if locator is None:
        value = ""
    else:
        value = html.escape(locator.value if locator.label in CSL_LABELS else locator.written, quote=False)
    return text.replace(LOCATOR_MARK, value).replace(NUMBER_MARK, str(number))


def _link_addresses(text: str, item: CslItem) -> str:
    """An entry with its addresses as links; its DOI, or else its URL, is added where the style has none."""
    doi, url = item.get("DOI"), item.get("URL")
    targets: dict[str, str] = {}
    if isinstance(url, str):
        targets[html.escape(url, quote=False)] = url
    if isinstance(doi, str):
        address = f"https://doi.org/{doi}"
        targets |= {html.escape(shown, quote=False): address for shown in (address, doi)}
    known = "|".join(map(re.escape, sorted(targets, key=len, reverse=True)))
    pattern = re.compile(rf"(?:{known})(?![\w/?#=%-])|{_ADDRESS}" if known else _ADDRESS)

    def link(found: re.Match[str]) -> str:
        return _make_link(targets.get(found[0]) or html.unescape(found[0]), found[0])

    parts = re.split(r"(<[^<>]*>)", text)
    linked = "".join(part if part.startswith("<") else pattern.sub(link, part) for part in parts)
    if not targets or "<a href=" in linked:
        return linked
    address = [*targets.values()][-1]
    return f"{linked} {_make_link(address, html.escape(address, quote=False))}"


def _make_link(address: str, shown: str) -> str:
    return f'<a href="{html.escape(address)}">{shown}</a>'


def _make_sort_key(reference: Reference) -> tuple[object, ...]:
    names = authors_of(reference)
    authors = [(_fold(family_name(name)), _fold(name.get("given", ""))) for name in names if name != OTHERS]
    title = _fold(sort_title(reference.title))
    return (authors or [(title, "")], reference.year or 9999, title, reference.key)


def _fold(text: str) -> str:
    """`text` as lists are sorted by it: without case, and a letter with an accent as the letter."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))
