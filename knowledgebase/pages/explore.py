"""The explorer: full-text search with facets. What is here are the facets and their values, as links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence import Certainty
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.page import Page, Shelf, render
from knowledgebase.records import KINDS
from knowledgebase.vocabulary import Facet

TITLE = "Explore"
LEAD = "Search the full text of all records and sources, and narrow what you find by any of these."


@dataclass(frozen=True)
class Value:
    """One value of a facet."""

    id: str
    """In the page's address."""
    indexed: str
    """As the search index names it."""
    label: str
    href: str
    """A page that lists what has the value, for readers without script."""
    count: int


@dataclass(frozen=True)
class Group:
    """A facet with the values that are in use."""

    facet: str
    label: str
    values: list[Value]


def make_explore_page(shelf: Shelf) -> Page:
    """The page of the explorer."""
    knowledge = shelf.knowledge
    groups = [
        Group("kind", "Kind", list(_kinds(knowledge))),
        *(Group(facet.value, facet.label, list(_tags(knowledge, facet))) for facet in Facet),
        Group("rating", "Certainty of a technique", list(_ratings(shelf))),
    ]
    markdown = render(
        "explore.md.jinja", title=TITLE, lead=LEAD, groups=[group for group in groups if group.values]
    )
    meta = {"title": TITLE, "description": LEAD, "hide": ["toc"], "scripts": ["assets/js/explore.js"]}
    return Page(addresses.EXPLORE, markdown, meta)


def _kinds(knowledge: KnowledgeBase) -> Iterator[Value]:
    for kind, description in KINDS.items():
        href = addresses.link(addresses.EXPLORE, addresses.kind_page(kind))
        yield Value(kind.value, description.label, description.plural, href, len(knowledge.of_kind(kind)))
    href = addresses.link(addresses.EXPLORE, addresses.SOURCES)
    yield Value("source", "Source", "Sources", href, len(knowledge.bibliography))
    if knowledge.guides:
        href = addresses.link(addresses.EXPLORE, addresses.CONTRIBUTE)
        yield Value("page", "Page", "Pages about this site", href, len(knowledge.guides))


def _tags(knowledge: KnowledgeBase, facet: Facet) -> Iterator[Value]:
    for tag in knowledge.tags_of_facet(facet):
        if tag in knowledge.tagged:
            label = knowledge.vocabulary[tag].label
            href = addresses.link(addresses.EXPLORE, addresses.tag_page(tag))
            yield Value(tag, label, label, href, len(knowledge.tagged[tag]))


def _ratings(shelf: Shelf) -> Iterator[Value]:
    counts = Counter(weighed.front.certainty for weighed in shelf.weighed.values())
    for certainty in reversed(Certainty):
        if counts[certainty]:
            href = f"{addresses.link(addresses.EXPLORE, addresses.COMPARE)}?rating={certainty.slug}"
            yield Value(certainty.slug, certainty.label, certainty.label, href, counts[certainty])
