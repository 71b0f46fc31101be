"""What is asked of somebody who adds a record, kind by kind."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, get_args

from knowledgebase.records import (
    KINDS,
    KIRKPATRICK,
    ActivityType,
    Delivery,
    Design,
    Direction,
    Evaluation,
    Kind,
    Outcome,
    Technique,
)
from knowledgebase.source import FieldPath
from knowledgebase.vocabulary import Facet


class Answer(StrEnum):
    """The form of an answer, which says how it becomes the value of a field."""

    LINE = "one line"
    TEXT = "text"
    WORDS = "a list, parted by commas"
    LINES = "a list, one a line"
    INTEGER = "a whole number"
    NUMBER = "a number"
    INTERVAL = "two numbers, lower and upper"
    CHOICE = "one of a list"
    CHOICES = "some of a list"
    TAGS = "tags of the vocabulary"
    RECORDS = "records, by id or name, parted by commas"
    AGENCY = "one agency, by id, acronym or name"
    AGENCIES = "agencies, by id, acronym or name, parted by commas"
    COUNTRIES = "countries, by name or ISO code, parted by commas"
    LANGUAGES = "languages, by name or BCP 47 tag, parted by commas"
    SOURCE = "a DOI, ISBN, arXiv number, PMID, address, or a key of bibliography.bib"
    SESSIONS = "sessions, one a line: minutes | title | technique | purpose"


@dataclass(frozen=True)
class Question:
    """One question, the field that its answer fills, and how the answer is read."""

    name: str
    """Of the question: the flag `--name` and the id of the form's element; letters, digits, hyphens."""
    label: str
    """What stands above it in a form; unique within a kind."""
    path: FieldPath
    """Where the answer stands in the front matter; empty for text of the body."""
    answer: Answer = Answer.LINE
    help: str = ""
    is_required: bool = False
    choices: tuple[str, ...] = ()
    facets: tuple[Facet, ...] = ()
    """The facets whose tags are offered, for `TAGS`."""
    section: str = ""
    """The heading of the body under which the answer stands."""

    @property
    def is_section(self) -> bool:
        """Whether the answer is a part of the body."""
        return bool(self.section)


def _choices(model: type[object], field: str) -> tuple[str, ...]:
    """The values that a field with a fixed list of them takes."""
    annotation = model.model_fields[field].annotation  # type: ignore[attr-defined]
    for part in (annotation, *get_args(annotation)):
        values = get_args(part)
        if values and all(isinstance(value, str) for value in values):
            return tuple(str(value) for value in values)
    raise AssertionError(f"{model.__name__}.{field} has no fixed values")


_LISTED_DELIVERY: tuple[str, ...] = get_args(Delivery)
_ADULTS: tuple[str, ...] = get_args(Literal["all", "some", "none"])

_TITLE = Question("title", "Title", ("title",), is_required=True, help="As readers should see it.")
_SUMMARY = Question(
    "summary",
    "Summary",
    ("summary",),
    is_required=True,
    help="One plain sentence of at most 200 characters. It stands in search results and on cards.",
)
_TOPICS = Question(
    "topics",
    "Topics",
    ("tags",),
    Answer.TAGS,
    is_required=True,
    help="What it is about.",
    facets=(Facet.TOPIC,),
)
_AUDIENCES = Question(
    "audiences",
    "Audiences",
    ("tags",),
    Answer.TAGS,
    is_required=True,
    help="For whom it is.",
    facets=(Facet.AUDIENCE,),
)
_OTHER_TAGS = Question(
    "tags",
    "Other tags",
    ("tags",),
    Answer.TAGS,
    help="Setting, format, effort, region, agenda: tags of the page Topics, parted by commas.",
)
_NEEDS = Question(
    "needs", "Training needs", ("tags",), Answer.TAGS, help="Which needs it serves.", facets=(Facet.NEED,)
)
_CONTRIBUTOR = Question(
    "contributor",
    "Your name",
    ("contributors", 0, "name"),
    help="As it should stand on the page. Left empty, the page names the editorial team.",
)
_ORCID = Question(
    "orcid", "Your ORCID", ("contributors", 0, "orcid"), help="Four groups of four: 0000-0002-1825-0097."
)

