"""The register as open data: one row an activity, one row an evaluation, with a dictionary of the columns."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import get_args

from knowledgebase.evidence.tables import SEPARATOR, Cell, Column, Table
from knowledgebase.iso_names import country_name
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KIRKPATRICK, ActivityType, Evaluation
from knowledgebase.register.activities import EvaluationState, RegisteredActivity, list_activities
from knowledgebase.vocabulary import Facet, of_facet


@dataclass(frozen=True)
class EvaluationRow:
    """One evaluation of one activity."""

    activity: RegisteredActivity
    number: int
    """Its place in the record, from 1."""
    evaluation: Evaluation


def _tags(facet: Facet) -> Callable[[RegisteredActivity], Sequence[str]]:
    def read(activity: RegisteredActivity) -> Sequence[str]:
        own = dict.fromkeys([*activity.data.tags, *activity.data.needs])
        return of_facet(own, facet, activity.knowledge.vocabulary)

    return read


LISTS: dict[str, Callable[[RegisteredActivity], Sequence[str]]] = {
    "partners": lambda activity: [agency for agency in activity.agencies if agency != activity.data.lead],
    "countries": lambda activity: activity.data.countries,
    "country_names": lambda activity: [country_name(code) for code in activity.data.countries],
    "regions": _tags(Facet.REGION),
    "languages": lambda activity: activity.data.languages,
    "topics": _tags(Facet.TOPIC),
    "audiences": _tags(Facet.AUDIENCE),
    "formats": _tags(Facet.FORMAT),
    "agendas": _tags(Facet.AGENDA),
    "needs": _tags(Facet.NEED),
    "techniques": lambda activity: activity.techniques,
    "evaluation_levels": lambda activity: activity.data.levels_evaluated,
    "lessons": lambda activity: activity.data.lessons,
}
"""The columns that hold several values: a list in JSON, one cell with separators in CSV."""


def _list(name: str, description: str) -> Column[RegisteredActivity]:
    read = LISTS[name]
    return Column(name, "string", description, lambda activity: SEPARATOR.join(read(activity)) or None)


def _period(name: str) -> Callable[[RegisteredActivity], Cell]:
    def read(activity: RegisteredActivity) -> Cell:
        period = activity.data.period
        return getattr(period, name) if period else None

    return read


def _activity_rows(knowledge: KnowledgeBase, _today: datetime.date) -> Iterator[RegisteredActivity]:
    yield from list_activities(knowledge)


def _evaluation_rows(knowledge: KnowledgeBase, _today: datetime.date) -> Iterator[EvaluationRow]:
    for activity in list_activities(knowledge):
        for number, evaluation in enumerate(activity.data.evaluations, start=1):
            yield EvaluationRow(activity, number, evaluation)


_REQUIRED = {"required": True}

ACTIVITIES: Table[RegisteredActivity] = Table(
    "activities",
    "Activities",
    "One row a capacity-development activity.",
    "id",
    (
        Column(
            "id",
            "string",
            "The activity's id: its page is activities/<id>/.",
            lambda a: a.record.id,
            _REQUIRED,
        ),
        Column("title", "string", "Its title.", lambda a: a.record.title, _REQUIRED),
        Column("summary", "string", "What it is, in one sentence.", lambda a: a.data.summary, _REQUIRED),
        Column(
            "lead",
            "string",
            "The agency in the lead: an id of agencies.json.",
            lambda a: a.data.lead,
            _REQUIRED,
        ),
        _list("partners", "The agencies with it, by their ids."),
        Column(
            "type",
            "string",
            "The nearest type.",
            lambda a: a.data.activity_type,
            {**_REQUIRED, "enum": list(get_args(ActivityType))},
        ),
        Column("start", "string", "When it began: a year, a month or a day in ISO 8601.", _period("start")),
        Column("end", "string", "When it ended, likewise. Empty means open or not recorded.", _period("end")),
        _list("countries", "Countries where it took place or was run: ISO 3166-1, three letters."),
        _list("country_names", "The same countries by their English names."),
        _list("regions", "Regions, as tags of vocabulary.json; `global` is one of them."),
        _list("languages", "Languages in which it was given, as BCP 47 tags."),
        Column("participants", "string", "Who took part, as the source says.", lambda a: a.data.participants),
        _list("topics", "Topics, as tags of vocabulary.json."),
        _list("audiences", "For whom it is, as tags of vocabulary.json."),
        _list("formats", "Formats, as tags of vocabulary.json."),
        _list("agendas", "SDG targets, Global Compact objectives and GFMD themes it serves, as tags."),
        _list("needs", "Training needs it answers, as tags."),
        _list("techniques", "Learning techniques it uses, by their ids."),
        Column(
            "evaluated",
            "string",
            "yes: at least one evaluation is recorded; planned: only a plan; no: none is recorded here.",
            lambda a: a.state.value,
            {**_REQUIRED, "enum": [state.value for state in EvaluationState]},
        ),
        _list("evaluation_levels", "Kirkpatrick's levels that evaluations looked at, where stated."),
        _list("lessons", "Lessons, in the words of the record."),
        Column("url", "string", "Its own page elsewhere.", lambda a: str(a.data.url) if a.data.url else None),
    ),
    _activity_rows,
)

EVALUATIONS: Table[EvaluationRow] = Table(
    "evaluations",
    "Evaluations",
    "One row an evaluation of an activity, made or planned.",
    "id",
    (
        Column(
            "id",
            "string",
            "The activity's id and the number of the evaluation.",
            lambda r: f"{r.activity.record.id}#{r.number}",
            _REQUIRED,
        ),
        Column(
            "activity",
            "string",
            "The activity's id, as in activities.csv.",
            lambda r: r.activity.record.id,
            _REQUIRED,
        ),
        Column(
            "status",
            "string",
            "Who evaluated: independent, internal (the agency or those it pays to run it), or planned.",
            lambda r: r.evaluation.status,
            {**_REQUIRED, "enum": ["planned", "internal", "independent"]},
        ),
        Column(
            "level",
            "string",
            "Kirkpatrick's level. Empty means that the source does not say.",
            lambda r: r.evaluation.level,
            {"enum": list(KIRKPATRICK)},
        ),
        Column("design", "string", "How it was made.", lambda r: r.evaluation.design),
        Column("date", "string", "A year, a month or a day in ISO 8601.", lambda r: r.evaluation.date),
        Column(
            "findings",
            "string",
            "What was found, in the words of the record.",
            lambda r: r.evaluation.findings,
        ),
        Column(
            "source", "string", "The key of the source in references.json.", lambda r: r.evaluation.source
        ),
    ),
    _evaluation_rows,
)
