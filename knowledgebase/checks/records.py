"""Rules on what a record's fields and sections say."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_offset, at_value, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import (
    KINDS,
    Activity,
    Kind,
    Record,
    ResearchSummary,
    Status,
    Technique,
    Training,
)
from knowledgebase.source import FieldPath
from knowledgebase.validation import suggest
from knowledgebase.vocabulary import Facet


@rule("KB112", "unknown-tag")
def check_tags(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A tag stands in the vocabulary, and a need is a tag of the facet `need`.

    A tag outside the vocabulary has no definition and no page, so nobody would find the record by it.

    Bad:
        tags: [memori, trainers]

    Good:
        tags: [memory, trainers]
    """
    vocabulary = knowledge.vocabulary
    for record in knowledge.records.values():
        for index, tag in enumerate(record.data.tags):
            if not vocabulary.names(tag):
                hint = suggest(tag, vocabulary.items) or f"Add it to {vocabulary.path}, with its definition."
                yield at_value(record, ("tags", index), f"There is no tag `{tag}`.", hint)
        if not isinstance(record.data, Activity):
            continue
        for index, need in enumerate(record.data.needs):
            is_broken = need not in vocabulary and vocabulary.names(need)
            if not is_broken and (need not in vocabulary or vocabulary[need].facet is not Facet.NEED):
                hint = suggest(need, knowledge.tags_of_facet(Facet.NEED))
                yield at_value(record, ("needs", index), f"`{need}` is no training need.", hint)


