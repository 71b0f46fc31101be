"""Atom feeds (RFC 4287): new records, revised records, and what needs another look."""

from __future__ import annotations

import datetime
import re
import uuid
import xml.etree.ElementTree as etree
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence.freshness import Concern, DueItem, find_due
from knowledgebase.exports.site import LICENSE_URL, ExportedFile, Site
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS, Record

ATOM = "http://www.w3.org/2005/Atom"
MOST_ENTRIES = 50

_IDENTITIES = uuid.UUID("6a1f5f0e-6f0c-5d0b-9b0b-3c6b7a7f2d11")
"""What ids of entries are made from: an entry keeps its id when the site moves (RFC 4287, section 4.2.6)."""
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Feed:
    """A feed: its file, and what it says of itself."""

    path: str
    title: str
    subtitle: str
    page: str
    """The page that shows the same."""


NEW = Feed("feeds/new.xml", "New records", "Records in the order in which they were added.", addresses.HOME)
REVISED = Feed(
    "feeds/revised.xml",
    "Revised records",
    "Records that were reviewed after they were added.",
    addresses.HOME,
)
REVIEW = Feed(
    "feeds/review.xml",
    "What needs another look",
    "Records past their review, old or thin evidence, and sources that changed.",
    addresses.FRESHNESS,
)
FEEDS = (NEW, REVISED, REVIEW)


@dataclass(frozen=True)
class Entry:
    """One entry of a feed."""

    identity: str
    """What stays the same as long as it is the same entry."""
    title: str
    page: str
    summary: str
    updated: datetime.date
    published: datetime.date | None = None
    category: str = ""
    authors: tuple[str, ...] = ()


def export_feeds(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """The three feeds, newest entries first, at most `MOST_ENTRIES` in each."""
    records = knowledge.published
    new = [_record_entry(knowledge, record, record.data.created) for record in records]
    revised = [
        _record_entry(knowledge, record, record.data.reviewed)
        for record in records
        if record.data.reviewed and record.data.created and record.data.reviewed > record.data.created
    ]
    review = [_due_entry(knowledge, item) for item in find_due(knowledge, site.day)]
    for feed, entries in ((NEW, new), (REVISED, revised), (REVIEW, review)):
        yield ExportedFile(feed.path, write_feed(feed, [entry for entry in entries if entry], site))


def _record_entry(knowledge: KnowledgeBase, record: Record, day: datetime.date | None) -> Entry | None:
    if day is None:
        return None
    return Entry(
        identity=record.id,
        title=record.title,
        page=knowledge.page_of(record),
        summary=record.data.summary,
        updated=day,
        published=record.data.created,
        category=KINDS[record.kind].label,
        authors=tuple(person.name for person in record.data.contributors),
    )


def _due_entry(knowledge: KnowledgeBase, item: DueItem) -> Entry:
    if item.concern is Concern.SOURCE_CHANGED:
        title = knowledge.bibliography[item.subject].title or item.subject
        page = addresses.source_page(item.subject)
    else:
        title = knowledge.records[item.subject].title
        page = knowledge.page_of(knowledge.records[item.subject])
    identity = f"{item.concern.value} {item.subject} {item.since.isoformat()}"
    return Entry(identity, title, page, item.reason, item.since, category=item.concern.label)


def write_feed(feed: Feed, entries: Iterable[Entry], site: Site) -> str:
    """A feed as XML. A feed without entries was updated on the day of the build."""
    chosen = sorted(entries, key=lambda entry: (-entry.updated.toordinal(), entry.identity))[:MOST_ENTRIES]
    root = etree.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    if site.url:
        root.set("xml:base", site.url)
    _add(root, "id", _identify(feed.path))
    _add(root, "title", f"{site.name}: {feed.title}")
    _add(root, "subtitle", feed.subtitle)
    _add(root, "updated", _instant(chosen[0].updated if chosen else site.day))
    # Where the site's address is not known, addresses are relative to the feed, which stands one folder down.
    root_of_site = site.url or "../"
    _link(root, "self", root_of_site + feed.path, "application/atom+xml")
    _link(root, "alternate", root_of_site + _relative(feed.page), "text/html")
    _add(root, "rights", f"CC BY 4.0, {LICENSE_URL}")
    _add(etree.SubElement(root, "author"), "name", site.authors)
    for entry in chosen:
        _add_entry(root, entry, root_of_site, feed)
    etree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{etree.tostring(root, encoding="unicode")}\n'


def _add_entry(root: etree.Element, entry: Entry, root_of_site: str, feed: Feed) -> None:
    element = etree.SubElement(root, "entry")
    kind = "review" if feed is REVIEW else "record"
    _add(element, "id", _identify(f"{kind} {entry.identity}"))
    _add(element, "title", entry.title)
    _link(element, "alternate", root_of_site + _relative(entry.page), "text/html")
    _add(element, "updated", _instant(entry.updated))
    if entry.published:
        _add(element, "published", _instant(entry.published))
    for author in entry.authors:
        _add(etree.SubElement(element, "author"), "name", author)
    if entry.category:
        etree.SubElement(element, "category", {"term": _clean(entry.category)})
    _add(element, "summary", entry.summary)


def _relative(page: str) -> str:
    folder = addresses.served(page)
    return f"{folder}/" if folder else ""


def _identify(name: str) -> str:
    return uuid.uuid5(_IDENTITIES, name).urn


def _instant(day: datetime.date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _add(parent: etree.Element, name: str, text: str) -> None:
    etree.SubElement(parent, name).text = _clean(text)


def _link(parent: etree.Element, relation: str, address: str, media_type: str) -> None:
    etree.SubElement(parent, "link", {"rel": relation, "type": media_type, "href": address})


def _clean(text: str) -> str:
    """`text` without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
