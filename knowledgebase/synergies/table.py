"""The pairs as a table, with a dictionary of its columns, and everything found as one JSON value."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase.evidence.tables import SEPARATOR, Column, Table
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.synergies.joining import suggest_joining
from knowledgebase.synergies.likeness import Aspect
from knowledgebase.synergies.pairs import Pair, find_pairs
from knowledgebase.synergies.profiles import make_profiles
from knowledgebase.synergies.relations import Relation
from knowledgebase.synergies.wording import Names, explain

DECIMALS = 4


@dataclass(frozen=True)
class PairRow:
    """One related pair."""

    names: Names
    pair: Pair


def make_rows(knowledge: KnowledgeBase, _today: datetime.date) -> Iterator[PairRow]:
    """A row for each related pair, the closest first."""
    names = Names(knowledge)
    for pair in find_pairs(make_profiles(knowledge)):
        yield PairRow(names, pair)


def _aspect_column(aspect: Aspect, description: str) -> Column[PairRow]:
    def read(row: PairRow) -> float | None:
        value = row.pair.likeness.aspects.get(aspect)
        return None if value is None else round(value, DECIMALS)

    return Column(aspect.value, "number", description, read, _SHARE)


_SHARE = {"minimum": 0, "maximum": 1}
_FOR_ALL: dict[str, bool | int | list[str]] = {"required": True}

SYNERGIES: Table[PairRow] = Table(
    "synergies",
    "Similar activities",
    "One row a pair of activities that are alike, with the score and what it is made of. An empty cell of a"
    " score: one of the two records does not say.",
    "id",
    (
        Column("id", "string", "Both ids, in the order of the alphabet.", lambda row: "+".join(row.pair.ids),
               {"required": True, "unique": True}),
        Column("one", "string", "The id of the one activity.", lambda row: row.pair.one.id, _FOR_ALL),
        Column("other", "string", "The id of the other activity.", lambda row: row.pair.other.id, _FOR_ALL),
        Column("relation", "string", "Likely recorded twice, an overlap or a synergy.",
               lambda row: row.pair.relation.value,
               {"required": True, "enum": [relation.value for relation in Relation]}),
        Column("score", "number", "How alike they are, from 0 to 1: the mean of the next columns by weight.",
               lambda row: round(row.pair.score, DECIMALS), {"required": True, **_SHARE}),
        _aspect_column(Aspect.TOPIC, "How alike their topics are."),
        _aspect_column(Aspect.AUDIENCE, "How alike their audiences are, rare ones counting more."),
        _aspect_column(Aspect.NEED, "How alike the training needs are that they answer."),
        _aspect_column(Aspect.REGION, "How alike their regions are."),
        _aspect_column(Aspect.TIME, "How far they ran at the same time."),
        _aspect_column(Aspect.WORDS, "How alike title and summary are, rare words counting more."),
        Column("reason", "string", "Why they are alike, in words.",
               lambda row: explain(row.pair, row.names), _FOR_ALL),
        Column("could_be_joined", "string", "What the two could join, by rules on their records.",
               lambda row: SEPARATOR.join(text.rstrip(".") for text in suggest_joining(row.pair))),
    ),
    make_rows,
)  # fmt: skip
