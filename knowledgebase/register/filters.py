"""By what the register can be narrowed: the filters, their values, and how many activities fit each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import get_args

from knowledgebase.iso_names import country_name, language_name
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KIRKPATRICK, ActivityType
from knowledgebase.register.activities import EvaluationState, RegisteredActivity
from knowledgebase.vocabulary import Facet, of_facet

NO_COUNTRY = "none"
"""The value of the filter by country for activities that name none: they are region-wide or global."""
NO_COUNTRY_LABEL = "No single country"

Read = Callable[[RegisteredActivity], Iterable[str]]
Name = Callable[[KnowledgeBase, str], str]


@dataclass(frozen=True)
class Value:
    """One value of a filter; `id` stands in the page's address."""

    id: str
    label: str
    count: int


@dataclass(frozen=True)
class Filter:
    """A filter with the values that some activity fits."""

    name: str
    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class _Definition:
    """How a filter reads its values off an activity, names them and orders them."""

    name: str
    label: str
    read: Read
    name_value: Name
    order: tuple[str, ...] | None = None
    """The order of the values where it has a meaning of its own; others go by their label."""


def _tags(facet: Facet) -> Read:
    def read(activity: RegisteredActivity) -> Iterable[str]:
        knowledge = activity.knowledge
        return of_facet(knowledge.all_tags(activity.record), facet, knowledge.vocabulary)

    return read


def _tag_label(knowledge: KnowledgeBase, tag: str) -> str:
    return knowledge.vocabulary[tag].label


def _agency_label(knowledge: KnowledgeBase, agency: str) -> str:
    """An agency by its acronym first, so that the list can be scanned: `IOM, International …`."""
    if agency not in knowledge.agencies:
        return agency
    found = knowledge.agencies[agency]
    return f"{found.acronym}: {found.name}" if found.acronym else found.name


def _country_label(_knowledge: KnowledgeBase, code: str) -> str:
    return NO_COUNTRY_LABEL if code == NO_COUNTRY else country_name(code)


def _technique_label(knowledge: KnowledgeBase, technique: str) -> str:
    return knowledge.records[technique].title


def _facet(facet: Facet) -> _Definition:
    return _Definition(facet.value, facet.label, _tags(facet), _tag_label)


def type_id(activity_type: str) -> str:
    """A type as addresses write it: `training-of-trainers`."""
    return activity_type.replace(" ", "-")


_TYPES = {type_id(activity_type): activity_type for activity_type in get_args(ActivityType)}

_DEFINITIONS = (
    _Definition("agency", "Agency", lambda activity: activity.agencies, _agency_label),
    _facet(Facet.REGION),
    _Definition(
        "country", "Country", lambda activity: activity.data.countries or [NO_COUNTRY], _country_label
    ),
    _Definition(
        "language", "Language", lambda activity: activity.data.languages, lambda _, tag: language_name(tag)
    ),
    _Definition(
        "type",
        "Type",
        lambda activity: [type_id(activity.data.activity_type)],
        lambda _, value: _TYPES[value].capitalize(),
    ),
    _facet(Facet.FORMAT),
    _facet(Facet.AUDIENCE),
    _facet(Facet.TOPIC),
    _facet(Facet.AGENDA),
    _facet(Facet.NEED),
    _Definition("technique", "Technique", lambda activity: activity.techniques, _technique_label),
    _Definition(
        "evaluated",
        "Evaluation",
        lambda activity: [activity.state.value],
        lambda _, value: EvaluationState(value).label,
        tuple(EvaluationState),
    ),
    _Definition(
        "level",
        "Level of evaluation",
        lambda activity: activity.data.levels_evaluated,
        lambda _, value: value.capitalize(),
        KIRKPATRICK,
    ),
)


def fitting_values(activity: RegisteredActivity) -> Mapping[str, tuple[str, ...]]:
    """For each filter the values that an activity fits."""
    return {item.name: tuple(dict.fromkeys(item.read(activity))) for item in _DEFINITIONS}


def make_filters(knowledge: KnowledgeBase, activities: Sequence[RegisteredActivity]) -> tuple[Filter, ...]:
    """The filters that some activity fits, in the order in which readers see them."""
    counts: dict[str, Counter[str]] = {item.name: Counter() for item in _DEFINITIONS}
    for activity in activities:
        for name, values in fitting_values(activity).items():
            counts[name].update(values)
    filters = (
        Filter(item.name, item.label, tuple(_values(knowledge, item, counts[item.name])))
        for item in _DEFINITIONS
    )
    return tuple(found for found in filters if found.values)


def _values(knowledge: KnowledgeBase, item: _Definition, counts: Counter[str]) -> Iterator[Value]:
    values = [Value(value, item.name_value(knowledge, value), count) for value, count in counts.items()]
    if item.order is not None:
        order = item.order
        yield from sorted(values, key=lambda value: order.index(value.id))
    else:
        yield from sorted(values, key=lambda value: (value.id == NO_COUNTRY, value.label.casefold()))
