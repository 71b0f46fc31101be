"""Similar activities as data: `data/synergies.json`; `exports.tables` writes the pairs as CSV besides."""

from __future__ import annotations

from typing import cast

from knowledgebase.exports.site import LICENSE, ExportedFile, Json, JsonObject, Site, write_json
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.synergies import (
    WEIGHTS,
    Candidate,
    Cluster,
    Names,
    Pair,
    explain,
    find_synergies,
    suggest_joining,
)

_DECIMALS = 4


def export_synergies(knowledge: KnowledgeBase, site: Site) -> ExportedFile:
    """Pairs with their scores and reasons, groups, and candidates for joint trainings."""
    found = find_synergies(knowledge)
    names = Names(knowledge)
    whole: JsonObject = {
        "name": f"{site.name}: similar activities",
        "date": site.day.isoformat(),
        "license": LICENSE,
        "weights": {aspect.value: weight for aspect, weight in WEIGHTS.items()},
        "pairs": [_describe_pair(pair, names) for pair in found.pairs],
        "clusters": [_describe_cluster(cluster) for cluster in found.clusters],
        "joint_trainings": [_describe_candidate(candidate) for candidate in found.candidates],
    }
    return ExportedFile("data/synergies.json", write_json(whole))


def _describe_pair(pair: Pair, names: Names) -> JsonObject:
    return {
        "one": pair.one.id,
        "other": pair.other.id,
        "relation": pair.relation.value,
        "score": round(pair.score, _DECIMALS),
        "aspects": {aspect.value: round(value, _DECIMALS) for aspect, value in pair.likeness.aspects.items()},
        "not_recorded": [aspect.value for aspect in pair.likeness.unknown],
        "reason": explain(pair, names),
        "could_be_joined": list(suggest_joining(pair)),
    }


def _describe_cluster(cluster: Cluster) -> JsonObject:
    return {
        "activities": [member.id for member in cluster.members],
        "lead_agencies": list(cluster.agencies),
        "mean_score": round(cluster.score, _DECIMALS),
    }


def _describe_candidate(candidate: Candidate) -> JsonObject:
    described = {
        "activities": [member.id for member in candidate.members],
        "lead_agencies": list(candidate.agencies),
        "topics": list(candidate.topics),
        "needs": list(candidate.needs),
        "audiences": list(candidate.audiences),
        "regions": list(candidate.regions),
    }
    return cast("dict[str, Json]", described)
