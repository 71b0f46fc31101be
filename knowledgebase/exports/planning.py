"""The techniques as the training composer reads them: `data/techniques-for-planning.json`."""

from __future__ import annotations

from typing import cast

from knowledgebase.evidence import rate_techniques
from knowledgebase.exports.site import LICENSE, LICENSE_URL, ExportedFile, Json, JsonObject, Site, write_json
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.planning import STAGE_LABELS, describe_for_planning

PLANNING_FILE = "data/techniques-for-planning.json"


def export_planning(knowledge: KnowledgeBase, site: Site) -> ExportedFile:
    """The file from which a plan is made, by the rule that the page *Training composer* states."""
    weighed = rate_techniques(knowledge, site.day.year)
    whole: JsonObject = {
        "name": site.name,
        "version": site.version,
        "date": site.day.isoformat(),
        "license": LICENSE,
        "license_url": LICENSE_URL,
        "stages": cast("Json", STAGE_LABELS),
        "techniques": cast("list[Json]", describe_for_planning(knowledge, weighed)),
    }
    return ExportedFile(PLANNING_FILE, write_json(whole))
