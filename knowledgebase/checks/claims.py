"""Rules on claims: what is said to be known, with its source."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from itertools import islice

from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.crosslinks import scan_crosslinks
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Kind, Record
from knowledgebase.source import mask_code

_MOST = 20
"""Claims that are told of a section. Where there are more, all of it lacks its sources."""
_SECTIONS = {Kind.TECHNIQUE: "Evidence", Kind.RESEARCH: "Findings"}


@rule("KB131", "claim-without-citation", Severity.WARNING)
def check_claims(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A claim in *Evidence* or *Findings* has a citation in its paragraph or list item.

    A number or a finding whose source is not named can be neither checked nor trusted. A citation in the
    paragraph that leads to a list or table covers it, and the findings of one study need one citation. What
    the authors of this knowledge base looked for ("we found no study") is no claim.

    Bad:
        Testing doubled what people recalled a week later.

    Good:
        Testing doubled what people recalled a week later [@roediger2006].
    """
    for record in knowledge.records.values():
        for offset, words in _find_uncited_claims(knowledge, record):
            message = f"This says what was found (`{words}`), but cites no source for it."
            hint = "Add `[@key]`, say that it is your experience, or leave it out."
            yield at_offset(record.document, offset, message, hint)


class _Form(Enum):
    HEADING = auto()
    PARAGRAPH = auto()
    PART = auto()
    """A list item or a table: part of what the paragraph before it says."""


@dataclass(frozen=True)
class _Unit:
    """What a citation covers: a paragraph, a list item with all below it, a table."""

    form: _Form
    text: str
    offset: int


_HEADING = re.compile(r"#{1,6}\s")
_ITEM = re.compile(r"(?:[-*+]|\d+[.)])\s+")
# A number that is no year and stands in no word, or a verb that reports a finding.
_NUMBER = (
    r"(?<![\w.,/#-])[-+−]?(?!(?:19|20)\d\d(?![\d.,]*\d))\d+(?:[.,]\d+)*"
    r"(?:\s?(?:%|per cent|points))?(?![\w/-])"
)
_VERB = (
    r"\b(?:found (?:that|to)|finds that|show(?:s|ed|n)? (?:that|a|an|no|more|less|better|larger|smaller)"
    r"|improve[sd]|increase[sd]|decrease[sd]|reduce[sd]|raise[sd]|doubled|halved|tripled|outperform(?:s|ed)?"
    r"|agree that|helped|led to|demonstrate[sd]|prove[sd]|confirm(?:s|ed) that|learned more|remembered more"
    r"|recalled more|did (?:better|worse)|scored (?:higher|lower)"
    r"|(?:more|less) effective than|significant(?:ly)?)\b"
)
_CLAIM = re.compile(rf"{_NUMBER}|{_VERB}", re.IGNORECASE)
# What is said of the search, of this page or of an invented example; a list mark is no number either.
_OWN_WORDS = re.compile(
    r"\b(?:we|our|us|I|my|this page|this record|this knowledge base|not recorded|invented)\b", re.IGNORECASE
)
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]*\s*")
_SOURCE = re.compile(r"@|\[\^|\]\(\s*<?https?:")


def _find_uncited_claims(knowledge: KnowledgeBase, record: Record) -> Iterator[tuple[int, str]]:
    """The offset in the body and the words of the first claim of each unit that no citation covers."""
    for start, end in _sections_with_claims(record):
        text = mask_code(record.document.body[start:end])
        if record.kind is Kind.RESEARCH:
            # All of it is of one study: one citation covers it, and its lack is one mistake.
            claims = (claim for unit in _split(text, start) if (claim := _find_claim(unit)))
            yield from islice(() if _cites(knowledge, text) else claims, 1)
            continue
        yield from islice(_find_uncited_units(knowledge, list(_split(text, start))), _MOST)


def _find_uncited_units(knowledge: KnowledgeBase, units: Sequence[_Unit]) -> Iterator[tuple[int, str]]:
    for block in _join_parts(units):
        cited = [_cites(knowledge, unit.text) for unit in block]
        leads = block[0].form is _Form.PARAGRAPH
        for unit, cites in zip(block, cited, strict=True):
            # A paragraph covers the list that it leads to, and a list that cites covers what leads to it.
            is_covered = cites or (leads and (cited[0] or (unit is block[0] and any(cited))))
            if not is_covered and (claim := _find_claim(unit)):
                yield claim


def _join_parts(units: Sequence[_Unit]) -> Iterator[list[_Unit]]:
    """Each paragraph with the list items or the table that follow it; headings left out."""
    block: list[_Unit] = []
    for unit in units:
        if unit.form is not _Form.PART and block:
            yield block
            block = []
        if unit.form is not _Form.HEADING:
            block.append(unit)
    if block:
        yield block


def _sections_with_claims(record: Record) -> Iterator[tuple[int, int]]:
    """The text of the section that states evidence: where it begins, after its heading, and ends."""
    wanted = _SECTIONS.get(record.kind)
    body = record.document.body
    for number, section in enumerate(record.sections):
        if section.title == wanted:
            start = body.find("\n", section.offset) + 1
            following = record.sections[number + 1 : number + 2]
            yield start, following[0].offset if following else len(body)


def _split(text: str, base: int) -> Iterator[_Unit]:
    """The units of a section's text; `base` is the offset of the section in the body."""
    lines: list[str] = []
    form, start, offset = _Form.PARAGRAPH, 0, 0
    after_blank = True
    for line in text.splitlines(keepends=True):
        kind = _form_of(line)
        is_inside = form is _Form.PART and lines and (line.startswith((" ", "\t")) or not line.strip())
        begins = bool(line.strip()) and (
            not lines
            or kind is _Form.HEADING
            or form is _Form.HEADING
            or (after_blank and not is_inside)
            or (kind is _Form.PART and not is_inside and not (line.startswith("|") and form is _Form.PART))
        )
        if begins and lines:
            yield _Unit(form, "".join(lines), base + start)
            lines = []
        if begins:
            form, start = kind, offset
        if lines or begins:
            lines.append(line)
        after_blank = not line.strip()
        offset += len(line)
    if lines:
        yield _Unit(form, "".join(lines), base + start)


def _form_of(line: str) -> _Form:
    if _HEADING.match(line):
        return _Form.HEADING
    return _Form.PART if _ITEM.match(line) or line.startswith("|") else _Form.PARAGRAPH


def _cites(knowledge: KnowledgeBase, text: str) -> bool:
    """Whether a text names a source, even one that is misspelt: that is a finding of its own."""
    if _SOURCE.search(text):
        return True
    targets = [knowledge.resolve(link.target) for link in scan_crosslinks(text)] if "[[" in text else []
    return any(target is not None and target.kind is Kind.RESEARCH for target in targets)


def _find_claim(unit: _Unit) -> tuple[int, str] | None:
    mark = _ITEM.match(unit.text)
    for sentence in _SENTENCE.finditer(unit.text, mark.end() if mark else 0):
        if _OWN_WORDS.search(sentence[0]):
            continue
        if claim := _CLAIM.search(unit.text, sentence.start(), sentence.end()):
            return unit.offset + claim.start(), claim[0].strip()
    return None
