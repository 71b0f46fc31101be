"""The index of each kind, and the pages of tags."""

from __future__ import annotations

import json
from collections.abc import Iterator

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import message
from knowledgebase.pages.agendas import SERVED_FACETS
from knowledgebase.pages.page import Fact, Link, Page, Shelf, make_cards, make_facets, render
from knowledgebase.records import KINDS, Kind
from knowledgebase.vocabulary import Facet

LEADS = {
    Kind.TECHNIQUE: message(
        "Ways of helping people learn: how to do each one tomorrow, when it fails, and what research says."
    ),
    Kind.RESEARCH: message(
        "Studies and reviews, read and summarised: what was asked, how, what was found,"
        " and what it means for trainers."
    ),
    Kind.ACTIVITY: message(
        "Capacity development on migration and development that agencies have run: for whom, how,"
        " and what evaluations found."
    ),
    Kind.TRAINING: message(
        "Joint trainings, session by session, ready to run and adapt. Each session names its technique."
    ),
}


def make_kind_pages(shelf: Shelf) -> Iterator[Page]:
    """The index of each kind, which can be narrowed by facet; activities have a register of their own."""
    for kind, description in KINDS.items():
        if kind is Kind.ACTIVITY:
            continue
        page = addresses.kind_page(kind)
        records = shelf.knowledge.of_kind(kind)
        markdown = render(
            "kind_index.md.jinja",
            kind=kind.value,
            title=description.plural,
            lead=LEADS[kind],
            noun=description.plural.lower() if kind is not Kind.RESEARCH else "summaries",
            facets=json.dumps(make_facets(shelf.knowledge, records), ensure_ascii=False),
            ways=_other_ways(kind, page),
            tags=addresses.link(page, addresses.TAGS),
            cards=make_cards(shelf.knowledge, records, page),
        )
        meta = {
            "title": description.plural,
            "description": LEADS[kind],
            "hide": ["toc"],
            "scripts": ["assets/js/filters.js"],
        }
        yield Page(page, markdown, meta)


def _other_ways(kind: Kind, page: str) -> list[Link]:
    """Other pages that show the records of a kind."""
    explore = Link("Search the full text", f"{addresses.link(page, addresses.EXPLORE)}?kind={kind.value}")
    if kind is Kind.TRAINING:
        return [Link("Compose a session of your own", addresses.link(page, addresses.COMPOSER)), explore]
    if kind is not Kind.TECHNIQUE:
        return [explore]
    return [
        Link("Compare them in one table", addresses.link(page, addresses.COMPARE)),
        Link("See where evidence is missing", addresses.link(page, addresses.MAP)),
        Link("See what is used, and what is shown", addresses.link(page, addresses.PRACTICE)),
        explore,
    ]


def describe_tags(knowledge: KnowledgeBase, facet: Facet, page: str) -> list[dict[str, object]]:
    """The tags of a facet as links from `page`, each with its definition and how many records carry it."""
    return [
        {
            "label": knowledge.vocabulary[tag].label,
            "definition": knowledge.vocabulary[tag].definition,
            "href": addresses.link(page, addresses.tag_page(tag)),
            "count": len(knowledge.tagged.get(tag, ())),
        }
        for tag in knowledge.tags_of_facet(facet)
    ]


def make_tag_pages(shelf: Shelf) -> Iterator[Page]:
    """The index of all tags, and the page of each but agendas and needs, which `agendas` makes."""
    knowledge = shelf.knowledge
    page = addresses.TAGS
    groups = [
        {"facet": facet.value, "label": facet.label, "tags": describe_tags(knowledge, facet, page)}
        for facet in Facet
    ]
    description = "All tags with their definitions, grouped by facet."
    yield Page(
        page,
        render(
            "tags_index.md.jinja",
            groups=groups,
            agendas=addresses.link(page, addresses.AGENDAS),
            needs=addresses.link(page, addresses.NEEDS),
        ),
        {"title": "Topics and tags", "description": description},
    )
    for tag, entry in knowledge.vocabulary.items.items():
        if entry.facet not in SERVED_FACETS:
            yield _make_tag_page(knowledge, tag)


def _make_tag_page(knowledge: KnowledgeBase, tag: str) -> Page:
    entry = knowledge.vocabulary[tag]
    page = addresses.tag_page(tag)
    records = knowledge.tagged.get(tag, ())
    groups = []
    for kind, description in KINDS.items():
        of_kind = [record for record in records if record.kind is kind]
        if of_kind:
            groups.append({"label": description.plural, "cards": make_cards(knowledge, of_kind, page)})
    narrower = [name for name, other in knowledge.vocabulary.items.items() if other.broader == tag]
    facts = [
        *_tag_fact(knowledge, page, "Part of", [entry.broader] if entry.broader else []),
        *_tag_fact(knowledge, page, "Narrower", narrower),
    ]
    if entry.exact_match:
        facts.append(Fact("Same as", [Link(str(entry.exact_match), str(entry.exact_match))]))
    markdown = render(
        "tag.md.jinja",
        facet=entry.facet.label,
        label=entry.label,
        definition=entry.definition,
        facts=facts,
        groups=groups,
        contribute="../contribute.md",
    )
    crumbs = [{"title": "Topics and tags", "url": f"{addresses.served(addresses.TAGS)}/"}]
    meta = {"title": entry.label, "description": entry.definition, "breadcrumbs": crumbs}
    return Page(page, markdown, meta)


def _tag_fact(knowledge: KnowledgeBase, page: str, label: str, tags: list[str]) -> list[Fact]:
    links = [
        Link(knowledge.vocabulary[tag].label, addresses.link(page, addresses.tag_page(tag)))
        for tag in tags
        if tag in knowledge.vocabulary
    ]
    return [Fact(label, links)] if links else []
