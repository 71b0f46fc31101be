"""The register as JSON: for everyone who reuses it, and for the script of its page."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from knowledgebase.evidence.tables import SEPARATOR
from knowledgebase.exports.site import (
    LICENSE,
    LICENSE_URL,
    ExportedFile,
    Json,
    JsonObject,
    Site,
    write_json,
)
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.register import (
    ACTIVITIES,
    LISTS,
    RegisteredActivity,
    describe_register,
    list_activities,
    make_filters,
)


def export_register(knowledge: KnowledgeBase, site: Site) -> Iterator[ExportedFile]:
    """`data/activities.json`, all columns of the CSV file; `data/register.json`, what the page narrows."""
    activities = list_activities(knowledge)
    whole: JsonObject = {
        "name": f"{site.name}: activities",
        "url": site.url or None,
        "version": site.version,
        "date": site.day.isoformat(),
        "license": LICENSE,
        "license_url": LICENSE_URL,
        "columns": [column.name for column in ACTIVITIES.columns],
        "separator": SEPARATOR,
        "activities": [_describe_activity(activity) for activity in activities],
    }
    yield ExportedFile("data/activities.json", write_json(whole))
    register = describe_register(activities, make_filters(knowledge, activities))
    # Loaded by a reader's browser: without the spaces that make the others easy to read.
    text = json.dumps(cast("Json", register), ensure_ascii=False, separators=(",", ":"))
    yield ExportedFile("data/register.json", text + "\n")


def _describe_activity(activity: RegisteredActivity) -> JsonObject:
    return {
        column.name: list(LISTS[column.name](activity)) if column.name in LISTS else column.read(activity)
        for column in ACTIVITIES.columns
    }
