"""Atom feeds: what RFC 4287 requires, and the right entries in the right order."""

from __future__ import annotations

import datetime
import re
import xml.etree.ElementTree as etree
from dataclasses import replace

import pytest
from conftest import PROJECT, Draft
from hypothesis import given
from hypothesis import strategies as st
from rendering import DAY

from knowledgebase.exports import FEEDS, Site
from knowledgebase.exports.feeds import MOST_ENTRIES, NEW, REVIEW, REVISED, Entry, export_feeds, write_feed
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base

SITE = Site("Learning", "What works.", "1.2", DAY, "https://example.org/kb/")
SPACE = {"a": "http://www.w3.org/2005/Atom"}
_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
_ID = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def parse(text: str) -> etree.Element:
    return etree.fromstring(text.encode())  # noqa: S314 -- our own


def feeds(knowledge: KnowledgeBase, site: Site = SITE) -> dict[str, etree.Element]:
    return {file.path: parse(file.text) for file in export_feeds(knowledge, site)}


def titles(feed: etree.Element) -> list[str]:
    return [entry.findtext("a:title", "", SPACE) for entry in feed.findall("a:entry", SPACE)]


def find_breaches(feed: etree.Element) -> list[str]:
    """What RFC 4287 (sections 4.1.1, 4.1.2, 3.2, 3.3) requires and a feed does not have."""
    found = []
    entries = feed.findall("a:entry", SPACE)
    feed_has_author = bool(feed.findall("a:author/a:name", SPACE))
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            if len(element.findall(f"a:{name}", SPACE)) != 1:
                found.append(f"not one {name}")
        if not _ID.fullmatch(element.findtext("a:id", "", SPACE)):
            found.append("no absolute id")
        found += [
            f"{date.tag} is no instant"
            for date in (*element.findall("a:updated", SPACE), *element.findall("a:published", SPACE))
            if not _INSTANT.fullmatch(date.text or "")
        ]
        alternates = element.findall("a:link[@rel='alternate']", SPACE)
        if len(alternates) != 1 or not alternates[0].get("href"):
            found.append("not one alternate link")
        if not feed_has_author and not element.findall("a:author/a:name", SPACE):
            found.append("no author")
    if len(feed.findall("a:link[@rel='self']", SPACE)) != 1:
        found.append("not one link to itself")
    identities = [entry.findtext("a:id", "", SPACE) for entry in entries]
    if len(identities) != len(set(identities)):
        found.append("an id stands twice")
    return found


@pytest.mark.parametrize("site", [SITE, replace(SITE, url="")], ids=["with address", "without"])
def test_the_real_feeds_have_all_that_the_standard_requires(site: Site) -> None:
    made = feeds(read_knowledge_base(PROJECT), site)
    assert list(made) == [feed.path for feed in FEEDS]
    for path, feed in made.items():
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"
        assert find_breaches(feed) == [], path
        assert len(feed.findall("a:entry", SPACE)) <= MOST_ENTRIES


def test_a_feed_that_breaks_the_standard_is_found() -> None:
    feed = parse(
        '<feed xmlns="http://www.w3.org/2005/Atom"><id>x</id><title>t</title><updated>today</updated></feed>'
    )
    assert len(find_breaches(feed)) == 5


def test_new_records_stand_newest_first_with_their_link_and_summary(small: KnowledgeBase) -> None:
    feed = feeds(small)[NEW.path]
    assert titles(feed)[:2] == [
        "Half a day on recall: ask first",
        "Seminar on Migration and the Millennium Development Goals",
    ]
    assert feed.findtext("a:updated", "", SPACE) == "2026-11-06T00:00:00Z"
    entry = feed.findall("a:entry", SPACE)[0]
    link = entry.find("a:link", SPACE)
    assert link is not None
    assert link.get("href") == "https://example.org/kb/trainings/recall-half-day/"
    assert entry.findtext("a:summary", "", SPACE) == "Trainers learn to begin each session with questions."


def test_a_record_is_revised_when_it_was_reviewed_after_it_was_made(draft: Draft) -> None:
    old = "How much does spacing recall help?"
    assert titles(feeds(draft.read())[REVISED.path]) == ["Retrieval practice", old]
    draft.replace("entries/techniques/retrieval-practice.md", "reviewed: 2026-11-24", "reviewed: 2026-11-01")
    feed = feeds(draft.read())[REVISED.path]
    assert titles(feed) == [old]
    assert feed.findtext("a:updated", "", SPACE) == "2023-01-15T00:00:00Z"


def test_what_is_due_stands_in_the_feed_of_reviews(small: KnowledgeBase) -> None:
    feed = feeds(small)[REVIEW.path]
    assert titles(feed) == ["Spaced practice", "How much does spacing recall help?"]
    assert feed.findall("a:entry/a:summary", SPACE)[1].text == "Its review was due in January 2025."


def test_an_entry_keeps_its_id_when_the_site_moves(small: KnowledgeBase) -> None:
    def identities(site: Site) -> list[str]:
        return [item.text or "" for item in feeds(small, site)[NEW.path].findall("a:entry/a:id", SPACE)]

    assert identities(SITE) == identities(replace(SITE, url="https://example.com/"))


def test_a_long_feed_keeps_the_newest() -> None:
    first = datetime.date(2026, 1, 1)
    entries = [
        Entry(str(number), str(number), "index.md", "s", first + datetime.timedelta(days=number))
        for number in range(MOST_ENTRIES + 5)
    ]
    assert titles(parse(write_feed(NEW, entries, SITE)))[:: MOST_ENTRIES - 1] == [str(MOST_ENTRIES + 4), "5"]


@given(st.text())
def test_any_text_can_stand_in_a_feed(text: str) -> None:
    entry = Entry("a", text, "techniques/a.md", text, DAY, category=text, authors=(text,))
    feed = parse(write_feed(NEW, [entry], SITE))
    assert find_breaches(feed) == []
    assert len(list(feed.iter())) == len(
        list(parse(write_feed(NEW, [replace(entry, title="x")], SITE)).iter())
    )
