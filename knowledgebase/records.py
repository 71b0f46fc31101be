"""The kinds of record as types: what a record may say, and in what form.

The models are the schema: validation, the published JSON Schema and the hints of findings all come
out of them. Names follow Schema.org, IATI and Kirkpatrick's levels where these have one.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    HttpUrl,
    ValidationError,
    WithJsonSchema,
)

from knowledgebase.findings import Finding
from knowledgebase.source import Document, Section, find_sections
from knowledgebase.validation import explain_validation

ID_PATTERN = r"^[a-z0-9]+(?:-[a-z0-9]+)*$"
_PARTIAL_DATE = re.compile(r"^\d{4}(-\d{2}(-\d{2})?)?$")


class Form(BaseModel):
    """What all models share: unknown fields are mistakes, and what was read does not change."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_enum_values=False, allow_inf_nan=False)


def _read_partial_date(value: object) -> object:
    if isinstance(value, bool):
        return value
    return str(value) if isinstance(value, int | datetime.date) else value


def _check_partial_date(value: str) -> str:
    if not _PARTIAL_DATE.match(value):
        raise ValueError("write a year (2013), a month (2013-05) or a day (2013-05-20)")
    parts = [int(part) for part in value.split("-")]
    datetime.date(*(parts + [1] * (3 - len(parts))))
    return value


def _check_single_line(value: str) -> str:
    if "\n" in value.strip():
        raise ValueError("keep it on one line")
    return value.strip()


