"""The issue forms, out of the questions, and what a filled form says.

Source of their form: "Syntax for issue forms" and "Syntax for GitHub's form schema" in GitHub's manual.
A filled form is Markdown: for each element its label as a heading of level 3, the answer below.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from knowledgebase.drafting.questions import QUESTIONS, Answer, Question
from knowledgebase.records import KINDS, Kind
from knowledgebase.vocabulary import Vocabulary

FORMS = ".github/ISSUE_TEMPLATE"
_NO_ANSWER = "_No response_"
_RESERVED = "none"
"""An option that GitHub keeps for itself."""
_INTRODUCTIONS: Mapping[Kind, str] = {
    Kind.TECHNIQUE: "One learning technique: what it is, how to do it, when it fails.",
    Kind.RESEARCH: "One published study or review, read and summarised in your own words.",
    Kind.ACTIVITY: "One capacity-development activity that exists or existed.",
    Kind.TRAINING: "One joint training, session by session, ready to run and adapt.",
}
_EXPLANATION = """\
{introduction}

You need no git and no Markdown. A program turns the answers into a proposal that people review, or says \
here what is missing; then edit this issue, and it tries again. Cite sources as `[@key]` with the keys that \
the page *Sources* lists, write in your own words, and give a number only as you have seen it in its source.
"""


def make_issue_forms(vocabulary: Vocabulary) -> Iterator[tuple[str, str]]:
    """The file of each kind's form, relative to the root, and its text."""
    for kind in Kind:
        form = {
            "name": f"Add {_article(kind)}",
            "description": _INTRODUCTIONS[kind],
            "title": f"New {KINDS[kind].label.lower()}: ",
            "labels": ["submission"],
            "body": [
                {"type": "markdown", "attributes": {"value": _explain(kind)}},
                *(_element(question, vocabulary) for question in QUESTIONS[kind]),
                {
                    "type": "checkboxes",
                    "id": "agreement",
                    "attributes": {
                        "label": "Before you send it",
                        "options": [
                            {
                                "label": "I wrote this myself, and it may be published under CC BY 4.0.",
                                "required": True,
                            },
                            {
                                "label": "If I have a stake in what it is about, the text says so.",
                                "required": True,
                            },
                        ],
                    },
                },
            ],
        }
        note = "# Made from knowledgebase/drafting/questions.py and the vocabulary by `make forms`.\n"
        yield (
            f"{FORMS}/{kind.value}.yml",
            note + yaml.safe_dump(form, allow_unicode=True, sort_keys=False, width=110),
        )


def _article(kind: Kind) -> str:
    label = KINDS[kind].label.lower()
    return f"{'an' if label[0] in 'aeiou' else 'a'} {label}"


def _explain(kind: Kind) -> str:
    return _EXPLANATION.format(introduction=_INTRODUCTIONS[kind])


def _element(question: Question, vocabulary: Vocabulary) -> dict[str, Any]:
    attributes: dict[str, Any] = {"label": question.label}
    if question.help:
        attributes["description"] = question.help
    options = _options(question, vocabulary)
    if options:
        element_type = "dropdown"
        attributes |= {"multiple": question.answer is not Answer.CHOICE, "options": options}
    elif question.answer in {Answer.TEXT, Answer.LINES, Answer.SESSIONS}:
        element_type = "textarea"
    else:
        element_type = "input"
    return {
        "type": element_type,
        "id": element_id(question),
        "attributes": attributes,
        "validations": {"required": question.is_required},
    }


def element_id(question: Question) -> str:
    """The id of a question's element, by which an address can fill it in beforehand.

    `title` in such an address is the title of the issue, so the record's own title has another id.
    """
    return "record-title" if question.name == "title" else question.name


def _options(question: Question, vocabulary: Vocabulary) -> list[str]:
    if question.facets:
        return [
            f"{entry.label} ({tag})"
            for tag, entry in vocabulary.items.items()
            if entry.facet in question.facets
        ]
    return [f"no one ({_RESERVED})" if choice == _RESERVED else choice for choice in question.choices]


def find_form(body: str) -> Kind | None:
    """The kind whose form a text is, or None: all required labels stand in it as headings."""
    headings = set(re.findall(r"^### (.+?)[ \t]*$", _lines(body), re.MULTILINE))
    for kind, questions in QUESTIONS.items():
        if all(question.label in headings for question in questions if question.is_required):
            return kind
    return None


def read_form(body: str, kind: Kind) -> dict[str, str]:
    """The answers of a filled form by the names of its questions; what was left empty is left out.

    Labels are looked for in the order of the form, each once: a heading inside an answer that looks like one
    which came before is text.
    """
    text = _lines(body)
    starts: list[tuple[Question, int, int]] = []
    position = 0
    for question in QUESTIONS[kind]:
        heading = re.compile(rf"^### {re.escape(question.label)}[ \t]*$", re.MULTILINE)
        if found := heading.search(text, position):
            starts.append((question, found.start(), found.end()))
            position = found.end()
    last = re.compile(r"^### Before you send it[ \t]*$", re.MULTILINE).search(text, position)
    ends = [*(start for _, start, _ in starts), last.start() if last else len(text)][1:]
    answers = {
        question.name: text[begin:end].strip() for (question, _, begin), end in zip(starts, ends, strict=True)
    }
    return {name: answer for name, answer in answers.items() if answer and answer != _NO_ANSWER}


def _lines(body: str) -> str:
    return body.replace("\r\n", "\n").replace("\r", "\n")
