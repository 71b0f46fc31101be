"""Pages of agendas and training needs: what serves each across kinds of record, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.evidence.coverage import Coverage, Gap, ServingTechnique, below, cover, roots
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages.contributing import propose
from knowledgebase.pages.page import Card, Crumb, Fact, Link, Page, Shelf, make_cards, render
from knowledgebase.records import Activity, Record
from knowledgebase.vocabulary import Facet, Tag

SERVED_FACETS = (Facet.AGENDA, Facet.NEED)
"""The facets whose tags have a page that shows what serves them."""

AGENDAS_TITLE = "Agendas"
AGENDAS_LEAD = (
    "What serves each target of the Sustainable Development Goals, each objective of the Global Compact for"
    " Migration and each theme of the GFMD, and what is missing."
)
NEEDS_TITLE = "Training needs"
NEEDS_LEAD = "What people must be able to do, which trainings and techniques help, and what is missing."

_GAPS: dict[Gap, tuple[str, str]] = {
    Gap.NO_TRAINING: ("There is no training for it yet.", "Propose a training"),
    Gap.NO_ACTIVITY: ("No activity is recorded for it.", "Tell us of an activity"),
    Gap.NO_EVALUATION: (
        "None of its activities is known to have been evaluated.",
        "Tell us of an evaluation",
    ),
    Gap.NO_CHANGE_SHOWN: (
        "No evaluation is known that looked at behaviour at work or at results.",
        "Tell us of an evaluation",
    ),
    Gap.NO_TECHNIQUE: (
        "No technique is named for it, nor by its activities and trainings.",
        "Propose a technique",
    ),
    Gap.NO_RESEARCH: ("No research on it is summarised here.", "Propose a study"),
}


@dataclass(frozen=True)
class GapItem:
    """A gap in words, and where to fill it."""

    text: str
    action: str
    href: str


@dataclass(frozen=True)
class TechniqueItem:
    """A technique that serves a tag, in a list."""

    link: Link
    slug: str
    certainty: str
    verdict: str
    note: str


@dataclass(frozen=True)
class Evaluated:
    """An evaluated activity, and at which levels."""

    link: Link
    levels: str


@dataclass(frozen=True)
class Row:
    """One target, objective, theme or need in a table."""

    link: Link
    wording: str
    techniques: int
    research: int
    activities: int
    evaluated: int
    trainings: int
    gaps: str


def make_agenda_pages(shelf: Shelf) -> Iterator[Page]:
    """The overview of agendas, that of needs, and the page of each tag of both facets, at its own address."""
    yield _make_overview(shelf)
    yield _make_needs_page(shelf)
    for facet in SERVED_FACETS:
        for tag in shelf.knowledge.tags_of_facet(facet):
            yield _make_page(shelf, tag)


def _make_overview(shelf: Shelf) -> Page:
    page, knowledge = addresses.AGENDAS, shelf.knowledge
    agendas = []
    for root in roots(knowledge):
        covered = [cover(knowledge, tag) for tag in below(knowledge, root) or [root]]
        served = sum(coverage.is_served for coverage in covered)
        agendas.append(
            {
                "link": _link_tag(knowledge, root, page),
                "definition": knowledge.vocabulary[root].definition,
                "total": len(covered),
                "served": served,
                "with_training": sum(bool(coverage.trainings) for coverage in covered),
                "evaluated": sum(bool(coverage.evaluated) for coverage in covered),
            }
        )
    markdown = render(
        "agendas.md.jinja",
        title=AGENDAS_TITLE,
        lead=AGENDAS_LEAD,
        agendas=agendas,
        needs=addresses.link(page, addresses.NEEDS),
        tags=addresses.link(page, addresses.TAGS),
    )
    return Page(page, markdown, {"title": AGENDAS_TITLE, "description": AGENDAS_LEAD, "hide": ["toc"]})


def _make_needs_page(shelf: Shelf) -> Page:
    page = addresses.NEEDS
    markdown = render(
        "needs.md.jinja",
        title=NEEDS_TITLE,
        lead=NEEDS_LEAD,
        rows=_make_rows(shelf.knowledge, shelf.knowledge.tags_of_facet(Facet.NEED), page),
        agendas=addresses.link(page, addresses.AGENDAS),
    )
    return Page(page, markdown, {"title": NEEDS_TITLE, "description": NEEDS_LEAD, "hide": ["toc"]})


def _make_rows(knowledge: KnowledgeBase, tags: Iterable[str], page: str) -> list[Row]:
    return [_make_row(knowledge, cover(knowledge, tag), page) for tag in tags]


def _make_row(knowledge: KnowledgeBase, coverage: Coverage, page: str) -> Row:
    entry = knowledge.vocabulary[coverage.tag]
    return Row(
        _link_tag(knowledge, coverage.tag, page),
        entry.wording or entry.definition,
        len(coverage.techniques),
        len(coverage.research),
        len(coverage.activities),
        len(coverage.evaluated),
        len(coverage.trainings),
        "; ".join(gap.value for gap in coverage.gaps).capitalize(),
    )


def _make_page(shelf: Shelf, tag: str) -> Page:
    """The page of one tag. That of a whole agenda begins with the table of its targets or themes."""
    knowledge = shelf.knowledge
    page, entry, coverage = addresses.tag_page(tag), knowledge.vocabulary[tag], cover(knowledge, tag)
    narrower = below(knowledge, tag)
    markdown = render(
        "served_tag.md.jinja",
        facet=entry.facet.label,
        label=entry.label,
        definition=entry.definition,
        facts=_make_facts(knowledge, entry, page),
        coverage=_make_row(knowledge, coverage, page),
        rows=_make_rows(knowledge, narrower, page),
        gaps=[] if narrower else _make_gaps(shelf, coverage, page),
        trainings=make_cards(knowledge, coverage.trainings, page),
        activities=_make_activity_cards(knowledge, coverage, page),
        evaluated=_make_evaluated(knowledge, coverage.evaluated, page),
        techniques=[_make_technique(shelf, each, page) for each in coverage.techniques],
        research=make_cards(knowledge, coverage.research, page),
    )
    meta = {
        "title": f"{entry.label}: {entry.wording}" if entry.wording else entry.label,
        "description": entry.definition,
        "breadcrumbs": [vars(crumb) for crumb in _make_crumbs(knowledge, entry)],
    }
    return Page(page, markdown, meta)


def _make_crumbs(knowledge: KnowledgeBase, entry: Tag) -> list[Crumb]:
    if entry.facet is Facet.NEED:
        crumbs = [Crumb(NEEDS_TITLE, f"{addresses.served(addresses.NEEDS)}/")]
    else:
        crumbs = [Crumb(AGENDAS_TITLE, f"{addresses.served(addresses.AGENDAS)}/")]
    if entry.broader and entry.broader in knowledge.vocabulary:
        above = knowledge.vocabulary[entry.broader]
        crumbs.append(Crumb(above.label, f"{addresses.served(addresses.tag_page(entry.broader))}/"))
    return crumbs


def _make_facts(knowledge: KnowledgeBase, entry: Tag, page: str) -> list[Fact]:
    facts = []
    if entry.broader and entry.broader in knowledge.vocabulary:
        facts.append(Fact("Part of", [_link_tag(knowledge, entry.broader, page)]))
    if entry.set_out_in:
        facts.append(Fact("Set out in", [_link_outside(str(entry.set_out_in))]))
    if entry.exact_match:
        facts.append(Fact("Same as", [_link_outside(str(entry.exact_match))]))
    return facts


def _link_outside(address: str) -> Link:
    return Link(address.partition("://")[2].rstrip("/"), address)


def _link_tag(knowledge: KnowledgeBase, tag: str, page: str) -> Link:
    return Link(knowledge.vocabulary[tag].label, addresses.link(page, addresses.tag_page(tag)))


def _make_activity_cards(knowledge: KnowledgeBase, coverage: Coverage, page: str) -> list[Card]:
    """Evaluated ones first: they are what one can learn most from."""
    evaluated = {record.id for record in coverage.evaluated}
    records = sorted(coverage.activities, key=lambda record: record.id not in evaluated)
    return make_cards(knowledge, records, page)


def _make_evaluated(knowledge: KnowledgeBase, records: Sequence[Record], page: str) -> list[Evaluated]:
    return [
        Evaluated(
            Link(record.title, addresses.link(page, knowledge.page_of(record))),
            ", ".join(record.data.levels_evaluated) or "level not stated",
        )
        for record in records
        if isinstance(record.data, Activity)
    ]


def _make_technique(shelf: Shelf, serving: ServingTechnique, page: str) -> TechniqueItem:
    rating = shelf.weighed[serving.record.id].front
    uses = f"used in {serving.used_in} of its activities and trainings" if serving.used_in else ""
    tagged = "listed for it" if serving.is_tagged else ""
    return TechniqueItem(
        Link(serving.record.title, addresses.link(page, shelf.knowledge.page_of(serving.record))),
        rating.certainty.slug,
        rating.certainty.label,
        rating.verdict.value,
        " · ".join(part for part in (tagged, uses) if part),
    )


def _make_gaps(shelf: Shelf, coverage: Coverage, page: str) -> list[GapItem]:
    return [GapItem(*_GAPS[gap], href=_propose_for(shelf, gap, coverage.tag, page)) for gap in coverage.gaps]


def _propose_for(shelf: Shelf, gap: Gap, tag: str, page: str) -> str:
    """The form that fills a gap, with the tag in it."""
    entry = shelf.knowledge.vocabulary[tag]
    about = f"{entry.label}: {entry.wording}" if entry.wording else entry.label
    match gap:
        case Gap.NO_TRAINING:
            return propose(shelf, page, "training.yml", f"Training for {about}", tags=tag)
        case Gap.NO_ACTIVITY:
            return propose(shelf, page, "activity.yml", f"Activity for {about}", tags=tag)
        case Gap.NO_TECHNIQUE:
            return propose(shelf, page, "technique.yml", f"Technique for {about}", tags=tag)
        case Gap.NO_RESEARCH:
            return propose(shelf, page, "research.yml", f"Research for {about}", tags=tag)
        case Gap.NO_EVALUATION | Gap.NO_CHANGE_SHOWN:
            wrong = f"The page on {about} knows of {gap.value}."
            title = f"Evaluation of an activity for {about}"
            return propose(
                shelf, page, "correction.yml", title, page=f"{addresses.served(page)}/", wrong=wrong
            )
