"""The rows of the register, as its page and its data file show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.register.activities import RegisteredActivity
from knowledgebase.register.filters import Filter, fitting_values

COLUMNS = ("Agency", "Type", "When", "Where", "Evaluation")
"""What stands in a row behind the title."""
UNKNOWN = "not recorded"


@dataclass(frozen=True)
class RegisterRow:
    """One activity as a row or a card."""

    id: str
    title: str
    summary: str
    page: str
    cells: tuple[str, ...]
    """In the order of `COLUMNS`."""
    first_year: int | None
    last_year: int | None
    """None where the end is open or not recorded."""


def make_row(activity: RegisteredActivity) -> RegisterRow:
    """An activity as one row of the register."""
    stretch = activity.stretch
    return RegisterRow(
        id=activity.record.id,
        title=activity.record.title,
        summary=activity.data.summary,
        page=addresses.record_page(activity.record.kind, activity.record.id),
        cells=(
            activity.who,
            activity.data.activity_type.capitalize(),
            activity.when,
            activity.where or UNKNOWN,
            activity.evaluated,
        ),
        first_year=stretch.first_year if stretch else None,
        last_year=stretch.last_year if stretch else None,
    )


def describe_register(
    activities: Sequence[RegisteredActivity], filters: Sequence[Filter]
) -> dict[str, object]:
    """The whole register for the page's script: the rows, and for each the places of the values it fits.

    `values` is the list of all values as `filter=value`, and `fits` of a row holds places in it, so that a
    name that a thousand rows share stands once. `years` is [first, last], null where one is not recorded.
    """
    values = [f"{item.name}={value.id}" for item in filters for value in item.values]
    places = {value: place for place, value in enumerate(values)}
    return {
        "columns": list(COLUMNS),
        "values": values,
        "activities": [_describe_row(activity, places) for activity in activities],
    }


def _describe_row(activity: RegisteredActivity, places: dict[str, int]) -> dict[str, object]:
    row = make_row(activity)
    fits = [
        places[f"{name}={value}"] for name, values in fitting_values(activity).items() for value in values
    ]
    return {
        "id": row.id,
        "title": row.title,
        "summary": row.summary,
        "cells": list(row.cells),
        "years": [row.first_year, row.last_year] if activity.stretch else None,
        "fits": fits,
    }
