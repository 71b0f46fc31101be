"""What a web page says of itself: in its title and in its meta elements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

from knowledgebase.bibliography.identifiers import find_doi


@dataclass(frozen=True)
class WebPage:
    """A page as a source; what it does not say is empty."""

    title: str = ""
    authors: tuple[str, ...] = ()
    site: str = ""
    date: str = ""
    """ISO 8601, the day at the most."""
    doi: str = ""


_TITLES = ("citation_title", "dc.title", "og:title", "twitter:title")
_AUTHORS = ("citation_author", "dc.creator", "author", "article:author")
_SITES = ("og:site_name", "application-name", "citation_publisher", "dc.publisher")
_DATES = ("citation_publication_date", "citation_date", "article:published_time", "dc.date", "date")
_DOIS = ("citation_doi", "dc.identifier", "prism.doi", "bepress_citation_doi")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.metas: dict[str, list[str]] = {}
        self.title = ""
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        if tag == "meta":
            values = {name: value or "" for name, value in attrs}
            name = (values.get("name") or values.get("property") or "").casefold()
            if content := " ".join(values.get("content", "").split()):
                self.metas.setdefault(name, []).append(content)

    def handle_endtag(self, tag: str) -> None:
        self._in_title = self._in_title and tag != "title"

    def handle_data(self, data: str) -> None:
        if self._in_title:
            self.title += data


def read_web_page(html: str) -> WebPage:
    """The page in an HTML text, whatever it is."""
    reader = _Reader()
    reader.feed(html)
    reader.close()

    def first(names: tuple[str, ...]) -> str:
        return next((reader.metas[name][0] for name in names if name in reader.metas), "")

    authors = next((reader.metas[name] for name in _AUTHORS if name in reader.metas), [])
    dois = (find_doi(value) for name in _DOIS for value in reader.metas.get(name, ()))
    return WebPage(
        first(_TITLES) or " ".join(reader.title.split()),
        tuple(name for name in authors if not re.match(r"https?:", name)),
        first(_SITES),
        _read_date(first(_DATES)),
        next((doi for doi in dois if doi), ""),
    )


def _read_date(text: str) -> str:
    found = re.match(r"(\d{4})(?:[-/](\d{2})(?:[-/](\d{2}))?)?(?!\d)", text)
    return "-".join(part for part in found.groups() if part) if found else ""
