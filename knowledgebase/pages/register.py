"""The register of activities: a table that reads as cards on a phone, with filters where scripts run."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from urllib.parse import urlencode

from knowledgebase import addresses
from knowledgebase.pages.page import Link, Page, Shelf, kind_crumbs, render
from knowledgebase.pages.parts import Part, split_in_parts
from knowledgebase.records import KINDS, Kind
from knowledgebase.register import (
    COLUMNS,
    Filter,
    RegisteredActivity,
    list_activities,
    make_filters,
    make_row,
)

REGISTER = addresses.kind_page(Kind.ACTIVITY)
TITLE = KINDS[Kind.ACTIVITY].plural
LEAD = (
    "Capacity development on migration and development that agencies have run: for whom, how,"
    " and what evaluations found."
)
MOST_ON_ONE_PAGE = 100
"""Rows of one page, which keeps a first visit light however many records there are."""


def register_link(from_page: str, **chosen: str) -> str:
    """The address of the register, narrowed: `register_link(page, country="KEN")`."""
    return f"{addresses.link(from_page, REGISTER)}?{urlencode(chosen)}"


def make_register_pages(shelf: Shelf) -> Iterator[Page]:
    """The register, in parts where it is long."""
    activities = list_activities(shelf.knowledge)
    filters = make_filters(shelf.knowledge, activities)
    for part in split_in_parts(REGISTER, activities, MOST_ON_ONE_PAGE):
        yield _make_part(part, filters, len(activities))


def _make_part(part: Part[RegisteredActivity], filters: Sequence[Filter], total: int) -> Page:
    rows = [
        {
            "row": row,
            "href": addresses.link(part.page, row.page),
            "cells": list(zip(COLUMNS, row.cells, strict=True)),
        }
        for row in map(make_row, part.items)
    ]
    markdown = render(
        "register.md.jinja",
        title=TITLE + part.name,
        lead=LEAD,
        part=part,
        columns=COLUMNS,
        rows=rows,
        total=total,
        first=MOST_ON_ONE_PAGE * (part.number - 1) + 1,
        most=MOST_ON_ONE_PAGE,
        whole=addresses.link(part.page, REGISTER),
        filters=json.dumps([_describe_filter(each) for each in filters], ensure_ascii=False),
        register=addresses.link_file(part.page, "data/register.json"),
        table=addresses.link_file(part.page, "data/activities.json"),
        ways=_other_ways(part.page),
        tags=addresses.link(part.page, addresses.TAGS),
    )
    meta: dict[str, object] = {"title": TITLE + part.name, "description": LEAD, "hide": ["toc"]}
    if part.is_first:
        meta["scripts"] = ["assets/js/filters.js", "assets/js/register.js"]
    else:
        meta["breadcrumbs"] = kind_crumbs(Kind.ACTIVITY)
    return Page(part.page, markdown, meta)


def _describe_filter(found: Filter) -> dict[str, object]:
    return {
        "facet": found.name,
        "label": found.label,
        "tags": [[value.id, value.label, value.count] for value in found.values],
    }


def _other_ways(page: str) -> list[Link]:
    """Other pages that show the activities, and the whole register as files."""
    return [
        Link("Timeline", addresses.link(page, addresses.TIMELINE)),
        Link("Map by country", addresses.link(page, addresses.ACTIVITY_MAP)),
        Link("Synergies and overlaps", addresses.link(page, addresses.SYNERGIES)),
        Link("What was evaluated", addresses.link(page, addresses.EVALUATIONS)),
        Link("Search the full text", f"{addresses.link(page, addresses.EXPLORE)}?kind=activity"),
        Link("All as CSV", addresses.link_file(page, "data/activities.csv")),
        Link("All as JSON", addresses.link_file(page, "data/activities.json")),
        Link("What the columns mean", f"{addresses.link(page, addresses.DATA)}#activities-activitiescsv"),
    ]
