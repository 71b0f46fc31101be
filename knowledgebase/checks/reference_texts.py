"""Rules on the names, titles and texts of a record of the bibliography."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.csl import VERBATIM_FIELDS
from knowledgebase.bibliography.latex import decode_latex, find_acronyms, mask_braces
from knowledgebase.checks.rule import Mistake, at_field, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.safety import find_live_markup

_TITLES = ("title", "subtitle", "booktitle", "booksubtitle")
_HTML = re.compile(
    r"</?(?:a|abbr|b|br|cite|div|em|font|i|jats:[a-z]+|li|ol|p|q|s|scp|small|span|strong|sub|sup|tt|u|ul)"
    r"(?:\s[^<>]*)?/?>|&(?:#\d+|#x[0-9a-f]+|amp|apos|quot|lt|gt|nbsp|ndash|mdash|[lr][sd]quo|hellip"
    r"|[a-z]+(?:acute|grave|uml|circ|tilde|cedil|slash|ring|lig));",
    re.IGNORECASE,
)
_MACRO = re.compile(r"\\[A-Za-z]+")
_PAGES = re.compile(
    r"\bpp?\.\s*\d+|\bpages\s+\d+|(?<![\d-])\d{1,4}\s*(?:--|–)\s*\d{1,4}(?![\d-])", re.IGNORECASE
)


@rule("KB242", "capital-title", Severity.WARNING)
def check_capitals(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A title is not in capitals throughout.

    No style can make small letters of them without guessing at names.

    Bad:
        title = {THE EFFECT OF TESTING VERSUS RESTUDY}

    Good:
        title = {The effect of testing versus restudy}
    """
    for reference, field in _fields(knowledge, _TITLES):
        if _is_in_capitals(reference.raw_fields[field]):
            message = f"`{field}` of `{reference.key}` is in capitals throughout."
            yield at_field(reference, field, message, "Write it as a sentence, with names in braces.")


def _is_in_capitals(title: str) -> bool:
    """Whether all is in capitals that does not stand in braces, where they are meant."""
    outside = mask_braces(title).replace("x", "")
    words = re.findall(r"[^\W\d_]{3,}", outside)
    return len(words) >= 3 and outside.upper() == outside


@rule("KB243", "unprotected-acronym", Severity.WARNING)
def check_acronyms(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A word in capitals within a title stands in braces.

    Many styles write titles in small letters: `WHO` becomes `Who` or `who`.

    Bad:
        title = {A WHO checklist}

    Good:
        title = {A {WHO} checklist}
    """
    for reference, field in _fields(knowledge, ("title", "subtitle")):
        if _is_in_capitals(reference.raw_fields[field]):
            continue
        found = find_acronyms(reference.raw_fields[field])
        if found:
            words = ", ".join(dict.fromkeys(f"`{{{one[0]}}}`" for one in found))
            message = f"`{found[0][0]}` in the title of `{reference.key}` may lose its capitals."
            yield at_field(reference, field, message, f"Write {words}, in braces.", found[0].start())


@rule("KB244", "html-in-reference")
def check_html(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Fields are LaTeX or plain Unicode, without tags and entities of HTML.

    Readers would see them as they are written.

    Bad:
        title = {Learning &amp; memory <i>in vivo</i>}

    Good:
        title = {Learning \\& memory \\emph{in vivo}}
    """
    for reference in knowledge.bibliography.records:
        for field, text in reference.own_fields.items():
            found = _HTML.search(text)
            if found and not find_live_markup(text):  # which is KB501
                message = f"`{found[0]}` in `{field}` of `{reference.key}` is HTML, which readers would see."
                yield at_field(
                    reference, field, message, "Write the character itself, or LaTeX.", found.start()
                )


@rule("KB245", "unreadable-latex", Severity.WARNING)
def check_latex(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Fields use only the LaTeX that can be turned into text, and no character was lost in them.

    Readers would see a macro as it is written, and `�` where a file was saved in another encoding.

    Bad:
        title = {The \\foo{effect} of testing}

    Good:
        title = {The effect of testing}
    """
    for reference in knowledge.bibliography.records:
        for field, text in reference.own_fields.items():
            if (offset := text.find("\N{REPLACEMENT CHARACTER}")) >= 0:
                message = f"A character of `{field}` of `{reference.key}` was lost."
                yield at_field(reference, field, message, "Copy it from the work again.", offset)
            elif field not in VERBATIM_FIELDS and (macro := _unread_macro(text)):
                message = f"`{macro}` in `{field}` of `{reference.key}` cannot be read as LaTeX."
                hint = "Write the character itself: the file is UTF-8."
                yield at_field(reference, field, message, hint, text.find(macro))


def _unread_macro(text: str) -> str | None:
    if "\\" not in text:
        return None
    decoded = decode_latex(text)
    return next((macro for macro in _MACRO.findall(text) if macro in decoded), None)


@rule("KB246", "reference-not-nfc", Severity.WARNING)
def check_normal_form(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Text is in Unicode's composed form, NFC: `é` is one character, not `e` and an accent.

    The two look alike, but searches and comparisons take them for different words.

    Bad:
        author = {Légaré, F.}, with the accents as characters of their own

    Good:
        author = {Légaré, F.}
    """
    for reference in knowledge.bibliography.records:
        for field, text in reference.own_fields.items():
            composed = unicodedata.normalize("NFC", text)
            if composed != text:
                pairs = enumerate(zip(text, composed, strict=False))
                offset = next((index for index, (one, other) in pairs if one != other), 0)
                message = f"`{field}` of `{reference.key}` has decomposed characters."
                hint = f"Type it anew: `{composed[offset : offset + 20]}`."
                yield at_field(reference, field, message, hint, offset)


@rule("KB247", "booktitle", Severity.WARNING)
def check_booktitles(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`booktitle` is the title alone: the year and the pages have fields of their own.

    A style that adds them would show them twice.

    Bad:
        booktitle = {Handbook of Learning, 2014, pp. 33--40}

    Good:
        booktitle = {Handbook of Learning}, year = {2014}, pages = {33--40}
    """
    for reference, field in _fields(knowledge, ("booktitle",)):
        text = reference.raw_fields[field]
        found = _PAGES.search(text) or (
            re.search(rf"(?<!\d){reference.year}(?!\d)", text) if reference.year else None
        )
        if found:
            message = (
                f"The booktitle of `{reference.key}` holds {decode_latex(found[0])}, which has its own field."
            )
            yield at_field(reference, field, message, "Move it to `pages` or `year`.", found.start())


def _fields(knowledge: KnowledgeBase, names: tuple[str, ...]) -> Iterator[tuple[Reference, str]]:
    """Each record with each of the fields that it has itself."""
    for reference in knowledge.bibliography.records:
        yield from ((reference, name) for name in names if name in reference.spans)
