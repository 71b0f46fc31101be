"""How often the relations are right: precision and recall against pairs labelled by hand."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import yaml
from pydantic import TypeAdapter

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Record, read_record
from knowledgebase.source import parse_document
from knowledgebase.synergies.likeness import compare
from knowledgebase.synergies.profiles import Profile, make_profiles
from knowledgebase.synergies.relations import Relation, relate

Half = Literal["tune", "held-out"]
Label = Literal["duplicate", "overlap", "synergy", "unrelated"]
UNRELATED: Label = "unrelated"


@dataclass(frozen=True)
class LabelledPair:
    """Two activities, and what a reader of both says of them."""

    half: Half
    label: Label
    pair: tuple[str, str]
    reason: str


@dataclass(frozen=True)
class Judged:
    """A labelled pair, and what the rules say of it."""

    labelled: LabelledPair
    found: Label
    score: float


@dataclass(frozen=True)
class Figures:
    """How many were to be found, were found, and both."""

    wanted: int
    found: int
    right: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right; 1 where nothing was found."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """The share of what was to be found that was found; 1 where there was nothing."""
        return self.right / self.wanted if self.wanted else 1.0


def read_labelled_pairs(path: Path) -> list[LabelledPair]:
    """The pairs of a YAML file; raises pydantic's ValidationError where it is not one of pairs."""
    return TypeAdapter(list[LabelledPair]).validate_python(yaml.safe_load(path.read_text("utf-8")))


def add_fixtures(knowledge: KnowledgeBase, path: Path) -> KnowledgeBase:
    """The knowledge base with the activities of a YAML file besides; raises ValueError where one is none."""
    records: dict[str, Record] = {}
    for record_id, fields in yaml.safe_load(path.read_text("utf-8")).items():
        front_matter = yaml.safe_dump({"schema_version": 1, **fields}, allow_unicode=True, width=1000)
        document, _ = parse_document(f"---\n{front_matter}---\n", f"{path.name}/{record_id}.md")
        record, problems = read_record(record_id, Kind.ACTIVITY, document) if document else (None, [])
        if record is None:
            raise ValueError(f"{record_id}: {'; '.join(map(str, problems))}")
        records[record_id] = record
    names = {record_id.replace("-", " "): record_id for record_id in records}
    return replace(knowledge, records={**knowledge.records, **records}, names={**knowledge.names, **names})


def judge(knowledge: KnowledgeBase, pairs: Iterable[LabelledPair]) -> list[Judged]:
    """What the rules say of each pair. What records themselves settle is not looked at.

    Raises KeyError where a pair names an activity that is not there.
    """
    profiles = {profile.id: _unsettled(profile) for profile in make_profiles(knowledge)}
    judged: list[Judged] = []
    for labelled in pairs:
        one, other = (profiles[name] for name in labelled.pair)
        likeness = compare(one, other)
        relation = relate(one, other, likeness)
        found: Label = relation.value if relation else UNRELATED
        judged.append(Judged(labelled, found, likeness.score))
    return judged


def measure(judged: Sequence[Judged]) -> Mapping[str, Figures]:
    """Figures by what is looked for: `related` (any relation at all), then each relation by itself."""
    figures = {"related": _count(judged, [relation.value for relation in Relation])}
    figures |= {relation.value: _count(judged, [relation.value]) for relation in Relation}
    exact = [item for item in judged if item.found == item.labelled.label != UNRELATED]
    related = figures["related"]
    figures["right relation"] = Figures(related.wanted, related.found, len(exact))
    return figures


def show_figures(judged: Sequence[Judged]) -> str:
    """The figures as a Markdown table: a row for what is looked for, held-out pairs before all."""
    held_out = measure([item for item in judged if item.labelled.half == "held-out"])
    whole = measure(judged)
    lines = [
        "| what is found | held out: precision | recall | of | all: precision | recall | of |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name in whole:
        cells = [
            cell
            for figures in (held_out[name], whole[name])
            for cell in (f"{figures.precision:.2f}", f"{figures.recall:.2f}", str(figures.wanted))
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _count(judged: Sequence[Judged], labels: Sequence[str]) -> Figures:
    wanted = [item.labelled.label in labels for item in judged]
    found = [item.found in labels for item in judged]
    return Figures(sum(wanted), sum(found), sum(a and b for a, b in zip(wanted, found, strict=True)))


def _unsettled(profile: Profile) -> Profile:
    return replace(profile, settled=frozenset())
