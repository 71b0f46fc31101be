"""The register of activities: its rows, filters, places, years and evaluations. Nothing here knows a page."""

from __future__ import annotations

from knowledgebase.register.activities import (
    LEVEL_QUESTIONS,
    EvaluationState,
    RegisteredActivity,
    list_activities,
)
from knowledgebase.register.countries import PlaceCount, Spread, shade_of, spread_activities, steps_of_shade
from knowledgebase.register.evaluations import STATUSES, EvaluationShelf, in_order, shelve_evaluations
from knowledgebase.register.filters import NO_COUNTRY, Filter, Value, fitting_values, make_filters, type_id
from knowledgebase.register.rows import COLUMNS, RegisterRow, describe_register, make_row
from knowledgebase.register.tables import ACTIVITIES, EVALUATIONS, LISTS, EvaluationRow
from knowledgebase.register.timeline import Axis, Bar, Timeline, YearCount, count_running, make_timeline

__all__ = [
    "ACTIVITIES",
    "COLUMNS",
    "EVALUATIONS",
    "LEVEL_QUESTIONS",
    "LISTS",
    "NO_COUNTRY",
    "STATUSES",
    "Axis",
    "Bar",
    "EvaluationRow",
    "EvaluationShelf",
    "EvaluationState",
    "Filter",
    "PlaceCount",
    "RegisterRow",
    "RegisteredActivity",
    "Spread",
    "Timeline",
    "Value",
    "YearCount",
    "count_running",
    "describe_register",
    "fitting_values",
    "in_order",
    "list_activities",
    "make_filters",
    "make_row",
    "make_timeline",
    "shade_of",
    "shelve_evaluations",
    "spread_activities",
    "steps_of_shade",
    "type_id",
]
