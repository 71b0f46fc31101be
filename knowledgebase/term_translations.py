"""The glossary in other languages: `entries/glossary.fr.yml` beside `entries/glossary.yml`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import Field

from knowledgebase.findings import Finding
from knowledgebase.glossary import Glossary, Term
from knowledgebase.languages import LANGUAGES, Language
from knowledgebase.named_list import NamedList, read_optional_list
from knowledgebase.records import Form, Line
from knowledgebase.translations import Fingerprint, hash_text


class TermTranslation(Form):
    """One entry of `glossary.fr.yml`; its key is the English term, whose other fields hold for it too."""

    term: Line = Field(description="The term in the language of the file.")
    definition: Line = Field(max_length=300, description="What it means, in one to three short sentences.")
    translation_of: Fingerprint = Field(
        description="The fingerprint of the English entry that was translated; the checker tells it.",
    )
    forms: list[Line] = Field([], description="Other spellings that a text in this language may use.")


TermTranslations = NamedList[TermTranslation]
"""The terms of one language by their English ones."""


@dataclass(frozen=True)
class TranslatedTerm:
    """A term that is both in the English glossary and in that of a language."""

    english: str
    original: Term
    data: TermTranslation

    @property
    def is_behind(self) -> bool:
        """Whether the English definition has changed since it was translated."""
        return self.data.translation_of != term_fingerprint(self.english, self.original)


def term_fingerprint(term: str, entry: Term) -> str:
    """What changes with what a translator of a term works on: the term and its definition."""
    return hash_text(f"{term}\n{entry.definition}")


def translated_glossary_path(glossary: Path, language: Language) -> Path:
    """The file of a language beside the English one: `glossary.yml` and `glossary.fr.yml`."""
    return glossary.with_name(f"{glossary.stem}.{language.code}{glossary.suffix}")


def read_term_translations(
    glossary: Path, root: Path
) -> tuple[Mapping[str, TermTranslations], list[Finding]]:
    """The terms of each language that has a file beside the English `glossary`, by the language's code.

    What cannot be read is a finding (KB101, KB103 to KB108) and left out.
    """
    found: dict[str, TermTranslations] = {}
    findings: list[Finding] = []
    for code, language in LANGUAGES.items():
        path = translated_glossary_path(glossary, language)
        terms, problems = read_optional_list(path, root, TermTranslation)
        findings += problems
        if terms.fields.values or not terms.is_read:
            found[code] = terms
    return found, findings


def join_terms(glossary: Glossary, translations: TermTranslations) -> list[TranslatedTerm]:
    """The translated terms whose English ones are known, in the order of the language's file."""
    return [
        TranslatedTerm(english, glossary[english], data)
        for english, data in translations.items.items()
        if english in glossary
    ]