@rule("KB146", "audience-studied")
def check_studied_audiences(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`participants.audiences` names tags of the facet `audience`: those who were studied.

    The evidence map counts a study for an audience by this field, so a tag that is none counts for nobody.
    For whom the summary is written is another matter, and stands in `tags`.

    Bad:
        participants:
          audiences: [nurses]

    Good:
        participants:
          audiences: [health-workers]
    """
    for record in knowledge.records.values():
        if not isinstance(record.data, ResearchSummary):
            continue
        for index, tag in enumerate(record.data.studied):
            is_broken = tag not in knowledge.vocabulary and knowledge.vocabulary.names(tag)
            if is_broken or tag in knowledge.tags_of_facet(Facet.AUDIENCE):
                continue
            hint = suggest(tag, knowledge.tags_of_facet(Facet.AUDIENCE)) or _AUDIENCE_HINT
            path = ("participants", "audiences", index)
            yield at_value(record, path, f"`{tag}` is no audience.", hint)


_AUDIENCE_HINT = "Name tags of the facet `audience`; in words, those who were studied stand in `population`."


@rule("KB113", "unknown-record")
def check_named_records(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An id in a field is that of a record, of the kind that the field asks for.

    The page lists what the field names, and the page of what is named lists this record; an id that leads
    nowhere is missing from both.

    Bad:
        techniques: [retreival-practice]

    Good:
        techniques: [retrieval-practice]
    """
    for record in knowledge.records.values():
        for path, name, kind in _named_in_fields(record):
            target = knowledge.resolve(name)
            if (target is not None and target.kind is kind) or knowledge.may_be_unread(name):
                continue
            label = KINDS[kind].label.lower()
            message = f"There is no {label} with the id `{name}`."
            if target is not None:
                message = f"`{name}` names no {label}: see {target.path}."
            known = [other.id for other in knowledge.records.values() if other.kind is kind]
            yield at_value(record, path, message, suggest(name, known))


def _named_in_fields(record: Record) -> Iterator[tuple[FieldPath, str, Kind]]:
    data = record.data
    if data.superseded_by:
        yield ("superseded_by",), data.superseded_by, record.kind
    match data:
        case Technique():
            names = [related.id for related in data.related]
            yield from ((("related", index, "id"), name, Kind.TECHNIQUE) for index, name in enumerate(names))
        case ResearchSummary():
            yield from _name_each("techniques", data.techniques, Kind.TECHNIQUE)
        case Activity():
            yield from _name_each("techniques", data.techniques, Kind.TECHNIQUE)
            for index, other in enumerate(data.not_duplicate_of):
                yield ("not_duplicate_of", index, "id"), other.id, Kind.ACTIVITY
            if data.duplicate_of:
                yield ("duplicate_of", "id"), data.duplicate_of.id, Kind.ACTIVITY
        case Training():
            for index, session in enumerate(data.sessions):
                if session.technique:
                    yield ("sessions", index, "technique"), session.technique, Kind.TECHNIQUE
            yield from _name_each("builds_on", data.builds_on, Kind.ACTIVITY)


def _name_each(field: str, names: list[str], kind: Kind) -> Iterator[tuple[FieldPath, str, Kind]]:
    yield from (((field, index), name, kind) for index, name in enumerate(names))


@rule("KB114", "unknown-agency")
def check_agencies(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An agency stands in `entries/agencies.yml`.

    So it has one name everywhere, and readers find all that it does.

    Bad:
        lead: I.O.M.

    Good:
        lead: iom
    """
    agencies = knowledge.agencies
    for record in knowledge.records.values():
        for path, name in _agencies_in_fields(record):
            if not agencies.names(name):
                hint = suggest(name, agencies.items) or f"Add it to {agencies.path}, with its name."
                yield at_value(record, path, f"There is no agency `{name}`.", hint)


def _agencies_in_fields(record: Record) -> Iterator[tuple[FieldPath, str]]:
    match record.data:
        case Activity() as data:
            yield ("lead",), data.lead
            yield from ((("partners", index), name) for index, name in enumerate(data.partners))
        case Training() as data:
            for index, partner in enumerate(data.partners):
                yield ("partners", index, "agency"), partner.agency


@rule("KB111", "sections")
def check_sections(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A body has the sections of its kind, each once, in order; others may stand between them.

    Readers who compare two records look for the same thing at the same place.

    Bad:
        ## Findings
        ## Method

    Good:
        ## Method
        ## Findings
    """
    for record in knowledge.records.values():
        wanted = KINDS[record.kind].sections
        found = [section.title for section in record.sections]
        missing = [title for title in wanted if title not in found]
        known = [section for section in record.sections if section.title in wanted]
        if missing:
            names = ", ".join(f"`## {title}`" for title in missing)
            hint = f"Sections, in order: {', '.join(wanted)}."
            line = record.document.body_line
            yield Mistake(record.path, line, 1, f"The body lacks {names}.", hint)
            continue
        for section, title in zip(known, wanted, strict=False):
            if section.title != title:
                message = f"`## {section.title}` stands where `## {title}` belongs."
                hint = f"Sections, in order: {', '.join(wanted)}."
                yield at_offset(record.document, section.offset, message, hint)
                break
        else:
            for section in known[len(wanted) :]:
                message = f"`## {section.title}` stands twice."
                yield at_offset(record.document, section.offset, message, "Join the two sections.")


@rule("KB117", "session-minutes")
def check_session_minutes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The minutes of a training's sessions, breaks among them, add up to its duration.

    Whoever plans a day by the record would otherwise run out of time, or of programme.

    Bad:
        duration: 90
        sessions: [{title: Try it, minutes: 60}]

    Good:
        duration: 90
        sessions: [{title: Try it, minutes: 60}, {title: Break, minutes: 30}]
    """
    for record in knowledge.records.values():
        if not isinstance(record.data, Training):
            continue
        total = sum(session.minutes for session in record.data.sessions)
        if total != record.data.duration:
            message = f"The sessions take {total} minutes, the duration says {record.data.duration}."
            hint = "Mend whichever is wrong; breaks are sessions too."
            yield at_value(record, ("duration",), message, hint)


@rule("KB116", "superseded-by")
def check_status(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A superseded record says which record took its place.

    Readers of the old page are led to the new one.

    Bad:
        status: superseded

    Good:
        status: superseded
        superseded_by: spaced-practice
    """
    for record in knowledge.records.values():
        if record.data.status is Status.SUPERSEDED and not record.data.superseded_by:
            message = "The record is superseded, but does not say by what."
            yield at_value(record, ("status",), message, "Add `superseded_by:` with the id.")
