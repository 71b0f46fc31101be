"""How to cite a page of the site: as a reference like any other, and as text in APA, BibTeX and RIS."""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass, replace

from knowledgebase.bibliography import Bibliography, Reference, to_bibtex, to_ris
from knowledgebase.citing import Formatter, FormattingCache
from knowledgebase.evidence.freshness import last_touched
from knowledgebase.exports.site import Site
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS, Contributor, Record
from knowledgebase.translations import Translation

_LATEX = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\^{}",
    "`": r"\`{}",
    **{character: f"\\{character}" for character in "#$%&_"},
}


@dataclass(frozen=True)
class CitedPage:
    """What a citation of a page says."""

    key: str
    page: str
    title: str
    kind: str
    """What sort of page it is, in a word or two: `Technique`."""
    authors: tuple[Contributor, ...]
    day: datetime.date
    """When its text was last reviewed or written."""


@dataclass(frozen=True)
class CitationText:
    """A citation to copy."""

    label: str
    text: str


def cite_record(knowledge: KnowledgeBase, record: Record, site: Site) -> CitedPage:
    """A record's page as something to cite; where it names no day, the day of the build stands for it."""
    return CitedPage(
        key=record.id,
        page=knowledge.page_of(record),
        title=record.title,
        kind=KINDS[record.kind].label,
        authors=tuple(record.data.contributors) or (Contributor(name=site.authors),),
        day=last_touched(record) or site.day,
    )


def cite_translation(knowledge: KnowledgeBase, translation: Translation, site: Site) -> CitedPage:
    """A translation's page as something to cite: by the original's authors, and said to be one."""
    original = cite_record(knowledge, knowledge.records[translation.original_id], site)
    language, translators = translation.language, ", ".join(translation.data.translators)
    return replace(
        original,
        key=f"{original.key}-{language.code}",
        page=knowledge.page_of_translation(translation),
        title=translation.data.title,
        kind=f"{original.kind}, {language.english} translation by {translators}",
    )


def make_reference(cited: CitedPage, site: Site) -> Reference:
    """The page as a reference of the type `online`, with the version of the site."""
    fields = {
        "author": " and ".join(map(_write_author, cited.authors)),
        "title": escape_latex(cited.title),
        "titleaddon": escape_latex(f"{cited.kind}, version {site.version}"),
        "date": cited.day.isoformat(),
        "organization": escape_latex(site.name),
        "version": escape_latex(site.version),
        "url": site.known_address(cited.page) or "",
    }
    return Reference(cited.key, "online", {name: value for name, value in fields.items() if value})


def write_citations(cited: CitedPage, site: Site, cache: FormattingCache | None = None) -> list[CitationText]:
    """The citation in APA, BibTeX and RIS. `cache` keeps what was formatted."""
    reference = make_reference(cited, site)
    # A bibliography of its own, so that no letter after the year tells it from other pages.
    formatter = Formatter(Bibliography({reference.key: reference}), "apa", cache=cache)
    return [
        CitationText("APA", formatter.reference_text(reference.key)),
        CitationText("BibTeX", to_bibtex(reference)),
        CitationText("RIS", to_ris(reference)),
    ]


def _write_author(person: Contributor) -> str:
    """Only who has an ORCID is surely a person; any other name stands as it is written."""
    name = escape_latex(person.name)
    return name if person.orcid and not re.search(r"\band\b", name) else f"{{{name}}}"


def escape_latex(text: str) -> str:
    """Plain text such that BibTeX reads it as it stands.

    >>> escape_latex("50% of R&D")
    '50\\\\% of R\\\\&D'
    """
    escaped = "".join(_LATEX.get(character, character) for character in " ".join(text.split()))
    # Two hyphens or apostrophes in a row would become a dash or a closing quote.
    return re.sub(r"([-'])(?=\1)", r"\1{}", escaped)