RecordId = Annotated[str, Field(pattern=ID_PATTERN, max_length=80)]
Line = Annotated[str, Field(min_length=1), AfterValidator(_check_single_line)]
PartialDate = Annotated[
    str,
    BeforeValidator(_read_partial_date),
    AfterValidator(_check_partial_date),
    WithJsonSchema(
        {
            "description": "A year (2013), a month (2013-05) or a day (2013-05-20).",
            # YAML has a number for a year alone.
            "anyOf": [
                {"type": "integer", "minimum": 1000, "maximum": 9999},
                {"type": "string", "pattern": _PARTIAL_DATE.pattern},
            ],
        }
    ),
]
ClockTime = Annotated[
    str,
    Field(pattern=r"^([01]\d|2[0-3]):[0-5]\d$", description="Hours and minutes in quotes: '08:30'."),
]
CountryCode = Annotated[
    str, Field(pattern=r"^[A-Z]{3}$", description="A country by ISO 3166-1, three capital letters: KEN.")
]
LanguageTag = Annotated[
    str,
    Field(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", description="A language by BCP 47: en, fr, pt-BR."),
]
Level = Literal["reaction", "learning", "behaviour", "results"]
KIRKPATRICK: tuple[Level, ...] = get_args(Level)
"""The levels, from the first to the fourth."""


class Contributor(Form):
    """A person or team who wrote or reviewed the record."""

    name: Line
    orcid: Annotated[str, Field(pattern=r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$")] | None = Field(
        None, description="Four groups of four digits: 0000-0002-1825-0097."
    )
    affiliation: Line | None = None


class Ignore(Form):
    """A finding of this record that is known and waits, and until when."""

    code: str = Field(pattern=r"^KB\d{3}$", description="The code of the finding: KB132.")
    reason: Line = Field(description="Why the finding may stand for now.")
    until: datetime.date = Field(description="The last day on which it may stand, such as 2026-11-24.")


class Status(StrEnum):
    """How far a record has come."""

    DRAFT = "draft"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"


class RecordForm(Form):
    """The fields that every kind has."""

    schema_version: Literal[1] = Field(description="The version of this schema: 1.")
    title: Line = Field(max_length=160, description="Add `title:` with the name as readers should see it.")
    summary: Line = Field(
        max_length=200,
        description="One plain sentence of at most 200 characters: it is the search excerpt and the card.",
    )
    tags: list[str] = Field(min_length=2, description="At least two tags of entries/vocabulary.yml.")
    aliases: list[RecordId] = Field([], description="Earlier ids of this record, kept as redirects.")
    contributors: list[Contributor] = []
    created: datetime.date | None = Field(None, description="A date such as 2026-11-24.")
    reviewed: datetime.date | None = Field(None, description="A date such as 2026-11-24.")
    review_in: int = Field(24, ge=1, le=120, description="Months until the next review; 24 unless said.")
    status: Status = Status.PUBLISHED
    superseded_by: RecordId | None = Field(None, description="The id of the record that took its place.")
    language: LanguageTag = "en"
    ignore: list[Ignore] = Field([], description="Findings that may stand for now: {code, reason, until}.")


class Minutes(Form):
    """A span of minutes, or of people."""

    min: int = Field(ge=1)
    max: int = Field(ge=1)

    def model_post_init(self, _context: object) -> None:
        """Refuse a span that is the wrong way round."""
        if self.max < self.min:
            raise ValueError("max is smaller than min")


class Relation(StrEnum):
    """How one technique stands to another."""

    BUILDS_ON = "builds-on"
    COMBINES_WITH = "combines-with"
    CONTRAST = "contrast"


class RelatedTechnique(Form):
    """Another technique, and how this one stands to it."""

    id: RecordId
    relation: Relation = Relation.COMBINES_WITH


Delivery = Literal["in-person", "live-online", "self-paced"]
Stage = Literal["opening", "instruction", "practice", "feedback", "recall", "transfer", "follow-up"]
"""A part of a session that a technique can carry; `follow-up` is what comes once people are back at work."""


class Technique(RecordForm):
    """One learning technique: what it is, how to do it, when it fails."""

    also_known_as: list[Line] = Field([], description="Other names, searched and resolved by cross-links.")
    related: list[RelatedTechnique] = Field([], description="Other techniques: {id, relation}.")
    time: Minutes | None = Field(None, description="Minutes of learner time: {min, max}.")
    group_size: Minutes | None = Field(None, description="People who can take part at once: {min, max}.")
    delivery: list[Delivery] = Field([], description="in-person, live-online, self-paced.")
    cost: Literal["low", "moderate", "high"] | None = None
    stages: list[Stage] = Field(
        [],
        description=(
            "Parts of a session that it can carry: opening, instruction, practice, feedback, recall,"
            " transfer, follow-up. None for a whole design, or for a belief that it corrects."
        ),
    )


class Design(StrEnum):
    """How a study was made."""

    META_ANALYSIS = "meta-analysis"
    SYSTEMATIC_REVIEW = "systematic-review"
    RCT = "rct"
    QUASI_EXPERIMENT = "quasi-experiment"
    EXPERIMENT_LAB = "experiment-lab"
    OBSERVATIONAL = "observational"
    QUALITATIVE = "qualitative"
    NARRATIVE_REVIEW = "narrative-review"

    @property
    def label(self) -> str:
        """The design as readers see it."""
        return _DESIGN_LABELS.get(self, self.value.replace("-", " ").capitalize())

    @property
    def is_quantitative(self) -> bool:
        """Whether a summary of such a study records outcomes."""
        return self not in {Design.QUALITATIVE, Design.NARRATIVE_REVIEW}


_DESIGN_LABELS = {
    Design.META_ANALYSIS: "Meta-analysis",
    Design.RCT: "Randomised controlled trial",
    Design.QUASI_EXPERIMENT: "Quasi-experiment",
    Design.EXPERIMENT_LAB: "Laboratory experiment",
    Design.OBSERVATIONAL: "Observational study",
    Design.QUALITATIVE: "Qualitative study",
}


class Direction(StrEnum):
    """Which way an outcome went for those who used the technique."""

    BENEFIT = "benefit"
    MIXED = "mixed"
    NO_DIFFERENCE = "no-difference"
    HARM = "harm"
    UNCLEAR = "unclear"


class Outcome(Form):
    """One result of a study, as its source reports it."""

    outcome: Line = Field(description="What was measured.")
    level: Level = Field(description="Kirkpatrick: reaction, learning, behaviour, results.")
    timing: Line | None = Field(None, description="When it was measured, where reported.")
    direction: Direction = Field(description="benefit, mixed, no-difference, harm or unclear.")
    comparison: Line = Field(description="Against what the technique was compared.")
    measure: Literal["d", "g", "r", "OR", "RR", "SMD", "η²", "raw"] | None = Field(
        None, description="d, g, r, OR, RR, SMD, η² or raw."
    )
    unit: Line | None = Field(
        None, description="What a raw effect counts, such as percentage points; for `measure: raw` only."
    )
    effect: float | None = Field(None, description="The effect in the unit of `measure`.")
    ci: Annotated[list[float], Field(min_length=2, max_length=2)] | None = Field(
        None, description="The interval, [lower, upper], at the level of `ci_level`."
    )
    ci_level: float = Field(95, gt=50, lt=100, description="Per cent; 95 unless said.")
    k: int | None = Field(None, ge=1, description="Effects or studies pooled; `k_unit` says which.")
    k_unit: Line | None = None
    n: int | None = Field(None, ge=1, description="Participants, where reported.")
    i2: float | None = Field(None, ge=0, le=100, description="Heterogeneity in per cent, where reported.")
    locator: Line | None = Field(None, description="Where in the source the number stands.")
    moderators: list[Line] = Field([], description="What the source found to explain differences in results.")
    technique: RecordId | None = Field(
        None, description="The technique it is about, where the summary names several."
    )


class Harm(Form):
    """A harm or cost that the source reports."""

    harm: Line
    locator: Line | None = None


class Participants(Form):
    """Who was studied."""

    n: int | None = Field(None, ge=1)
    population: Line | None = None
    adults: Literal["all", "some", "none"] | None = None
    audiences: list[str] = Field(
        [],
        description="Tags of the facet `audience`: who was studied. `tags` say who may read it.",
    )
    countries: list[CountryCode] = []


class ResearchSummary(RecordForm):
    """One published study or review, read and summarised."""

    source: str = Field(min_length=1, description="The key of the study in bibliography.bib.")
    techniques: list[RecordId] = Field(min_length=1, description="Ids of the techniques it tested.")
    design: Design = Field(description=", ".join(design.value for design in Design) + ".")
    participants: Participants | None = Field(
        None, description="{n, population, adults, audiences, countries}."
    )
    outcomes: list[Outcome] = Field([], description="One entry a result; required for quantitative designs.")
    limitations: list[Line] = []
    harms: list[Harm] = []
    publication_bias: Literal["tested-none", "tested-likely", "not-tested"] | None = None
    risk_of_bias: Literal["low", "some", "high"] | None = None
    replication: Line | None = None
    funding: Line | None = None
    conflicts: Line | None = None
    independent: bool | None = None
    preregistered: bool | None = None

    @property
    def studied(self) -> list[str]:
        """The audiences that were studied, as tags; empty where the summary names none."""
        return self.participants.audiences if self.participants else []


class Period(Form):
    """From when to when; an end that is left out is open or unknown."""

    start: PartialDate | None = None
    end: PartialDate | None = None


class Evaluation(Form):
    """One evaluation of an activity."""

    status: Literal["planned", "internal", "independent"]
    design: Line | None = None
    level: Level | None = Field(None, description="Kirkpatrick: reaction, learning, behaviour, results.")
    date: PartialDate | None = None
    findings: Line | None = None
    source: str | None = Field(None, min_length=1, description="The key of the report in bibliography.bib.")


ActivityType = Literal[
    "course",
    "seminar series",
    "e-learning",
    "toolkit",
    "mentoring",
    "training of trainers",
    "advisory",
    "community of practice",
]


class OtherActivity(Form):
    """Another activity of which a person said that it is, or is not, the same; and why."""

    id: RecordId
    reason: Line = Field(description="What you saw in both records that settles it.")


class Activity(RecordForm):
    """One existing capacity-development activity."""

    lead: str = Field(min_length=1, description="An id of entries/agencies.yml.")
    partners: list[str] = Field([], description="Ids of entries/agencies.yml.")
    activity_type: ActivityType = Field(description="One of the types the schema names.")
    period: Period | None = Field(None, description="{start, end}: years or ISO dates.")
    countries: list[CountryCode] = []
    languages: list[LanguageTag] = []
    participants: Line | None = None
    url: HttpUrl | None = None
    techniques: list[RecordId] = Field([], description="Ids of the techniques it uses.")
    needs: list[str] = Field([], description="Tags of the facet `need`.")
    evaluations: list[Evaluation] = []
    lessons: list[Line] = []
    iati_identifier: Line | None = None
    same_as: list[HttpUrl] = []
    duplicate_of: OtherActivity | None = Field(
        None, description="The record of the same activity that stays: {id, reason}."
    )
    not_duplicate_of: list[OtherActivity] = Field(
        [], description="Activities that only look the same, after a look at both: {id, reason}."
    )

    @property
    def evaluations_made(self) -> list[Evaluation]:
        """The evaluations that took place; one that is only planned does not count."""
        return [evaluation for evaluation in self.evaluations if evaluation.status != "planned"]

    @property
    def levels_evaluated(self) -> tuple[Level, ...]:
        """The levels at which it was evaluated, each once, in Kirkpatrick's order."""
        found = {evaluation.level for evaluation in self.evaluations_made}
        return tuple(level for level in KIRKPATRICK if level in found)


class Partner(Form):
    """An agency and its part in a training; the roles are IATI's."""

    agency: str = Field(min_length=1)
    role: Literal["funding", "accountable", "extending", "implementing"]


class Session(Form):
    """One part of a training, a break among them."""

    title: Line
    minutes: int = Field(ge=1, le=1440)
    technique: RecordId | None = Field(None, description="The id of the technique that carries it.")
    purpose: Line | None = None
    materials: list[Line] = []
    day: int | None = Field(
        None, ge=1, description="On the first session of a day, its number: times begin anew."
    )
    week: int | None = Field(
        None, ge=1, description="On the first session of a week, its number, in a course over weeks."
    )
    own_time: bool = Field(False, description="true where each learner does it alone, at a time that suits.")


class Assessment(Form):
    """What is measured at each of Kirkpatrick's levels."""

    reaction: Line | None = None
    learning: Line | None = None
    behaviour: Line | None = None
    results: Line | None = None


class Training(RecordForm):
    """One joint training, session by session, ready to run and adapt."""

    partners: list[Partner] = []
    needs_assessment: Line | None = None
    evaluation_plan: Line | None = None
    objectives: list[Line] = Field(min_length=1, description="What participants can do afterwards.")
    duration: int = Field(ge=1, description="Minutes in all, breaks included.")
    starts: ClockTime = Field("09:00", description="When each day begins; 09:00 unless said.")
    sessions: list[Session] = Field(
        min_length=1, description="{title, minutes, technique, purpose, materials, day, week, own_time}."
    )
    assessment: Assessment | None = None
    builds_on: list[RecordId] = Field([], description="Ids of activities.")
    license: Line | None = None

    @property
    def techniques(self) -> list[RecordId]:
        """The ids of the techniques that carry its sessions, each once, in order."""
        return list(dict.fromkeys(session.technique for session in self.sessions if session.technique))


RecordData = Technique | ResearchSummary | Activity | Training


class Kind(StrEnum):
    """The four kinds of record."""

    TECHNIQUE = "technique"
    RESEARCH = "research"
    ACTIVITY = "activity"
    TRAINING = "training"


@dataclass(frozen=True)
class KindDescription:
    """What is the same for all records of a kind."""

    label: str
    plural: str
    folder: str
    """The folder of its files below `entries/`, and of its pages."""
    model: type[RecordForm]
    sections: tuple[str, ...]
    """The level-2 headings that a body has, in order."""


KINDS: Mapping[Kind, KindDescription] = {
    Kind.TECHNIQUE: KindDescription(
        "Technique",
        "Techniques",
        "techniques",
        Technique,
        (
            "In one minute",
            "How to do it",
            "Why it works",
            "When it does not work",
            "Evidence",
            "Try it in a training",
        ),
    ),
    Kind.RESEARCH: KindDescription(
        "Research summary",
        "Research",
        "research",
        ResearchSummary,
        ("Question", "Method", "Findings", "Limits", "What it means for trainers"),
    ),
    Kind.ACTIVITY: KindDescription(
        "Activity",
        "Activities",
        "activities",
        Activity,
        ("What it is", "Who it is for", "How it works", "Evaluation and lessons", "Sources"),
    ),
    Kind.TRAINING: KindDescription(
        "Training",
        "Trainings",
        "trainings",
        Training,
        (
            "Overview",
            "Before the training",
            "Run sheet",
            "Participants' handout",
            "After the training",
            "Why these techniques",
        ),
    ),
}


@dataclass(frozen=True)
class Record:
    """A record as read: what its front matter says, its body, and where everything stands."""

    id: str
    kind: Kind
    data: RecordData
    document: Document
    sections: tuple[Section, ...]

    @property
    def path(self) -> str:
        """The file, relative to the root."""
        return self.document.path

    @property
    def title(self) -> str:
        """The name as readers see it."""
        return self.data.title

    @property
    def names(self) -> tuple[str, ...]:
        """What cross-links may call it besides its id: aliases and other names."""
        other = self.data.also_known_as if isinstance(self.data, Technique) else []
        return (*self.data.aliases, *other)

    @property
    def is_published(self) -> bool:
        """Whether it is more than a draft."""
        return self.data.status is not Status.DRAFT

    @property
    def review_due(self) -> datetime.date | None:
        """The day from which the record is past its review, or None where it says no date of review."""
        start = self.data.reviewed or self.data.created
        if start is None:
            return None
        months = start.year * 12 + start.month - 1 + self.data.review_in
        if months // 12 > datetime.MAXYEAR:
            return None
        return datetime.date(months // 12, months % 12 + 1, min(start.day, 28))


def read_record(record_id: str, kind: Kind, document: Document) -> tuple[Record | None, list[Finding]]:
    """The record that a document holds.

    Returns None with a finding for each wrong field (KB104, KB105, KB106) where the front matter does
    not fit the kind.
    """
    model = KINDS[kind].model
    try:
        data = model.model_validate(dict(document.fields.values))
    except ValidationError as problem:
        return None, explain_validation(problem, model, document.fields, document.path)
    assert isinstance(data, RecordData)  # noqa: S101 -- KINDS maps kinds to these four models
    return Record(record_id, kind, data, document, tuple(find_sections(document.body))), []
