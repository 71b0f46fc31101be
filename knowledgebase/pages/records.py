"""The page of each record: its header, its body with what is generated between, and what links to it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.evidence import LEVELS, Certainty, standardised_effect
from knowledgebase.iso_names import country_name, language_name
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.ledger import ReferenceStatus
from knowledgebase.pages.evidence import make_forest, make_glance
from knowledgebase.pages.languages import list_languages_of_record
from knowledgebase.pages.page import (
    Fact,
    Link,
    Page,
    Shelf,
    hours,
    kind_crumbs,
    make_cards,
    make_chips,
    people,
    render,
    span,
)
from knowledgebase.pages.practice import make_use_of_technique
from knowledgebase.pages.register import register_link
from knowledgebase.pages.search_marks import mark_record
from knowledgebase.pages.synergies import list_similar
from knowledgebase.pages.wording import describe_effect
from knowledgebase.periods import describe_date
from knowledgebase.records import (
    KINDS,
    Activity,
    Design,
    Direction,
    Kind,
    Outcome,
    Record,
    ResearchSummary,
    Status,
    Technique,
    Training,
)
from knowledgebase.register import LEVEL_QUESTIONS, RegisteredActivity, type_id
from knowledgebase.run_sheets import plan_parts
from knowledgebase.vocabulary import Facet, of_facet

FEW_BACKLINKS = 8
"""Of a kind; more of them are folded away, for the reader who asks for them."""


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome of one summary, as a table shows it."""

    study: Link
    design: str
    outcome: str
    comparison: str
    level: str
    direction: str
    effect: str
    size: str
    locator: str
    status: str = ""
    sort: Mapping[str, str] = field(default_factory=dict)
    """What a column is sorted by where that is not its text; an empty value stands last."""


@dataclass(frozen=True)
class Extras:
    """What is generated for a kind: facts for the header, and Markdown to put at the end of sections."""

    facts: list[Fact]
    after: Mapping[str, str] = field(default_factory=dict)
    nocite: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    """That the page needs, from the site's root."""


def make_record_pages(shelf: Shelf) -> Iterator[Page]:
    """The page of each published record."""
    for record in shelf.knowledge.published:
        yield make_record_page(shelf, record)


def make_record_page(shelf: Shelf, record: Record) -> Page:
    """The page of one record."""
    knowledge = shelf.knowledge
    page = knowledge.page_of(record)
    extras = _EXTRAS[record.kind](shelf, record, page)
    body = expand_crosslinks(_insert_after(record, extras.after), page, knowledge.target)
    markdown = render(
        "record.md.jinja",
        record=record,
        marks=mark_record(shelf, record),
        label=KINDS[record.kind].label,
        also_known_as=record.data.also_known_as if isinstance(record.data, Technique) else [],
        facts=extras.facts,
        tag_groups=make_chips(knowledge, record, page),
        notices=[*_make_notices(shelf, record, page), *_warn_of_sources(shelf, record, page)],
        body=Markup(body.strip()),  # noqa: S704 -- Markdown, not HTML; the page is sanitised when rendered
        backlinks=_make_backlinks(knowledge, record, page),
        similar=list_similar(shelf, record.id, page),
        all_similar=addresses.link(page, addresses.SYNERGIES),
        nocite=[key for key in extras.nocite if key in knowledge.bibliography],
        few=FEW_BACKLINKS,
        about=_make_about(record),
    )
    meta: dict[str, object] = {
        "title": record.title,
        "description": record.data.summary,
        "kind": record.kind.value,
        "language": record.data.language,
        "edit_path": record.path,
        "breadcrumbs": kind_crumbs(record.kind),
    }
    if alternates := list_languages_of_record(knowledge, record):
        meta["alternates"] = alternates
    if extras.scripts:
        meta["scripts"] = list(extras.scripts)
    return Page(page, markdown, meta)


def _insert_after(record: Record, after: Mapping[str, str]) -> str:
    """The body with Markdown put at the end of the sections that `after` names."""
    body = record.document.body
    pieces: list[str] = []
    end = len(body)
    for section in reversed(record.sections):
        pieces.append(body[section.offset : end].rstrip() + "\n")
        if section.title in after:
            pieces[-1] += f"\n{after[section.title].strip()}\n"
        end = section.offset
    return "\n".join([body[:end].rstrip(), *reversed(pieces)])


