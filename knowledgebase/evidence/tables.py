"""The numbers as tables: one row an outcome, and one row a rating, with a dictionary of their columns.

A table is its columns; each column says what it holds and how to read it off a row's subject. The CSV files,
their Table Schema and the dictionary that readers see all come out of these lists.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Generic, Literal, TypeVar

from knowledgebase.evidence import LEVELS, Certainty, Rating, Verdict, rate_techniques, standardised_effect
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Design, Direction, Kind, Level, Outcome, Record, ResearchSummary

Cell = str | int | float | None
Constraint = bool | int | list[str]
Subject = TypeVar("Subject")

SEPARATOR = "; "
"""Between the values of a cell that holds several."""


@dataclass(frozen=True)
class Column(Generic[Subject]):
    """One column of a table."""

    name: str
    type: Literal["string", "integer", "number", "year", "date"]
    """A type of Table Schema."""
    description: str
    read: Callable[[Subject], Cell]
    constraints: Mapping[str, Constraint] = field(default_factory=dict)
    """As Table Schema names them: `required`, `enum`, `minimum`."""


@dataclass(frozen=True)
class Table(Generic[Subject]):
    """A table: its columns, and what its rows are read from."""

    name: str
    title: str
    description: str
    primary_key: str
    columns: tuple[Column[Subject], ...]
    subjects: Callable[[KnowledgeBase, datetime.date], Iterator[Subject]]

    def rows(self, knowledge: KnowledgeBase, today: datetime.date) -> Iterator[list[Cell]]:
        """The cells of each row, in the order of the columns."""
        for subject in self.subjects(knowledge, today):
            yield [column.read(subject) for column in self.columns]


@dataclass(frozen=True)
class OutcomeRow:
    """One outcome of one published research summary."""

    knowledge: KnowledgeBase
    record: Record
    data: ResearchSummary
    number: int
    """Its place in the summary, from 1."""
    outcome: Outcome

    @property
    def techniques(self) -> str:
        """The ids of the techniques it is about: its own, or all of the summary."""
        names = [self.outcome.technique] if self.outcome.technique else self.data.techniques
        found = (self.knowledge.resolve(name) for name in names)
        return SEPARATOR.join(record.id for record in found if record)


@dataclass(frozen=True)
class RatingRow:
    """The rating of one technique at one outcome level."""

    record: Record
    level: Level
    rating: Rating
    summaries: tuple[str, ...]


def _outcome_rows(knowledge: KnowledgeBase, _today: datetime.date) -> Iterator[OutcomeRow]:
    for record in knowledge.published:
        data = record.data
        if record.kind is Kind.RESEARCH and isinstance(data, ResearchSummary):
            for number, outcome in enumerate(data.outcomes, start=1):
                yield OutcomeRow(knowledge, record, data, number, outcome)


def _rating_rows(knowledge: KnowledgeBase, today: datetime.date) -> Iterator[RatingRow]:
    for record in knowledge.published:
        if record.kind is not Kind.TECHNIQUE:
            continue
        weighed = rate_techniques(knowledge, today.year)[record.id]
        for level in LEVELS:
            summaries = tuple(item.summary_id for item in weighed.evidence[level] if not item.is_retracted)
            yield RatingRow(record, level, weighed.ratings[level], summaries)


def _source_field(name: str) -> Callable[[OutcomeRow], Cell]:
    def read(row: OutcomeRow) -> Cell:
        reference = row.knowledge.bibliography.get(row.data.source)
        return getattr(reference, name) if reference else None

    return read


def _status(row: OutcomeRow) -> Cell:
    status = row.knowledge.status_of(row.data.source)
    return status.value if status else None


def _participants(name: str) -> Callable[[OutcomeRow], Cell]:
    def read(row: OutcomeRow) -> Cell:
        return getattr(row.data.participants, name) if row.data.participants else None

    return read


def _countries(row: OutcomeRow) -> Cell:
    return SEPARATOR.join(row.data.participants.countries) if row.data.participants else None


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


_REQUIRED = {"required": True}
_LEVELS: list[str] = list(LEVELS)

OUTCOMES: Table[OutcomeRow] = Table(
    "effects",
    "Effects",
    "One row an outcome of a research summary, as its source reports it; nothing is pooled again.",
    "id",
    (
        Column(
            "id",
            "string",
            "The summary and the place of the outcome in it, from 1.",
            lambda row: f"{row.record.id}#{row.number}",
            {"required": True, "unique": True},
        ),
        Column(
            "summary",
            "string",
            "The id of the research summary; its file is `data/records/<id>.json`.",
            lambda row: row.record.id,
            _REQUIRED,
        ),
        Column(
            "source",
            "string",
            "The key of the source in `data/references.bib`.",
            lambda row: row.data.source,
            _REQUIRED,
        ),
        Column("year", "year", "The year of the source.", _source_field("year")),
        Column("doi", "string", "The DOI of the source, without any prefix.", _source_field("doi")),
        Column(
            "source_status",
            "string",
            "How the source stands by our ledger; empty where it is not confirmed yet.",
            _status,
            {"enum": ["current", "corrected", "expression-of-concern", "retracted"]},
        ),
        Column(
            "design",
            "string",
            "How the study was made.",
            lambda row: row.data.design.value,
            {"required": True, "enum": [design.value for design in Design]},
        ),
        Column(
            "techniques",
            "string",
            "The ids of the techniques that the outcome is about, separated by semicolons.",
            lambda row: row.techniques,
        ),
        Column("outcome", "string", "What was measured.", lambda row: row.outcome.outcome, _REQUIRED),
        Column(
            "level",
            "string",
            "Kirkpatrick's level.",
            lambda row: row.outcome.level,
            {"required": True, "enum": _LEVELS},
        ),
        Column("timing", "string", "When it was measured.", lambda row: row.outcome.timing),
        Column(
            "direction",
            "string",
            "Which way it went for those who used the technique.",
            lambda row: row.outcome.direction.value,
            {"required": True, "enum": [direction.value for direction in Direction]},
        ),
        Column(
            "comparison",
            "string",
            "Against what the technique was compared.",
            lambda row: row.outcome.comparison,
            _REQUIRED,
        ),
        Column(
            "measure",
            "string",
            "The measure of the effect; raw is the source's own unit, named in the column unit.",
            lambda row: row.outcome.measure,
            {"enum": ["d", "g", "r", "OR", "RR", "SMD", "η²", "raw"]},
        ),
        Column(
            "unit",
            "string",
            "What a raw effect counts, such as percentage points; empty for the other measures.",
            lambda row: row.outcome.unit,
        ),
        Column(
            "effect",
            "number",
            "The effect in that measure, as the source gives it.",
            lambda row: row.outcome.effect,
        ),
        Column(
            "ci_lower",
            "number",
            "The lower end of its interval.",
            lambda row: row.outcome.ci[0] if row.outcome.ci else None,
        ),
        Column(
            "ci_upper",
            "number",
            "The upper end of its interval.",
            lambda row: row.outcome.ci[1] if row.outcome.ci else None,
        ),
        Column(
            "ci_level",
            "number",
            "The level of the interval in per cent.",
            lambda row: row.outcome.ci_level if row.outcome.ci else None,
            {"minimum": 50, "maximum": 100},
        ),
        Column(
            "smd",
            "number",
            "The effect as a standardised mean difference: d, g and SMD as they are, OR by ln(OR) · √3 / π"
            " (Chinn, 2000), rounded to four places. Ours, not the source's.",
            lambda row: _rounded(standardised_effect(row.outcome)),
        ),
        Column(
            "k",
            "integer",
            "Effects or studies that it rests on.",
            lambda row: row.outcome.k,
            {"minimum": 1},
        ),
        Column("k_unit", "string", "What `k` counts.", lambda row: row.outcome.k_unit),
        Column("n", "integer", "Participants.", lambda row: row.outcome.n, {"minimum": 1}),
        Column(
            "i2",
            "number",
            "Heterogeneity I² in per cent.",
            lambda row: row.outcome.i2,
            {"minimum": 0, "maximum": 100},
        ),
        Column(
            "moderators",
            "string",
            "What the source found to explain differences, separated by semicolons.",
            lambda row: SEPARATOR.join(row.outcome.moderators),
        ),
        Column(
            "locator", "string", "Where in the source the number stands.", lambda row: row.outcome.locator
        ),
        Column("population", "string", "Who was studied, in the whole source.", _participants("population")),
        Column(
            "audiences",
            "string",
            "Who was studied, as tags of the facet audience separated by semicolons.",
            lambda row: SEPARATOR.join(row.data.studied),
        ),
        Column(
            "adults",
            "string",
            "Whether adults were studied.",
            _participants("adults"),
            {"enum": ["all", "some", "none"]},
        ),
        Column(
            "countries",
            "string",
            "Where they were studied, as ISO 3166-1 alpha-3 codes separated by semicolons.",
            _countries,
        ),
        Column(
            "publication_bias",
            "string",
            "Whether the source looked for studies that were never published, and found signs of them.",
            lambda row: row.data.publication_bias,
            {"enum": ["tested-none", "tested-likely", "not-tested"]},
        ),
        Column(
            "risk_of_bias",
            "string",
            "The risk of bias by the source's own appraisal.",
            lambda row: row.data.risk_of_bias,
            {"enum": ["low", "some", "high"]},
        ),
    ),
    _outcome_rows,
)

RATINGS: Table[RatingRow] = Table(
    "ratings",
    "Ratings",
    "One row a technique and outcome level: how sure one can be, and what the evidence comes to.",
    "id",
    (
        Column(
            "id",
            "string",
            "The technique and the level.",
            lambda row: f"{row.record.id}#{row.level}",
            {"required": True, "unique": True},
        ),
        Column("technique", "string", "The id of the technique.", lambda row: row.record.id, _REQUIRED),
        Column(
            "level",
            "string",
            "Kirkpatrick's level.",
            lambda row: row.level,
            {"required": True, "enum": _LEVELS},
        ),
        Column(
            "certainty",
            "string",
            "How sure one can be.",
            lambda row: row.rating.certainty.slug,
            {"required": True, "enum": [certainty.slug for certainty in Certainty]},
        ),
        Column(
            "verdict",
            "string",
            "What the evidence comes to.",
            lambda row: row.rating.verdict.slug,
            {"required": True, "enum": [verdict.slug for verdict in Verdict]},
        ),
        Column(
            "arithmetic",
            "string",
            "How the certainty was reached.",
            lambda row: row.rating.arithmetic,
            _REQUIRED,
        ),
        Column(
            "start_reason", "string", "Why it starts where it does.", lambda row: row.rating.start_step.reason
        ),
        Column(
            "deductions",
            "string",
            "Each step down with its reason, separated by semicolons.",
            lambda row: SEPARATOR.join(f"{step.domain}: {step.reason}" for step in row.rating.deductions),
        ),
        Column(
            "verdict_reason", "string", "Why the verdict is so.", lambda row: row.rating.verdict_step.reason
        ),
        Column(
            "summaries",
            "string",
            "The ids of the research summaries that count, separated by semicolons.",
            lambda row: SEPARATOR.join(row.summaries),
        ),
        Column(
            "rule_version",
            "string",
            "The version of the rating rule.",
            lambda row: row.rating.version,
            _REQUIRED,
        ),
    ),
    _rating_rows,
)
