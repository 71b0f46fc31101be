"""A reference, and the bibliography that holds all of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

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
from knowledgebase.source import Place


class FieldSpan(NamedTuple):
    """Where a field stands in the text of its record, in characters."""

    name: int
    value: int
    """Where its value begins, with its brace or quote."""
    end: int


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
    spans: Mapping[str, FieldSpan] = field(default_factory=dict, hash=False, repr=False, compare=False)
    """Where each field of the record itself stands; what it inherits has no place in it."""
    parents: tuple[str, ...] = ()
    """The records that it inherits fields from, which are among its own by now."""

    @property
    def own_fields(self) -> Mapping[str, str]:
        """The fields that stand in the record itself, in LaTeX."""
        return {name: value for name, value in self.raw_fields.items() if name in self.spans}

    def written(self, name: str) -> str:
        """The value of a field of the record itself as it stands there, braces and macros included."""
        span = self.spans.get(name)
        return self.raw[span.value : span.end] if span else ""

    def place_of_field(self, name: str) -> Place:
        """Where a field's name stands; the record's own place for a field that it has not itself."""
        span = self.spans.get(name)
        return self.place_in_raw(span.name) if span else Place(self.line, self.column)

    def place_in(self, name: str, offset: int = 0) -> Place:
        """Where the character at `offset` of a field's text in LaTeX stands.

        Where the text is put together from several, as with a macro, that is where the value begins.
        """
        span = self.spans.get(name)
        if span is None:
            return Place(self.line, self.column)
        start = self.raw.find(self.raw_fields.get(name, ""), span.value, span.end)
        return self.place_in_raw(start + max(offset, 0) if start >= 0 else span.value)

    def place_in_raw(self, offset: int) -> Place:
        """Where the character at `offset` of the record as written stands in the file."""
        before = self.raw[:offset]
        line_start = before.rfind("\n") + 1
        first_column = self.column if line_start == 0 else 1
        return Place(self.line + before.count("\n"), first_column + offset - line_start)

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
    data: Mapping[str, Reference] = field(default_factory=dict)
    """The records of type `xdata`, which lend their fields to others and are no sources themselves."""
    unreadable: frozenset[str] = frozenset()
    """Keys of records that could not be read, or not whole."""
    is_read: bool = True
    """Whether the file could be read at all; where it could not, nothing is known of its keys."""
    text: str = field(default="", repr=False)
    """The file as it was read, with its line ends as `\\n`."""

    def __getitem__(self, key: str) -> Reference:
        return self.references[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self.references)

    def __len__(self) -> int:
        return len(self.references)

    @property
    def records(self) -> list[Reference]:
        """All records, sources and data, in the order of the file."""
        return sorted(
            [*self.references.values(), *self.data.values()], key=lambda one: (one.line, one.column)
        )

    def may_hold(self, key: str) -> bool:
        """Whether a key is that of a source, or may be that of one which could not be read.

        What is wrong with that record is a finding; that others cite it is none.
        """
        return not self.is_read or key in self.references or key in self.unreadable

    def nearest(self, key: str, limit: int = 3) -> list[str]:
        """The keys most like `key`, the likest first, at most `limit`: for a hint on a misspelt one."""
        folded = {known: known.casefold() for known in self.references}
        found = process.extract(key.casefold(), folded, limit=limit, score_cutoff=75)
        return [known for _, _, known in found]


def strip_nocase(text: str) -> str:
    """`text` of a CSL item without the marks of protected case."""
    return text.replace(NOCASE_START, "").replace(NOCASE_END, "")