def _make_notices(shelf: Shelf, record: Record, page: str) -> Iterator[dict[str, object]]:
    data = record.data
    if data.status is Status.SUPERSEDED and data.superseded_by:
        newer = shelf.knowledge.resolve(data.superseded_by)
        if newer:
            link = Link(newer.title, addresses.link(page, shelf.knowledge.page_of(newer)))
            yield {"kind": "superseded", "text": "A newer record took the place of this one:", "link": link}
    if isinstance(data, Activity) and data.duplicate_of:
        same = shelf.knowledge.resolve(data.duplicate_of.id)
        if same:
            link = Link(same.title, addresses.link(page, shelf.knowledge.page_of(same)))
            yield {"kind": "superseded", "text": "This is the same activity as:", "link": link}
    due = record.review_due
    if due and due < shelf.today:
        text = f"The review of this record was due in {due:%B %Y}. Newer evidence may exist."
        yield {"kind": "review", "text": text, "link": None}


_STANDING = {
    ReferenceStatus.RETRACTED: "was retracted",
    ReferenceStatus.CONCERN: "is under an expression of concern",
    ReferenceStatus.CORRECTED: "was corrected",
}


def _warn_of_sources(shelf: Shelf, record: Record, page: str) -> Iterator[dict[str, object]]:
    """A banner for each source on the page that was retracted or is doubted, acknowledged or not.

    Of the source that a summary is about, readers also learn that it was corrected.
    """
    knowledge = shelf.knowledge
    own = record.data.source if isinstance(record.data, ResearchSummary) else None
    for key in dict.fromkeys([*knowledge.cited_keys[record.path], *_weighed_sources(knowledge, record)]):
        status = knowledge.status_of(key)
        if key not in knowledge.bibliography or status is None:
            continue
        if status.is_grave or (key == own and status is ReferenceStatus.CORRECTED):
            subject = "The source of this summary" if key == own else "A work cited on this page"
            link = _source_link(shelf, key, page)
            yield {"kind": "review", "text": f"{subject} {_STANDING[status]}:", "link": link}


def _weighed_sources(knowledge: KnowledgeBase, record: Record) -> Iterator[str]:
    """The sources of the summaries whose outcomes a technique's page shows."""
    if isinstance(record.data, Technique):
        for summary in knowledge.summaries_of(record.id):
            if isinstance(summary.data, ResearchSummary):
                yield summary.data.source


def _make_backlinks(knowledge: KnowledgeBase, record: Record, page: str) -> list[dict[str, object]]:
    """What names the record, by kind."""
    edges = knowledge.linked_from.get(record.id, ())
    groups: list[dict[str, object]] = []
    for kind, description in KINDS.items():
        relations = {edge.from_id: edge.relation for edge in edges}
        records = [other for other in knowledge.of_kind(kind) if other.id in relations]
        if records:
            cards = make_cards(knowledge, records, page)
            items = [
                {"card": card, "text": _describe_backlink(kind, relations[other.id], card.meta)}
                for card, other in zip(cards, records, strict=True)
            ]
            groups.append({"label": description.plural, "items": items})
    return groups


def _describe_backlink(kind: Kind, relation: str, meta: str) -> str:
    """How a record names this one; of a technique that says enough, and its own page says the rest."""
    return f"{relation} this" if kind is Kind.TECHNIQUE else f"{relation} this · {meta}"


def _make_about(record: Record) -> list[tuple[str, str]]:
    data = record.data
    people = ", ".join(
        person.name + (f" ({person.affiliation})" if person.affiliation else "")
        for person in data.contributors
    )
    due = record.review_due
    rows = [
        ("Written by", people),
        ("First published", f"{data.created:%-d %B %Y}" if data.created else ""),
        ("Last reviewed", f"{data.reviewed:%-d %B %Y}" if data.reviewed else ""),
        ("Next review", f"{due:%B %Y}" if due else ""),
    ]
    return [(label, value) for label, value in rows if value]


def _plain(label: str, *values: str) -> list[Fact]:
    texts = [Link(value) for value in values if value]
    return [Fact(label, texts)] if texts else []


# Techniques

_DELIVERY = {"in-person": "in person", "live-online": "live online", "self-paced": "self-paced"}