_GUIDANCE: Mapping[Kind, Mapping[str, str]] = {
    Kind.TECHNIQUE: {
        "In one minute": "What it is, what it does and for whom, in four or five short sentences.",
        "How to do it": "Numbered steps that a trainer can follow tomorrow.",
        "Why it works": "What happens in the learner's mind, with citations.",
        "When it does not work": "When it fails or harms, common mistakes, equity and low-resource settings.",
        "Evidence": "What studies found, for whom, and how sure we are: a citation for every claim.",
        "Try it in a training": "A worked example from capacity development, with materials and minutes.",
    },
    Kind.RESEARCH: {
        "Question": "What the study asked.",
        "Method": "How it was made: who took part, what was compared, how it was measured.",
        "Findings": "What it found, in your own words, with page or table for each number.",
        "Limits": "What it does not show, and for whom it was not tested.",
        "What it means for trainers": "What a trainer should do, or stop doing, because of it.",
    },
    Kind.ACTIVITY: {
        "What it is": "Who offers what, and why.",
        "Who it is for": "Participants, and what they need to take part.",
        "How it works": "Length, format, content, and which learning techniques it uses.",
        "Evaluation and lessons": "How it was evaluated and what was learned; say so where nothing is known.",
        "Sources": "Where each fact was seen: a citation or an address.",
    },
    Kind.TRAINING: {
        "Overview": "What it is for, for whom, and what participants can do afterwards.",
        "Before the training": "What to find out, prepare and send.",
        "Run sheet": "What the facilitator does, session by session.",
        "Participants' handout": "What participants keep: key points, exercises, sources.",
        "After the training": "How use at work is supported and looked at.",
        "Why these techniques": "The evidence for each choice, with citations.",
    },
}


def _section_questions(kind: Kind) -> tuple[Question, ...]:
    guidance = _GUIDANCE[kind]
    return tuple(
        Question(
            "text-" + re.sub("[^a-z]+", "-", heading.lower()),
            heading,
            (),
            Answer.TEXT,
            help=guidance[heading],
            is_required=True,
            section=heading,
        )
        for heading in KINDS[kind].sections
    )


