"""Rules on the glossary: each term once, in order, in plain words, and leading where it says."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.reading_ease import HIGHEST_GRADE, explain_ease
from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.findings import Severity
from knowledgebase.glossary import sorting_key, spellings, term_slug
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.reading_ease import Phrases, measure, plain_text
from knowledgebase.validation import suggest

LEAST_WORDS = 12
"""A shorter definition is not measured: it is one sentence that one word makes hard."""


def _at_term(knowledge: KnowledgeBase, message: str, hint: str, term: str, *path: str | int) -> Mistake:
    place = knowledge.glossary.place(term, *path)
    return Mistake(knowledge.glossary.path, place.line, place.column, message, hint)


@rule("KB620", "term-twice")
def check_terms_once(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A spelling stands for one term of the glossary, and stands there once.

    Where a text uses it, the page could show either definition; and two terms with one address on the page
    would hide each other.

    Bad:
        Effect size: {definition: …, forms: [effect]}
        Outcome: {definition: …, forms: [effect]}

    Good:
        Effect size: {definition: …, forms: [effect sizes]}
        Outcome: {definition: …, forms: [outcomes]}
    """
    owners: dict[str, str] = {}
    for term, entry in knowledge.glossary.items.items():
        for path, spelling in (
            ((), term),
            *((("forms", index), form) for index, form in enumerate(entry.forms)),
        ):
            slug = term_slug(spelling)
            if slug not in owners:
                owners[slug] = term
            elif owners[slug] == term:
                message = f"`{spelling}` is there already for `{term}`: case and hyphens make no difference."
                yield _at_term(knowledge, message, "Take it out.", term, *path)
            else:
                message = f"`{spelling}` stands for `{owners[slug]}` already, so a page could show either."
                yield _at_term(knowledge, message, "Keep it at one of the two.", term, *path)


@rule("KB621", "dead-term-link")
def check_see(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`see` of a term names other terms of the glossary, and `record` a record that is published.

    A reader who wants to know more is sent there.

    Bad:
        see: [Cohen]
        record: retreival-practice

    Good:
        see: [Cohen's d]
        record: retrieval-practice
    """
    glossary = knowledge.glossary
    for term, entry in glossary.items.items():
        for index, other in enumerate(entry.see):
            if not glossary.names(other):
                hint = suggest(other, glossary.items) or "Name a term as it stands in the glossary."
                message = f"There is no term `{other}` in the glossary."
                yield _at_term(knowledge, message, hint, term, "see", index)
            elif other == term:
                message = f"`{term}` names itself as further reading."
                yield _at_term(knowledge, message, "Take it out.", term, "see", index)
        if entry.record:
            yield from _check_record(knowledge, term, entry.record)


def _check_record(knowledge: KnowledgeBase, term: str, name: str) -> Iterator[Mistake]:
    record = knowledge.resolve(name)
    if record is None and not knowledge.may_be_unread(name):
        message = f"There is no record `{name}`."
        yield _at_term(knowledge, message, suggest(name, knowledge.records), term, "record")
    elif record and not record.is_published:
        message = f"`{name}` is a draft, which has no page: {record.path}."
        yield _at_term(knowledge, message, "Publish it, or take it out here.", term, "record")


@rule("KB622", "glossary-order", Severity.WARNING)
def check_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The terms of the glossary stand in the order of the alphabet.

    Who adds a term sees at once whether it is there.

    Bad:
        Transfer: …
        Retention: …

    Good:
        Retention: …
        Transfer: …
    """
    highest = ""
    for term in knowledge.glossary.items:
        if highest and sorting_key(term) < sorting_key(highest):
            message = f"`{term}` stands after `{highest}`, so it is missed where one looks for it."
            yield _at_term(knowledge, message, "Move it to its place in the alphabet.", term)
        else:
            highest = term


@rule("KB623", "hard-definition", Severity.WARNING)
def check_definitions(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A definition reads at grade 10 or lower, as `KB150` measures it.

    Who looks a word up has met one hard word already. Definitions of fewer than 12 words are not measured,
    and the glossary's own terms count for two syllables a word at the most.

    Bad:
        definition: >-
          A standardised quantification of the magnitude of an intervention's consequences, facilitating
          comparison across heterogeneous investigations.

    Good:
        definition: How much difference a training made, as one number that studies can be compared by.
    """
    glossary = knowledge.glossary
    familiar = Phrases(spelling for spelling, _ in spellings(glossary.items))
    for term, entry in glossary.items.items():
        ease = measure(plain_text(entry.definition), familiar)
        if ease and ease.words >= LEAST_WORDS and ease.grade > HIGHEST_GRADE:
            message = f"The definition of `{term}` reads at grade {ease.grade:.1f}, above {HIGHEST_GRADE:g}."
            yield _at_term(knowledge, message, explain_ease(ease), term, "definition")