def _technique_extras(shelf: Shelf, record: Record, page: str) -> Extras:
    data = record.data
    assert isinstance(data, Technique)  # noqa: S101 -- called by kind
    rating = shelf.weighed[record.id].front
    words = f"{rating.verdict.value.capitalize()}, {rating.certainty.label.lower()} certainty"
    if rating.certainty is Certainty.NOT_ASSESSED:
        words = rating.certainty.label
    facts = [
        Fact("Evidence", [Link(words, "#evidence-at-a-glance")]),
        *_plain("Time", span(data.time.min, data.time.max, "minute") if data.time else ""),
        *_plain("Group", people(data.group_size.min, data.group_size.max) if data.group_size else ""),
        *_plain("Delivery", ", ".join(_DELIVERY[delivery] for delivery in data.delivery)),
        *_plain("Cost", data.cost or ""),
    ]
    rows = list(_outcome_rows_of_technique(shelf, record, page))
    studies = len(shelf.knowledge.summaries_of(record.id))
    is_sortable = len(rows) > 1
    table = render(
        "outcomes.md.jinja",
        rows=rows,
        studies=studies,
        caption=f"Research on {record.title}",
        is_sortable=is_sortable,
    )
    after = {
        "In one minute": make_glance(shelf, record, page),
        "Evidence": f"{make_forest(shelf, record, page)}\n{table}",
        "Try it in a training": make_use_of_technique(shelf, record, page),
    }
    return Extras(facts, after, scripts=("assets/js/tables.js",) if is_sortable else ())


def _outcome_rows_of_technique(shelf: Shelf, record: Record, page: str) -> Iterator[OutcomeRow]:
    for summary in shelf.knowledge.summaries_of(record.id):
        assert isinstance(summary.data, ResearchSummary)  # noqa: S101 -- what summaries_of holds
        yield from _outcome_rows(shelf, summary, page)


def _outcome_rows(shelf: Shelf, summary: Record, page: str) -> Iterator[OutcomeRow]:
    data = summary.data
    assert isinstance(data, ResearchSummary)  # noqa: S101 -- called with research summaries
    status = shelf.knowledge.status_of(data.source)
    marked = status.label if status and status is not ReferenceStatus.CURRENT else ""
    href = addresses.link(page, shelf.knowledge.page_of(summary))
    study = Link(shelf.formatter.short_text(data.source), href)
    design = data.design.label
    year = shelf.knowledge.year_of(summary)
    if not data.outcomes:
        sort = _sort_values(year, data.design)
        yield OutcomeRow(study, design, "no outcome in numbers", "", "", "", "", "", "", marked, sort)
    for outcome in data.outcomes:
        yield OutcomeRow(
            study=study,
            design=design,
            outcome=outcome.outcome + (f", {outcome.timing}" if outcome.timing else ""),
            comparison=outcome.comparison,
            level=outcome.level,
            direction=outcome.direction.value.replace("-", " "),
            effect=describe_effect(outcome),
            size=_describe_size(outcome),
            locator=outcome.locator or "",
            status=marked,
            sort=_sort_values(year, data.design, outcome),
        )


def _sort_values(year: int, design: Design, outcome: Outcome | None = None) -> dict[str, str]:
    """What the columns of a technique's results are sorted by.

    Effects that no cited formula brings to one unit have no order, and stand last.
    """
    size = standardised_effect(outcome) if outcome else None
    return {
        "study": str(year or ""),
        "design": str(list(Design).index(design)),
        "level": str(LEVELS.index(outcome.level)) if outcome else "",
        "direction": str(list(Direction).index(outcome.direction)) if outcome else "",
        "effect": "" if size is None else f"{size:.4f}",
        "size": str(outcome.k or "") if outcome else "",
    }


def _describe_size(outcome: Outcome) -> str:
    parts = [
        f"{outcome.k:,} {outcome.k_unit or 'studies or effects'}" if outcome.k else "",
        f"{outcome.n:,} people" if outcome.n else "",
    ]
    return ", ".join(part for part in parts if part)


# Research summaries