QUESTIONS: Mapping[Kind, tuple[Question, ...]] = {
    Kind.TECHNIQUE: (
        _TITLE,
        _SUMMARY,
        _TOPICS,
        _AUDIENCES,
        _NEEDS,
        _OTHER_TAGS,
        Question("also-known-as", "Other names", ("also_known_as",), Answer.WORDS),
        Question("time-min", "Minutes at least", ("time", "min"), Answer.INTEGER, "Of learner time."),
        Question("time-max", "Minutes at most", ("time", "max"), Answer.INTEGER),
        Question("group-min", "People at least", ("group_size", "min"), Answer.INTEGER),
        Question("group-max", "People at most", ("group_size", "max"), Answer.INTEGER),
        Question("delivery", "Delivery", ("delivery",), Answer.CHOICES, choices=_LISTED_DELIVERY),
        Question("cost", "Cost", ("cost",), Answer.CHOICE, choices=_choices(Technique, "cost")),
        *_section_questions(Kind.TECHNIQUE),
        _CONTRIBUTOR,
        _ORCID,
    ),
    Kind.RESEARCH: (
        Question(
            "source",
            "Source",
            ("source",),
            Answer.SOURCE,
            is_required=True,
            help="The study or review: its DOI, ISBN, PMID, arXiv number or address, or its key where"
            " the page Sources lists it.",
        ),
        _TITLE,
        _SUMMARY,
        Question(
            "techniques",
            "Techniques",
            ("techniques",),
            Answer.RECORDS,
            is_required=True,
            help="Which techniques it tested, by name: retrieval practice, spacing.",
        ),
        Question(
            "design",
            "Design",
            ("design",),
            Answer.CHOICE,
            is_required=True,
            choices=tuple(design.value for design in Design),
        ),
        _TOPICS,
        _AUDIENCES,
        _OTHER_TAGS,
        Question("participants", "Number of participants", ("participants", "n"), Answer.INTEGER),
        Question("population", "Who took part", ("participants", "population")),
        Question(
            "studied",
            "Audiences studied",
            ("participants", "audiences"),
            Answer.TAGS,
            help="Which audiences took part, if the source says so. Not for whom you write.",
            facets=(Facet.AUDIENCE,),
        ),
        Question("adults", "Were they adults?", ("participants", "adults"), Answer.CHOICE, choices=_ADULTS),
        Question("outcome", "Main outcome", ("outcomes", 0, "outcome"), help="What was measured."),
        Question("level", "Kirkpatrick level", ("outcomes", 0, "level"), Answer.CHOICE, choices=KIRKPATRICK),
        Question("timing", "When it was measured", ("outcomes", 0, "timing")),
        Question(
            "direction",
            "Direction",
            ("outcomes", 0, "direction"),
            Answer.CHOICE,
            choices=tuple(direction.value for direction in Direction),
        ),
        Question("comparison", "Compared with", ("outcomes", 0, "comparison")),
        Question(
            "measure",
            "Measure",
            ("outcomes", 0, "measure"),
            Answer.CHOICE,
            choices=_choices(Outcome, "measure"),
        ),
        Question(
            "unit",
            "Unit",
            ("outcomes", 0, "unit"),
            help="What the number counts, where the measure is raw: percentage points, days.",
        ),
        Question(
            "effect",
            "Effect",
            ("outcomes", 0, "effect"),
            Answer.NUMBER,
            help="As the source gives it: not rounded, not converted. Leave it out if you have not seen it.",
        ),
        Question(
            "ci", "Interval of 95 per cent", ("outcomes", 0, "ci"), Answer.INTERVAL, help="0.42 to 0.58"
        ),
        Question("k", "Effects or studies pooled", ("outcomes", 0, "k"), Answer.INTEGER),
        Question(
            "k-unit", "What was pooled", ("outcomes", 0, "k_unit"), help="studies, effects, comparisons"
        ),
        Question("locator", "Where the number stands", ("outcomes", 0, "locator"), help="Table 2, p. 214."),
        Question("limitations", "Limits, one a line", ("limitations",), Answer.LINES),
        *_section_questions(Kind.RESEARCH),
        _CONTRIBUTOR,
        _ORCID,
    ),
    Kind.ACTIVITY: (
        _TITLE,
        _SUMMARY,
        Question("lead", "Lead agency", ("lead",), Answer.AGENCY, is_required=True, help="IOM, UNITAR, …"),
        Question("partners", "Partner agencies", ("partners",), Answer.AGENCIES),
        Question(
            "type",
            "Type",
            ("activity_type",),
            Answer.CHOICE,
            is_required=True,
            choices=get_args(ActivityType),
        ),
        _TOPICS,
        _AUDIENCES,
        Question(
            "needs",
            "Training needs",
            ("needs",),
            Answer.TAGS,
            help="Which needs it serves.",
            facets=(Facet.NEED,),
        ),
        _OTHER_TAGS,
        Question("start", "Start", ("period", "start"), help="A year (2013), a month (2013-05) or a day."),
        Question("end", "End", ("period", "end"), help="Leave it empty while it goes on."),
        Question("countries", "Countries", ("countries",), Answer.COUNTRIES),
        Question("languages", "Languages", ("languages",), Answer.LANGUAGES, help="English, French, ar"),
        Question("participants", "Participants", ("participants",), help="Who and how many, as reported."),
        Question("url", "Address", ("url",), help="Its page on the web, beginning with https://"),
        Question(
            "techniques", "Techniques", ("techniques",), Answer.RECORDS, help="By name, parted by commas."
        ),
        Question(
            "evaluation",
            "Evaluation",
            ("evaluations", 0, "status"),
            Answer.CHOICE,
            choices=_choices(Evaluation, "status"),
            help="Leave it empty where none is known.",
        ),
        Question(
            "evaluation-level",
            "Level evaluated",
            ("evaluations", 0, "level"),
            Answer.CHOICE,
            choices=KIRKPATRICK,
            help="Kirkpatrick's level.",
        ),
        Question("evaluation-findings", "What the evaluation found", ("evaluations", 0, "findings")),
        Question("lessons", "Lessons, one a line", ("lessons",), Answer.LINES),
        *_section_questions(Kind.ACTIVITY),
        _CONTRIBUTOR,
        _ORCID,
    ),
    Kind.TRAINING: (
        _TITLE,
        _SUMMARY,
        Question(
            "objectives",
            "Objectives, one a line",
            ("objectives",),
            Answer.LINES,
            is_required=True,
            help="What participants can do afterwards; begin each with a verb such as list, explain, write.",
        ),
        Question(
            "sessions",
            "Sessions, one a line",
            ("sessions",),
            Answer.SESSIONS,
            is_required=True,
            help="minutes | title | technique | purpose. Breaks are sessions too: 15 | Break",
        ),
        _TOPICS,
        _AUDIENCES,
        _NEEDS,
        _OTHER_TAGS,
        Question("builds-on", "Builds on", ("builds_on",), Answer.RECORDS, help="Activities, by name."),
        *_section_questions(Kind.TRAINING),
        _CONTRIBUTOR,
        _ORCID,
    ),
}
"""By kind, in the order in which they are asked."""
