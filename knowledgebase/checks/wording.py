"""Rules on wording that others rely on: a summary of one sentence, objectives that can be measured."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Record, Training


@rule("KB133", "objective-not-measurable", Severity.WARNING)
def check_objectives(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An objective of a training begins with a verb for something that one can see a participant do.

    Nobody can observe that a person understands or is aware; so nobody can say whether the training worked.
    Source: R. F. Mager, "Preparing instructional objectives" (1962), on words open to many interpretations.

    Bad:
        objectives: [Understand the rules on recruitment fees]

    Good:
        objectives: [Explain the rules on recruitment fees to a worker in five sentences]
    """
    for record in knowledge.records.values():
        if not isinstance(record.data, Training) or not is_english(record):
            continue
        for index, objective in enumerate(record.data.objectives):
            if word := _find_vague_beginning(objective):
                message = f"The objective begins with `{word}`, which nobody can see a participant do."
                hint = "Begin with a verb such as list, explain, check, write, plan, choose, carry out."
                yield at_value(record, ("objectives", index), message, hint)


def is_english(record: Record) -> bool:
    """Whether a record is in English, of any country."""
    return record.data.language.casefold().split("-")[0] in {"en", "eng"}


_LEAD = re.compile(
    r"(?:(?:by|at|after|on)\b[^,]*,\s*)?"
    r"(?:(?:the\s+)?(?:participants?|learners?|trainees?|trainers?|officers?|staff|people|they|you)\s+)?"
    r"(?:(?:will|can|should|must|shall|are|is)\s+)*(?:be\s+)?(?:able\s+)?(?:to\s+)?(?:\w+ly\s+)?",
    re.IGNORECASE,
)
_VAGUE = frozenset(
    (
        "know understand appreciate learn grasp realise realize comprehend believe enjoy feel think"
        " internalise internalize familiarise familiarize become be get gain have acquire obtain receive"
        " improve increase enhance strengthen deepen raise aware familiar knowledge awareness understanding"
    ).split()
)
_NO_VERB = frozenset("the a an how what why when who which all some more better new basic key good".split())
_NOUN = re.compile(r"\w+(?:tion|sion|ness|ity|ship|ance|ence)", re.IGNORECASE)
_VERBS_LIKE_NOUNS = frozenset(
    (
        "question mention position transition caution condition envision harness witness balance sequence"
        " reference finance advance influence evidence commission provision station function ration worship"
        " audition petition proportion section apportion envisage silence licence"
    ).split()
)


def _find_vague_beginning(objective: str) -> str | None:
    """The first word of what participants will do, where it is no verb or none that can be observed."""
    lead = _LEAD.match(objective)
    found = re.match(r"[\w'’-]+", objective[lead.end() if lead else 0 :])
    word = found[0] if found else objective.split(maxsplit=1)[0]
    folded = word.casefold()
    if folded in _VAGUE or folded in _NO_VERB:
        return word
    return word if _NOUN.fullmatch(folded) and folded not in _VERBS_LIKE_NOUNS else None


@rule("KB134", "summary-of-several-sentences", Severity.WARNING)
def check_summaries(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A summary is one sentence.

    It stands on cards and under search results, beside others of one sentence.

    Bad:
        summary: Ask before you tell. It helps people to remember.

    Good:
        summary: Ask before you tell, which helps people to remember.
    """
    for record in knowledge.records.values():
        if words := _second_sentence(record.data.summary):
            message = f"The summary goes on with a second sentence: `{words}`."
            hint = "Join the two, or leave the second to the body."
            yield at_value(record, ("summary",), message, hint)


_SENTENCE_END = re.compile(r"(?P<word>\S+?)[.!?][\"”’')\]]*\s+(?P<next>[\"“‘(]?[A-Z]\S*(?: \S+){0,3})")
_ABBREVIATIONS = frozenset(
    (
        "e.g i.e vs cf dr mr mrs ms prof st no nos vol ch fig approx ca al etc inc ltd dept gov u.s u.n u.k p"
        " pp"
    ).split()
)


def _second_sentence(summary: str) -> str:
    for found in _SENTENCE_END.finditer(summary):
        word = found["word"].lstrip("(\"'“‘[").casefold()
        if word not in _ABBREVIATIONS and len(word) > 1:
            return found["next"]
    return ""