def _research_extras(shelf: Shelf, record: Record, page: str) -> Extras:
    data = record.data
    assert isinstance(data, ResearchSummary)  # noqa: S101 -- called by kind
    knowledge = shelf.knowledge
    participants = data.participants
    techniques = [target for name in data.techniques if (target := knowledge.target(name))]
    facts = [
        Fact("Source", [_source_link(shelf, data.source, page)]),
        *_plain("Design", data.design.label),
        Fact("Techniques", [Link(target.title, addresses.link(page, target.page)) for target in techniques]),
    ]
    if participants:
        adults = {"all": "yes, adults only", "some": "adults among others", "none": "no adults"}
        facts += _plain("Who was studied", participants.population or "")
        studied = [tag for tag in participants.audiences if tag in knowledge.vocabulary]
        if studied:
            facts.append(Fact("Audience studied", [_tag_link(knowledge, tag, page) for tag in studied]))
        facts += _plain("People", f"{participants.n:,}" if participants.n else "")
        facts += _plain("Adults", adults[participants.adults] if participants.adults else "")
        facts += _plain("Countries", ", ".join(country_name(code) for code in participants.countries))
    rows = list(_outcome_rows(shelf, record, page)) if data.outcomes else []
    tables = {
        "Findings": render("summary_outcomes.md.jinja", rows=rows, title=record.title),
        "Limits": render(
            "appraisal.md.jinja", rows=_appraisal(data), limitations=data.limitations, harms=data.harms
        ),
    }
    return Extras(facts, tables, nocite=(data.source,))


def _tag_link(knowledge: KnowledgeBase, tag: str, page: str) -> Link:
    return Link(knowledge.vocabulary[tag].label, addresses.link(page, addresses.tag_page(tag)))


def _source_link(shelf: Shelf, key: str, page: str) -> Link:
    if key not in shelf.knowledge.bibliography:
        return Link(key)
    return Link(shelf.formatter.short_text(key), addresses.link(page, addresses.source_page(key)))


def _appraisal(data: ResearchSummary) -> list[tuple[str, str]]:
    yes_no = {True: "yes", False: "no", None: ""}
    bias = {
        "tested-none": "tested, none found",
        "tested-likely": "tested, likely",
        "not-tested": "not tested",
    }
    rows = [
        ("Publication bias", bias[data.publication_bias] if data.publication_bias else ""),
        ("Risk of bias", data.risk_of_bias or ""),
        ("Replication", data.replication or ""),
        ("Preregistered", yes_no[data.preregistered]),
        ("Independent", yes_no[data.independent]),
        ("Funding", data.funding or ""),
        ("Conflicts of interest", data.conflicts or ""),
    ]
    return [(label, value) for label, value in rows if value]


# Activities


def _activity_extras(shelf: Shelf, record: Record, page: str) -> Extras:
    data = record.data
    assert isinstance(data, Activity)  # noqa: S101 -- called by kind
    evaluations = [
        {
            "status": evaluation.status,
            "level": evaluation.level or "",
            "question": LEVEL_QUESTIONS[evaluation.level] if evaluation.level else "",
            "design": evaluation.design or "",
            "date": describe_date(evaluation.date or ""),
            "findings": evaluation.findings or "",
            "source": _source_link(shelf, evaluation.source, page) if evaluation.source else None,
        }
        for evaluation in data.evaluations
    ]
    after = {
        "How it works": render(
            "activity_techniques.md.jinja", techniques=list(_rate_techniques(shelf, record, page))
        ),
        "Evaluation and lessons": render(
            "evaluations.md.jinja", evaluations=evaluations, lessons=data.lessons, title=record.title
        ),
    }
    cited = tuple(evaluation.source for evaluation in data.evaluations if evaluation.source)
    facts = _activity_facts(RegisteredActivity(shelf.knowledge, record, data), page)
    return Extras(facts, after, cited)


def _activity_facts(activity: RegisteredActivity, page: str) -> list[Fact]:
    """Who, what, when, where and for whom; each that the register can be narrowed by leads there."""
    data, knowledge = activity.data, activity.knowledge
    narrowed = partial(_register_links, page)
    lead, *partners = [(agency, agency_name(knowledge, agency)) for agency in activity.agencies]
    audiences = of_facet(data.tags, Facet.AUDIENCE, knowledge.vocabulary)
    countries = [(code, country_name(code)) for code in data.countries]
    facts = [
        narrowed("Lead", "agency", [lead]),
        narrowed("With", "agency", partners),
        narrowed("Type", "type", [(type_id(data.activity_type), data.activity_type.capitalize())]),
        Fact("When", [Link(activity.when)]),
        narrowed("Where", "country", countries) if countries else _region_fact(activity, page),
        narrowed("Languages", "language", [(tag, language_name(tag)) for tag in data.languages]),
        *_plain("Participants", data.participants or ""),
        narrowed("For whom", "audience", [(tag, knowledge.vocabulary[tag].label) for tag in audiences]),
        *_website(data),
    ]
    return [fact for fact in facts if fact.values]


