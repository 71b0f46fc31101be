"""Translations of records: `feedback.fr.md` beside `feedback.md`."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from pydantic import Field, ValidationError

from knowledgebase.findings import Finding
from knowledgebase.languages import LANGUAGES, Language
from knowledgebase.records import Form, Kind, Line, Record
from knowledgebase.source import Document
from knowledgebase.validation import explain_validation

HASH_LENGTH = 12
_STEM = re.compile(rf"(?P<id>[^.]+)\.(?P<language>{'|'.join(LANGUAGES)})")


Fingerprint = Annotated[str, Field(pattern=rf"^[0-9a-f]{{{HASH_LENGTH}}}$")]
"""What `hash_text` gives of the text that was translated."""


def hash_text(text: str) -> str:
    """What changes with a text, in a few digits that a translator can write down."""
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]


class TranslationStatus(StrEnum):
    """Who has seen a translation."""

    NEEDS_REVIEW = "needs-review"
    REVIEWED = "reviewed"


class TranslationForm(Form):
    """The front matter of a translation; all else is the original's."""

    title: Line = Field(description="The title in the language of the translation.")
    summary: Line = Field(max_length=300, description="The summary in the language of the translation.")
    translation_of: Fingerprint = Field(
        description="The fingerprint of the original's text that was translated; the checker tells it.",
    )
    status: TranslationStatus = Field(description="`needs-review`, or `reviewed` by a native reader.")
    translators: list[Line] = Field(min_length=1, description="Who translated it.")


@dataclass(frozen=True)
class Translation:
    """A record in another language."""

    original_id: str
    kind: Kind
    language: Language
    data: TranslationForm
    document: Document

    def is_behind(self, original: Record) -> bool:
        """Whether the original's text has changed since it was translated."""
        return self.data.translation_of != fingerprint(original)


def fingerprint(record: Record) -> str:
    """What changes with the text of a record that a translator works on: title, summary, body."""
    return hash_text("\n".join((record.title, record.data.summary, record.document.body.strip())))


def split_stem(stem: str) -> tuple[str, Language] | None:
    """The id and the language in the name of a translation, `feedback.fr`; None where it is none."""
    found = _STEM.fullmatch(stem)
    return (found["id"], LANGUAGES[found["language"]]) if found else None


def read_translation(
    original_id: str, kind: Kind, language: Language, document: Document
) -> tuple[Translation | None, list[Finding]]:
    """The translation that a document holds, or None with a finding (KB104 to KB106) for each wrong field."""
    try:
        data = TranslationForm.model_validate(dict(document.fields.values))
    except ValidationError as problem:
        return None, explain_validation(problem, TranslationForm, document.fields, document.path)
    return Translation(original_id, kind, language, data, document), []
