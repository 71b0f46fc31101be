"""Rules on how hard what people read first is to read, for whom English is a second or third language."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.checks.wording import is_english
from knowledgebase.citing import Citation, CitationForm
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.reading_ease import Phrases, ReadingEase, measure, plain_text
from knowledgebase.records import Record, Technique, Training

MEASURED_SECTIONS = frozenset({"In one minute", "How to do it"})
HIGHEST_GRADE = 10.0
"""Years of school in English: what a reader needs who learned it as a second language at school."""
LEAST_WORDS = 50
"""A shorter section is not measured: it holds a few sentences, and one of them moves the grade by years."""
LONG_SENTENCE = 20
"""Words from which a sentence is long enough to be made two."""
_SHOWN_WORDS = 8
_NAMED_HARD_WORDS = 4


@rule("KB150", "hard-to-read", Severity.WARNING)
def check_reading_ease(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """*In one minute* and *How to do it* read at grade 10 or lower.

    Readers work in their second or third language, and these sections are what they act on. The grade is
    that of Flesch and Kincaid (J. P. Kincaid and others, "Derivation of new readability formulas for Navy
    enlisted personnel", 1975): 0.39 x words a sentence + 11.8 x syllables a word - 15.59. Citations, markup,
    code, headings and tables are left out, and each item of a list begins a sentence. The words of
    techniques' and agencies' names and of the glossary's terms count for two syllables at the most: the page
    explains them, and no shorter word would say the same. A section of fewer than 50 words is not measured,
    nor is a record in another language than English, for which the formula was not made. A low grade does
    not make a text clear; a high one makes it hard.

    Bad:
        Prior to the commencement of instructional activities, facilitators should ascertain participants'
        pre-existing familiarity with the documentation requirements.

    Good:
        Before you begin, ask what people know already. Let each write down the papers that a case needs.
    """
    familiar = Phrases(_familiar_phrases(knowledge))
    for record in knowledge.records.values():
        if isinstance(record.data, Technique | Training) and is_english(record):
            yield from _check_record(record, knowledge.citations[record.path], familiar)


def _familiar_phrases(knowledge: KnowledgeBase) -> Iterator[str]:
    """The names of techniques and agencies, and all that the glossary explains."""
    for record in knowledge.records.values():
        if isinstance(record.data, Technique):
            yield from (record.title, *record.data.also_known_as)
    for agency in knowledge.agencies.items.values():
        yield from (name for name in (agency.name, agency.acronym) if name)
    for term, entry in knowledge.glossary.items.items():
        yield from (term, *entry.forms)


def _check_record(record: Record, citations: tuple[Citation, ...], familiar: Phrases) -> Iterator[Mistake]:
    sections = record.sections
    if not any(section.title in MEASURED_SECTIONS for section in sections):
        return
    body = record.document.body
    ends = [*(section.offset for section in sections[1:]), len(body)]
    left_out = [_left_out(citation) for citation in citations]
    for section, end in zip(sections, ends, strict=True):
        if section.title not in MEASURED_SECTIONS:
            continue
        start = section.offset
        blanked = [(begin - start, stop - start) for begin, stop in left_out if start <= begin < end]
        ease = measure(plain_text(body[start:end], blanked), familiar)
        if ease and ease.words >= LEAST_WORDS and ease.grade > HIGHEST_GRADE:
            message = (
                f"*{section.title}* reads at grade {ease.grade:.1f}; {HIGHEST_GRADE:g} is the most that"
                " readers in their second language should need."
            )
            yield at_offset(record.document, start + ease.longest.start, message, explain_ease(ease))


def _left_out(citation: Citation) -> tuple[int, int]:
    """What of a citation is no part of its sentence: all in brackets; of `@key [p. 3] says`, not the key."""
    if citation.form is CitationForm.PARENTHETICAL:
        return citation.start, citation.end
    first = citation.items[0]
    return first.start + len(f"@{first.key}"), citation.end


def explain_ease(ease: ReadingEase) -> str:
    """How to make a text easier: its longest sentence, and the long words that weigh most."""
    words = ease.longest.text.split()
    shown = " ".join(words[:_SHOWN_WORDS]) + (" …" if len(words) > _SHOWN_WORDS else "")
    count = len(ease.longest.words)
    ways = [f"Its longest sentence begins here and has {count} words: `{shown}`."]
    ways += ["Make two of it."] if count >= LONG_SENTENCE else []
    if hard := ease.hard_words[:_NAMED_HARD_WORDS]:
        ways.append(f"Find shorter words for {', '.join(f'`{word}`' for word in hard)}.")
    return " ".join(ways)