def _register_links(page: str, label: str, name: str, values: list[tuple[str, str]]) -> Fact:
    return Fact(label, [Link(text, register_link(page, **{name: value})) for value, text in values])


def _region_fact(activity: RegisteredActivity, page: str) -> Fact:
    """The regions of an activity that names no country."""
    vocabulary = activity.knowledge.vocabulary
    return _register_links(
        page, "Where", "region", [(tag, vocabulary[tag].label) for tag in activity.regions]
    )


def _website(data: Activity) -> list[Fact]:
    return [Fact("Website", [Link(data.url.host or str(data.url), str(data.url))])] if data.url else []


def _rate_techniques(shelf: Shelf, record: Record, page: str) -> Iterator[dict[str, object]]:
    """The techniques of an activity, each with its rating at the level that stands in front."""
    assert isinstance(record.data, Activity)  # noqa: S101 -- called with activities
    for name in record.data.techniques:
        technique = shelf.knowledge.resolve(name)
        weighed = shelf.weighed.get(technique.id) if technique else None
        if technique and weighed:
            link = Link(technique.title, addresses.link(page, shelf.knowledge.page_of(technique)))
            yield {"link": link, "rating": weighed.front, "level": weighed.front_level}


def agency_name(knowledge: KnowledgeBase, agency_id: str) -> str:
    """The name of an agency, with its acronym where it has one."""
    if agency_id not in knowledge.agencies:
        return agency_id
    agency = knowledge.agencies[agency_id]
    return f"{agency.name} ({agency.acronym})" if agency.acronym else agency.name


# Trainings


def _training_extras(shelf: Shelf, record: Record, page: str) -> Extras:
    data = record.data
    assert isinstance(data, Training)  # noqa: S101 -- called by kind
    knowledge = shelf.knowledge
    partners = [f"{agency_name(knowledge, partner.agency)}, {partner.role}" for partner in data.partners]
    facts = [
        Fact(
            "To print",
            [
                Link("Run sheet", addresses.link(page, addresses.run_sheet_page(record.id))),
                Link("Handout", addresses.link(page, addresses.handout_page(record.id))),
            ],
        ),
        *_plain("Duration", hours(data.duration)),
        *_plain("Sessions", str(len(data.sessions))),
        *_plain("Partners", "; ".join(partners)),
        *_plain("Licence", data.license or ""),
    ]
    parts = [
        {
            "label": part.label,
            "sessions": [
                {
                    "number": planned.number,
                    "title": planned.session.title,
                    "minutes": planned.session.minutes,
                    "technique": _technique_link(knowledge, planned.session.technique, page),
                    "purpose": planned.session.purpose or "",
                    "materials": ", ".join(planned.session.materials),
                }
                for planned in part.sessions
            ],
        }
        for part in plan_parts(data)
    ]
    overview = render(
        "training_overview.md.jinja",
        objectives=data.objectives,
        parts=parts,
        count=len(data.sessions),
        total=hours(data.duration),
        needs_assessment=data.needs_assessment or "",
        title=record.title,
    )
    assessment = data.assessment.model_dump() if data.assessment else {}
    after = render(
        "training_assessment.md.jinja",
        assessment=[(level, text) for level, text in assessment.items() if text],
        plan=data.evaluation_plan or "",
        title=record.title,
    )
    return Extras(facts, {"Overview": overview, "After the training": after})


def _technique_link(knowledge: KnowledgeBase, name: str | None, page: str) -> Link | None:
    target = knowledge.target(name) if name else None
    return Link(target.title, addresses.link(page, target.page)) if target else None


_EXTRAS = {
    Kind.TECHNIQUE: _technique_extras,
    Kind.RESEARCH: _research_extras,
    Kind.ACTIVITY: _activity_extras,
    Kind.TRAINING: _training_extras,
}
