"""Built pages as a browser, a crawler and Zotero read them."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any
from urllib.parse import unquote


@dataclass
class HtmlPage:
    """What stands in a page besides its text."""

    meta: list[tuple[str, str]] = field(default_factory=list)
    links: list[dict[str, str]] = field(default_factory=list)
    """The link elements of the head."""
    anchors: list[str] = field(default_factory=list)
    """Where the links of the text lead."""
    coins: list[str] = field(default_factory=list)
    json_ld: list[Any] = field(default_factory=list)
    scripts: list[str] = field(default_factory=list)
    """The sources of scripts that run; an inline one is an empty text."""
    copies: dict[str, str] = field(default_factory=dict)
    """Texts to copy, by their label."""

    def contents(self, name: str) -> list[str]:
        return [content for meta, content in self.meta if meta == name]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = HtmlPage()
        self._data: list[str] | None = None
        self._script = ""
        self._copy = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        page = self.page
        if tag == "meta" and "name" in values:
            page.meta.append((values["name"], values["content"]))
        elif tag == "link":
            page.links.append(values)
        elif tag == "a" and "href" in values:
            page.anchors.append(values["href"])
        elif tag == "span" and values.get("class") == "Z3988":
            page.coins.append(values["title"])
        elif tag == "script" and values.get("type") == "application/ld+json":
            self._data, self._script = [], "json"
        elif tag == "script":
            page.scripts.append(values.get("src", ""))
        elif "kb-copy" in values.get("class", "").split():
            self._copy = values["data-label"]
        elif tag == "code" and self._copy:
            self._data = []

    def handle_data(self, data: str) -> None:
        if self._data is not None:
            self._data.append(data)

    def handle_endtag(self, tag: str) -> None:
        if self._data is None:
            return
        text = "".join(self._data)
        if tag == "script" and self._script:
            self.page.json_ld.append(json.loads(text))
            self._script, self._data = "", None
        elif tag == "code" and self._copy:
            self.page.copies[self._copy] = text
            self._copy, self._data = "", None


def read_html(text: str) -> HtmlPage:
    reader = _Reader()
    reader.feed(text)
    return reader.page


# What Zotero makes of it. The rules are those of its translators "COinS", which is asked first, and
# "Embedded Metadata", as far as these pages use them.

_GENRES = {"bookitem": "bookSection", "proceeding": "conferencePaper", "report": "report"}
_CONTAINED = {"journalArticle", "bookSection", "conferencePaper"}


def zotero_by_coins(page: HtmlPage) -> dict[str, Any]:
    """The one item that the COinS of a page hold; several would make a list to choose from."""
    (title,) = page.coins
    pairs = [(name, unquote(value)) for name, _, value in (part.partition("=") for part in title.split("&"))]
    values = dict(pairs)
    form = values["rft_val_fmt"].rpartition(":")[2]
    kind = {"journal": "journalArticle", "dissertation": "thesis", "dc": values.get("rft.type", "webpage")}
    item: dict[str, Any] = {"type": kind.get(form) or _GENRES.get(values.get("rft.genre", ""), "book")}
    item["creators"] = [value for name, value in pairs if name in {"rft.au", "rft.aucorp"}]
    contained = item["type"] in _CONTAINED
    item["title"] = (
        values.get("rft.atitle") if contained else values.get("rft.btitle", values.get("rft.title"))
    )
    item["container"] = values.get("rft.jtitle" if form == "journal" else "rft.btitle") if contained else None
    item["container"] = item["container"] or values.get("rft.source")
    item["date"] = values.get("rft.date")
    for name in ("volume", "issue"):
        item[name] = values.get(f"rft.{name}")
    item["pages"] = "-".join(values[name] for name in ("rft.spage", "rft.epage") if name in values) or None
    ids = [value for name, value in pairs if name in {"rft_id", "rft.identifier"}]
    item["doi"] = next(
        (i.removeprefix("info:doi/").removeprefix("urn:doi:") for i in ids if ":doi" in i), None
    )
    item["url"] = next((i for i in ids if i.startswith("http")), None)
    return item


_HIGHWIRE = {
    "citation_journal_title": "journalArticle",
    "citation_technical_report_institution": "report",
    "citation_conference_title": "conferencePaper",
    "citation_inbook_title": "bookSection",
    "citation_dissertation_institution": "thesis",
}


def zotero_by_meta_tags(page: HtmlPage) -> dict[str, Any]:
    """The item that the meta tags of a page hold."""
    names = [name for name, _ in page.meta]
    sure = next((kind for name, kind in _HIGHWIRE.items() if name in names), None)
    guess = (
        "book" if "citation_isbn" in names else "journalArticle" if "citation_title" in names else "webpage"
    )

    def first(*names: str) -> str | None:
        return next((content for name in names for content in page.contents(name)), None)

    ends = (first("citation_firstpage"), first("citation_lastpage"))
    return {
        "type": sure or first("DC.type") or guess,
        "creators": page.contents("citation_author"),
        "title": first("citation_title"),
        "container": first(
            "citation_journal_title", "citation_inbook_title", "citation_conference_title", "DC.source"
        ),
        "date": (first("citation_publication_date") or "").replace("/", "-") or None,
        "volume": first("citation_volume"),
        "issue": first("citation_issue"),
        "pages": "-".join(end for end in ends if end) or None,
        "doi": first("citation_doi"),
        "url": first("citation_public_url"),
    }
