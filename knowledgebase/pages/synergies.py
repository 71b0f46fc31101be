"""Similar activities: the page of all pairs and groups, and the section on each activity's page."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.page import Link, Page, Shelf, render
from knowledgebase.synergies import (
    WEIGHTS,
    Aspect,
    Candidate,
    Cluster,
    Names,
    Pair,
    Profile,
    Relation,
    explain,
    suggest_joining,
)
from knowledgebase.vocabulary import Facet

TITLE = "Synergies and overlaps"
LEAD = (
    "Activities that are alike in topic and audience: who does the same, what complements it,"
    " and what could be joined."
)
SHOWN = 300
"""So many pairs stand on the page; all are in the data."""
BESIDE = 5
"""So many similar activities stand on an activity's page."""


@dataclass(frozen=True)
class AspectLine:
    """One aspect of a score, as a table shows it."""

    label: str
    weight: int
    value: str


@dataclass(frozen=True)
class PairCard:
    """A pair, as the list shows it."""

    rank: int
    """From 1, the closest; what the list is sorted by."""
    relation: str
    label: str
    one: Link
    other: Link
    reason: str
    joining: Sequence[str]
    score: str
    aspects: Sequence[AspectLine]
    tags: str
    """What filters look for, with spaces between."""


@dataclass(frozen=True)
class Group:
    """Activities that belong together, as a list shows them."""

    title: str
    note: str
    members: Sequence[tuple[Link, str]]
    """Each activity with the agency that leads it."""


@dataclass(frozen=True)
class Similar:
    """A similar activity, as the page of another one shows it."""

    label: str
    relation: str
    link: Link
    reason: str


def make_synergies_page(shelf: Shelf) -> Page:
    """The page of all that was found."""
    page = addresses.SYNERGIES
    names = Names(shelf.knowledge)
    found = shelf.synergies
    pairs = found.pairs[:SHOWN]
    markdown = render(
        "synergies.md.jinja",
        title=TITLE,
        lead=LEAD,
        activities=addresses.link(page, "activities/index.md"),
        explained=addresses.link(page, addresses.LIKENESS),
        tags=addresses.link(page, addresses.TAGS),
        data=addresses.link_file(page, "data/synergies.json"),
        table=addresses.link_file(page, "data/synergies.csv"),
        candidates=[_show_candidate(shelf, candidate, names, page) for candidate in found.candidates],
        clusters=[_show_cluster(shelf, cluster, names, page) for cluster in found.clusters],
        pairs=[_show_pair(shelf, rank, pair, names, page) for rank, pair in enumerate(pairs, start=1)],
        total=len(found.pairs),
        facets=json.dumps(_make_facets(shelf.knowledge, pairs, names), ensure_ascii=False),
        counts=[
            (relation.label, sum(pair.relation is relation for pair in found.pairs)) for relation in Relation
        ],
    )
    return Page(
        page,
        markdown,
        {"title": TITLE, "description": LEAD, "hide": ["toc"], "scripts": ["assets/js/filters.js"]},
    )


def list_similar(shelf: Shelf, activity_id: str, page: str) -> list[Similar]:
    """The closest activities to one, for its page."""
    names = Names(shelf.knowledge)
    return [
        Similar(
            pair.relation.label,
            pair.relation.value,
            _link(shelf, pair.beside(activity_id), page),
            explain(pair, names),
        )
        for pair in shelf.synergies.of_activity.get(activity_id, ())[:BESIDE]
    ]


def _show_pair(shelf: Shelf, rank: int, pair: Pair, names: Names, page: str) -> PairCard:
    return PairCard(
        rank,
        pair.relation.value,
        pair.relation.label,
        _link(shelf, pair.one, page),
        _link(shelf, pair.other, page),
        explain(pair, names),
        suggest_joining(pair),
        f"{pair.score:.2f}",
        [_show_aspect(pair, aspect) for aspect in Aspect],
        " ".join(sorted({pair.relation.value, *_agencies(pair), *_tags(pair)})),
    )


