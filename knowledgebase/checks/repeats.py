"""Rules on what a record says twice, and on records that name themselves."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.records import Activity, Record, ResearchSummary, Technique, Training
from knowledgebase.source import FieldPath

_Named = Iterator[tuple[FieldPath, str]]


@rule("KB128", "names-itself")
def check_self_references(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record does not name itself as related, as its own successor, double or earlier name.

    The page would link to itself, and a redirect from an id to itself never ends.

    Bad:
        related: [{id: retrieval-practice}]   # in retrieval-practice.md

    Good:
        related: [{id: spaced-practice}]
    """
    for record in knowledge.records.values():
        for path, name in _names_of_others(record):
            target = knowledge.resolve(name)
            if target is not None and target.id == record.id:
                message = f"`{name}` is this record itself."
                yield at_value(record, path, message, "Name another record, or take it out.")
        for index, alias in enumerate(record.data.aliases):
            if alias == record.id:
                message = f"`{alias}` is the record's id already, not an earlier one."
                yield at_value(record, ("aliases", index), message, "Take it out of `aliases`.")


def _names_of_others(record: Record) -> _Named:
    data = record.data
    if data.superseded_by:
        yield ("superseded_by",), data.superseded_by
    match data:
        case Technique():
            yield from ((("related", index, "id"), other.id) for index, other in enumerate(data.related))
        case Activity():
            if data.duplicate_of:
                yield ("duplicate_of", "id"), data.duplicate_of.id
            others = enumerate(data.not_duplicate_of)
            yield from ((("not_duplicate_of", index, "id"), other.id) for index, other in others)


@rule("KB129", "said-twice")
def check_repeats(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A list names each thing once.

    The page would show it twice, and counts would be wrong.

    Bad:
        tags: [memory, trainers, memory]

    Good:
        tags: [memory, trainers]
    """
    for record in knowledge.records.values():
        for items in _lists(knowledge, record):
            seen: set[str] = set()
            for path, item in items:
                if item in seen:
                    message = f"`{_shown(record, path)}` stands twice in `{path[0]}`."
                    yield at_value(record, path, message, "Keep one and remove the other.")
                seen.add(item)


def _lists(knowledge: KnowledgeBase, record: Record) -> Iterator[_Named]:
    """Each list of a record as paths and what they name, folded such that two spellings are equal."""
    data = record.data
    yield _each("tags", data.tags)
    yield _each("aliases", data.aliases)
    yield ((("contributors", i), fold_name(person.name)) for i, person in enumerate(data.contributors))
    match data:
        case Technique():
            yield _each("also_known_as", [fold_name(name) for name in data.also_known_as])
            yield _each("delivery", list(data.delivery))
            ids = _ids(knowledge, [other.id for other in data.related])
            yield ((("related", index, "id"), name) for index, name in enumerate(ids))
        case ResearchSummary():
            yield _each("techniques", _ids(knowledge, data.techniques))
            yield _each("limitations", data.limitations)
            if data.participants:
                countries = enumerate(data.participants.countries)
                yield ((("participants", "countries", index), code) for index, code in countries)
        case Activity():
            yield _each("techniques", _ids(knowledge, data.techniques))
            ids = _ids(knowledge, [other.id for other in data.not_duplicate_of])
            yield ((("not_duplicate_of", index, "id"), name) for index, name in enumerate(ids))
            yield iter([(("lead",), data.lead), *_each("partners", data.partners)])
            yield _each("countries", data.countries)
            yield _each("languages", [tag.casefold() for tag in data.languages])
            yield _each("needs", data.needs)
            yield _each("lessons", data.lessons)
            yield _each("same_as", [str(address) for address in data.same_as])
        case Training():
            yield _each("objectives", data.objectives)
            yield _each("builds_on", _ids(knowledge, data.builds_on))
            roles = enumerate(data.partners)
            yield ((("partners", index), f"{partner.agency} {partner.role}") for index, partner in roles)


def _each(field: str, items: list[str]) -> Iterator[tuple[FieldPath, str]]:
    return (((field, index), item) for index, item in enumerate(items))


def _ids(knowledge: KnowledgeBase, names: list[str]) -> list[str]:
    """The ids that names resolve to; a name that resolves to nothing stands for itself."""
    return [target.id if (target := knowledge.resolve(name)) else name for name in names]


def _shown(record: Record, path: FieldPath) -> str:
    """The item at a path as the author wrote it."""
    value: object = record.document.fields.values
    for part in path:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
    if isinstance(value, dict):
        value = value.get("name") or value.get("agency")
    return str(value)
