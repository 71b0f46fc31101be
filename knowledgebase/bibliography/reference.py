"""A reference, and the bibliography that holds all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from rapidfuzz import process

from knowledgebase.bibliography.csl import (
    NAME_FIELDS,
    NOCASE_END,
    NOCASE_START,
    VERBATIM_FIELDS,
    CslItem,
    make_csl_item,
)
from knowledgebase.bibliography.dates import first_year
from knowledgebase.bibliography.latex import decode_latex, decode_verbatim
from knowledgebase.bibliography.names import Name


@dataclass(frozen=True)
class Reference:
    """One record of a bibliography. What costs time (LaTeX, names) is read when it is first asked for."""

    key: str
    type: str
    """The BibTeX type, in lower case: `article`."""
    raw_fields: Mapping[str, str] = field(hash=False, repr=False)
    """The fields as written, in LaTeX, by their names in lower case; strings and months put in."""
    path: str = "bibliography.bib"
    """The file, relative to the root, as findings name it."""
    line: int = 1
    """Where the record begins."""
    column: int = 1
    raw: str = field(default="", hash=False, repr=False)
    """The record as it stands in the file."""

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """The fields as plain Unicode text, without LaTeX. It is text: HTML in it is to be escaped."""
        return {
            name: decode_verbatim(value) if name in VERBATIM_FIELDS else decode_latex(value)
            for name, value in self.raw_fields.items()
        }

    @cached_property
    def csl(self) -> CslItem:
        """The record as an item of CSL-JSON. Text may hold `<span class="nocase">`, and no other markup."""
        return make_csl_item(self.key, self.type, self.raw_fields)

    def text(self, variable: str) -> str:
        """A text variable of the CSL item (`title`, `container-title`) as plain text; empty if not there."""
        value = self.csl.get(variable)
        return strip_nocase(value) if isinstance(value, str) else ""

    def names(self, role: str) -> list[Name]:
        """The names in a role: `author`, `editor`, `translator`, `container-author`."""
        names = self.csl.get(role)
        return names if role in NAME_FIELDS.values() and isinstance(names, list) else []

    @property
    def title(self) -> str:
        """The title as plain text; empty if there is none."""
        return self.text("title")

    @property
    def year(self) -> int | None:
        """The year of publication, or of its beginning; None for `in press` or no date."""
        issued = self.csl.get("issued")
        return first_year(issued) if isinstance(issued, dict) else None

    @property
    def doi(self) -> str | None:
        """The DOI without any prefix, in lower case, so that two spellings of it compare equal."""
        return self.text("DOI").lower() or None

    @property
    def url(self) -> str | None:
        """The address, http or https only."""
        return self.text("URL") or None


@dataclass(frozen=True, eq=False)
class Bibliography(Mapping[str, Reference]):
    """References by key, in the order of the file."""

    references: Mapping[str, Reference] = field(default_factory=dict)

    def __getitem__(self, key: str) -> Reference:
        return self.references[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.references)

    def __len__(self) -> int:
        return len(self.references)

    def nearest(self, key: str, limit: int = 3) -> list[str]:
        """The keys most like `key`, the likest first, at most `limit`: for a hint on a misspelt one."""
        folded = {known: known.casefold() for known in self.references}
        found = process.extract(key.casefold(), folded, limit=limit, score_cutoff=75)
        return [known for _, _, known in found]


def strip_nocase(text: str) -> str:
    """`text` of a CSL item without the marks of protected case."""
    return text.replace(NOCASE_START, "").replace(NOCASE_END, "")