def _show_aspect(pair: Pair, aspect: Aspect) -> AspectLine:
    value = pair.likeness.aspects.get(aspect)
    shown = "not recorded, left out" if value is None else f"{value:.2f}"
    return AspectLine(aspect.value.capitalize(), WEIGHTS[aspect], shown)


def _show_cluster(shelf: Shelf, cluster: Cluster, names: Names, page: str) -> Group:
    agencies = ", ".join(names.agency(agency) for agency in cluster.agencies)
    shared = [_shared_tags([getattr(m, facet) for m in cluster.members]) for facet in ("topics", "audiences")]
    title = " · ".join(", ".join(names.tag(tag) for tag in tags[:2]) for tags in shared if tags)
    note = f"Each is related to every other; mean score {cluster.score:.2f}. Led by {agencies}."
    return Group(title, note, _members(shelf, cluster.members, names, page))


def _shared_tags(weighed: Sequence[Iterable[str]]) -> list[str]:
    """The tags that most of a group carry, most first."""
    counts: dict[str, int] = {}
    for tags in weighed:
        for tag in tags:
            counts[tag] = counts.get(tag, 0) + 1
    most = [tag for tag, count in counts.items() if count * 2 > len(weighed)]
    return sorted(most, key=lambda tag: (-counts[tag], tag))


def _show_candidate(shelf: Shelf, candidate: Candidate, names: Names, page: str) -> Group:
    def label(tags: Iterable[str]) -> str:
        return ", ".join(names.tag(tag) for tag in tags)

    title = f"{label(candidate.topics)} · {label(candidate.audiences)}"
    agencies = ", ".join(names.agency(agency) for agency in candidate.agencies)
    note = f"Need: {label(candidate.needs)}. Region: {label(candidate.regions)}. Led by {agencies}."
    return Group(title, note, _members(shelf, candidate.members, names, page))


def _members(shelf: Shelf, members: Iterable[Profile], names: Names, page: str) -> list[tuple[Link, str]]:
    return [(_link(shelf, member, page), names.agency(member.lead)) for member in members]


def _link(shelf: Shelf, profile: Profile, page: str) -> Link:
    target = shelf.knowledge.page_of(shelf.knowledge.records[profile.id])
    return Link(profile.title, addresses.link(page, target))


def _agencies(pair: Pair) -> set[str]:
    return {*pair.one.agencies, *pair.other.agencies}


def _tags(pair: Pair) -> set[str]:
    """The topics and audiences of both, and the regions of either."""
    shared = {*pair.one.topics.shared(pair.other.topics), *pair.one.audiences.shared(pair.other.audiences)}
    return shared | {*pair.one.regions, *pair.other.regions}


def _make_facets(knowledge: KnowledgeBase, pairs: Sequence[Pair], names: Names) -> list[dict[str, object]]:
    """The facets by which the list can be narrowed, as `filters.js` reads them."""
    acting = {name for pair in pairs for name in _agencies(pair)}
    agencies = sorted(acting, key=lambda name: names.agency(name).casefold())
    used = {tag for pair in pairs for tag in _tags(pair)}
    relations = [relation for relation in Relation if any(pair.relation is relation for pair in pairs)]
    facets: list[tuple[str, str, list[list[str]]]] = [
        ("relation", "Relation", [[relation.value, relation.label] for relation in relations]),
        ("agency", "Agency", [[name, names.agency(name)] for name in agencies]),
    ]
    for facet in (Facet.TOPIC, Facet.AUDIENCE, Facet.REGION):
        tags = [[tag, names.tag(tag)] for tag in knowledge.tags_of_facet(facet) if tag in used]
        facets.append((facet.value, facet.label, tags))
    return [{"facet": name, "label": label, "tags": tags} for name, label, tags in facets if len(tags) > 1]
