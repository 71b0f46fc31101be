"""The glossary: the terms that readers meet, in plain words, as `entries/glossary.yml` lists them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic import Field

from knowledgebase.findings import Finding
from knowledgebase.named_list import NamedList, read_optional_list
from knowledgebase.records import Form, Line, RecordId


class Term(Form):
    """One entry of `glossary.yml`; its key is the term as readers see it."""

    definition: Line = Field(
        max_length=300, description="What it means, in one to three short sentences: the box is small."
    )
    forms: list[Line] = Field([], description="Other spellings that a text may use: plurals, acronyms.")
    see: list[Line] = Field([], description="Other terms of the glossary, as they stand there.")
    record: RecordId | None = Field(None, description="The id of the record that says more.")
    source: Line | None = Field(
        None, description="The key of the work from which the definition is taken, in bibliography.bib."
    )


Glossary = NamedList[Term]


def read_glossary(path: Path, root: Path) -> tuple[Glossary, list[Finding]]:
    """The terms of a `glossary.yml`; none where there is no such file.

    What cannot be read is a finding (KB101, KB103 to KB108) and left out.
    """
    return read_optional_list(path, root, Term)


def term_slug(term: str) -> str:
    """The anchor of a term on the glossary's page.

    >>> term_slug("Heterogeneity (I²)")
    'heterogeneity-i2'
    """
    plain = unicodedata.normalize("NFKD", term).casefold().replace("'", "").replace("’", "")
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def spellings(glossary: Mapping[str, Term]) -> Iterator[tuple[str, str]]:
    """Every spelling of every term, with the term that it stands for."""
    for term, entry in glossary.items():
        for spelling in (term, *entry.forms):
            yield spelling, term


def sorting_key(term: str) -> str:
    """What terms are sorted by: letters and digits, in any case."""
    return term_slug(term)
