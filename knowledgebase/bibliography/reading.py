"""Reads BibTeX: a file in, a bibliography and findings out, whatever stands in the file."""

from __future__ import annotations

import logging
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from textwrap import shorten

from bibtexparser.model import Block, Entry, Field, ImplicitComment, ParsingFailedBlock, String
from bibtexparser.splitter import Splitter

from knowledgebase.bibliography.csl import normalise_doi
from knowledgebase.bibliography.dates import MONTHS
from knowledgebase.bibliography.inheritance import inherit_fields
from knowledgebase.bibliography.reference import Bibliography, FieldSpan, Reference
from knowledgebase.findings import Finding, error, warning
from knowledgebase.source import read_text, relative_name

MAX_BYTES = 100_000_000
"""Of a bibliography: 50,000 records with abstracts stay well below."""

MAX_RECORD = 200_000
"""Characters of a record: one with an abstract, and with an author for each of 3,000 members of a
collaboration, has half as many."""

MAX_PUT_IN = 20_000_000
"""Characters that strings may put into all values; forty strings that each double the last are terabytes."""

# What the splitter logs is told as findings, with places.
logging.getLogger("bibtexparser.splitter").setLevel(logging.CRITICAL + 1)

_MARK = re.compile(r'(?<!\\)[{}"#]')
"""What delimits and joins values; the splitter, too, passes over `\\"`."""
_KEY = re.compile(r"@\s*\w+\s*[{(]\s*([^\s,{}()\"=#%]+)")
"""The key of a record, in a text that may be no whole record."""
_LOOSE_RECORD = re.compile(r"^[^\S\n]*(@\w*|\w+\s*=|[{}]|\w+\s*\{[^{}\s,]*,)", re.MULTILINE)


def read_bibliography(path: Path, root: Path) -> tuple[Bibliography, list[Finding]]:
    """The references of a BibTeX file below `root`, and what is wrong with it.

    Codes: KB201 a record that cannot be read, KB202 a key that stands twice, KB203 a DOI that stands twice,
    KB204 a file that cannot be read, KB205 a field that stands twice in a record (a warning), KB206 text
    outside of any record that looks like one (a warning), KB214 and KB215 links between records that are
    broken or circular. Of two records with one key the first counts.
    """
    root = root if path.is_relative_to(root) else path.parent
    text, findings = read_text(path, root, MAX_BYTES, line_limit=MAX_BYTES, code="KB204")
    if text is None:
        return Bibliography(is_read=False), findings
    return parse_bibliography(text, relative_name(path, root))


def parse_bibliography(text: str, path_name: str) -> tuple[Bibliography, list[Finding]]:
    """The references in a BibTeX text, and findings at `path_name`; codes as for `read_bibliography`."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        blocks: list[Block] = Splitter(text).split().blocks
    except Exception as problem:  # the splitter promises no kind of error for broken files
        message = f"The bibliography cannot be read: {problem}."
        hint = "Look for a brace or quote that is not closed."
        return Bibliography(is_read=False), [error(path_name, 1, 1, "KB201", message, hint)]
    reader = _Reader(path_name, _Lines(text))
    for block in blocks:
        reader.read(block)
    reader.report_shared_dois()
    bibliography, problems = inherit_fields(reader.bibliography())
    return bibliography, sorted(reader.findings + problems)


class _Lines:
    """A text and where its lines begin, to find the places of what the splitter gives."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def start(self, line: int) -> int:
        """The offset at which a line, from 1, begins."""
        return self._starts[min(line, len(self._starts)) - 1]

    def find(self, part: str, after: int) -> int:
        """The offset of `part`, from `after` on; `after` where it does not stand there."""
        return max(self.text.find(part, after), after)

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column, from 1, of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1


@dataclass
class _Reader:
    """Turns blocks into references, one after the other, and collects findings."""

    path: str
    lines: _Lines

    def __post_init__(self) -> None:
        self.references: dict[str, Reference] = {}
        self.findings: list[Finding] = []
        self._strings = {name: name.capitalize() for name in MONTHS}
        self._folded: dict[str, Reference] = {}
        self._unreadable: set[str] = set()
        self._read_to = 0
        self._put_in = 0
        self._is_overspent = False
        self._is_after_broken = False

    def bibliography(self) -> Bibliography:
        """What was read, as it stands: nothing inherited yet."""
        sources = {key: one for key, one in self.references.items() if one.type != "xdata"}
        data = {key: one for key, one in self.references.items() if one.type == "xdata"}
        return Bibliography(sources, data, frozenset(self._unreadable), text=self.lines.text)

    def read(self, block: Block) -> None:
        raw = block.raw or ""
        line_start = self.lines.start((block.start_line or 0) + 1)
        offset = self.lines.find(raw, max(line_start, self._read_to))
        # A record that the library would refuse is still a record: as a string or key that stands twice.
        inner = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        # What of a broken record was not read may belong to the next.
        self._read_to = offset + (len(raw) if inner else 1)
        if isinstance(inner, Entry) and len(raw) > MAX_RECORD:
            self._report_too_long(inner, offset, len(raw))
        elif isinstance(inner, Entry):
            self._read_entry(inner, offset, raw)
        elif isinstance(inner, String):
            value, _ = self._resolve(inner.value)
            self._strings[inner.key.casefold()] = value
        elif isinstance(block, ParsingFailedBlock):
            self._report_unreadable(block, offset)
        elif isinstance(block, ImplicitComment) and not self._is_after_broken:
            self._report_loose_text(raw, offset)
        # What follows a record that broke off may be the rest of it, which is one mistake.
        is_cut_short = isinstance(inner, Entry) and inner.key in self._unreadable
        self._is_after_broken = is_cut_short or (isinstance(block, ParsingFailedBlock) and inner is None)
        if self._put_in > MAX_PUT_IN and not self._is_overspent:
            self._is_overspent = True
            message = f"From here on, strings put in more than {MAX_PUT_IN:,} characters, so they stay empty."
            hint = "Strings that are made of strings grow fast: write them out."
            self.findings.append(error(self.path, *self.lines.place(offset), "KB201", message, hint))

    def _report_too_long(self, entry: Entry, offset: int, length: int) -> None:
        self._unreadable.add(entry.key)
        message = f"The record that begins here takes {length:,} characters; {MAX_RECORD:,} are allowed."
        hint = "Take out what was pasted into it, or look for a brace that is not closed."
        self.findings.append(error(self.path, *self.lines.place(offset), "KB201", message, hint))

    def _read_entry(self, entry: Entry, offset: int, raw: str) -> None:
        line, column = self.lines.place(offset)
        if not entry.key or not entry.entry_type:
            message = "The record has no key, so nothing could cite it."
            hint = "Write `@article{key, …}`, with a key such as `rowland2014`."
            self.findings.append(error(self.path, line, column, "KB201", message, hint))
            return
        fields, spans = self._read_fields(entry, offset)
        reference = Reference(entry.key, entry.entry_type, fields, self.path, line, column, raw, spans)
        if other := self.references.get(entry.key) or self._folded.get(entry.key.casefold()):
            same = other.key == entry.key
            how = "stands twice" if same else f"differs from `{other.key}` only in case"
            counts = "only the first counts" if same else "pages of both would share one file on many disks"
            message = f"The key `{entry.key}` {how}: the other is on line {other.line}, and {counts}."
            hint = "Remove one record, or give it another key."
            self.findings.append(error(self.path, line, column, "KB202", message, hint))
            if entry.key in self.references:
                return
        self._folded.setdefault(entry.key.casefold(), reference)
        self.references[entry.key] = reference

    def _read_fields(self, entry: Entry, offset: int) -> tuple[Mapping[str, str], Mapping[str, FieldSpan]]:
        values: dict[str, str] = {}
        spans: dict[str, FieldSpan] = {}
        for field, field_offset, value_offset in self._locate_fields(entry, offset):
            name = field.key.casefold()
            if not name or re.search(r"\s", name):
                self._report_valueless(entry, field, field_offset)
                continue
            place = self.lines.place(field_offset)
            written, rest = _cut_at_missing_comma(field.value)
            if rest:
                self._report_missing_comma(entry, name, value_offset + len(written), written, rest)
            value, unknown = self._resolve(written)
            if unknown:
                shown = shorten(unknown, 60, placeholder=" …")
                message = f"`{shown}` in `{name}` of `{entry.key}` is not defined, so it stands as text."
                hint = "Put the value in braces, or define it with @string."
                self.findings.append(warning(self.path, *place, "KB201", message, hint))
            if name in values:
                message = f"`{name}` stands twice in `{entry.key}`; the first counts."
                self.findings.append(warning(self.path, *place, "KB205", message, "Keep one of the two."))
            elif value:
                values[name] = value
                end = value_offset - offset + len(written)
                spans[name] = FieldSpan(field_offset - offset, value_offset - offset, end)
        return values, spans

    def _report_valueless(self, entry: Entry, field: Field, offset: int) -> None:
        self._unreadable.add(entry.key)
        what = f"`{field.key.split()[0]}`" if field.key else "A field without a name"
        message = f"{what} in `{entry.key}` has no value of its own."
        hint = "Write `name = {value},` for each field."
        self.findings.append(error(self.path, *self.lines.place(offset), "KB201", message, hint))

    def _report_missing_comma(self, entry: Entry, name: str, offset: int, written: str, rest: str) -> None:
        self._unreadable.add(entry.key)
        lost = _NAME.match(rest)
        what = f"so `{lost[1]}` is lost" if lost else "so what follows is lost"
        shown = shorten(written, 60, placeholder=" …")
        message = f"In `{entry.key}`, there is no comma after `{name} = {shown}`, {what}."
        hint = "Write a comma between two fields."
        self.findings.append(error(self.path, *self.lines.place(offset), "KB201", message, hint))

    def _locate_fields(self, entry: Entry, offset: int) -> Iterator[tuple[Field, int, int]]:
        """The fields of a record that begins at `offset`, each with the offsets of its name and value."""
        for field in entry.fields:
            offset = self.lines.find(field.key, self.lines.find(",", offset))
            value_offset = self.lines.find(field.value, self.lines.find("=", offset + len(field.key)))
            yield field, offset, value_offset
            offset = value_offset + len(field.value)

    def _resolve(self, value: str) -> tuple[str, str]:
        """A field's value without its quotes or braces and with strings put in; and an unknown string."""
        pieces: list[str] = []
        unknown = ""
        for part in _split_concatenation(value):
            if _is_enclosed(part):
                pieces.append(part[1:-1])
            elif part.casefold() in self._strings:
                pieces.append(self._put_string_in(part.casefold()))
            else:
                pieces.append(part)
                unknown = unknown or ("" if part.isdigit() else part)
        return "".join(pieces).strip(), unknown

    def _put_string_in(self, name: str) -> str:
        """A string's text, or nothing once strings have put in too much."""
        self._put_in += len(self._strings[name])
        return self._strings[name] if self._put_in <= MAX_PUT_IN else ""

    def _report_unreadable(self, block: ParsingFailedBlock, offset: int) -> None:
        self._unreadable.update(_KEY.findall(block.raw or ""))
        reason = " ".join(str(getattr(block.error, "abort_reason", block.error)).split()).rstrip(".")
        message = f"The record that begins here cannot be read: {reason[:1].lower()}{reason[1:]}."
        hint = "Look for a brace, quote or comma that is missing in it."
        self.findings.append(error(self.path, *self.lines.place(offset), "KB201", message, hint))

    def _report_loose_text(self, text: str, offset: int) -> None:
        found = _LOOSE_RECORD.search(text)
        if not found:
            return
        message = "This text stands outside of any record, so nothing reads it."
        hint = (
            "A record before it may close too early, or its `@type{key,` is missing. Comments begin with %."
        )
        place = self.lines.place(offset + found.start(1))
        self.findings.append(warning(self.path, *place, "KB206", message, hint))

    def report_shared_dois(self) -> None:
        """Adds a finding for each DOI that more than one record has, in any spelling."""
        first: dict[str, Reference] = {}
        for reference in self.references.values():
            doi = normalise_doi(reference.raw_fields.get("doi", "")) or _doi_of_address(reference)
            if not doi:
                continue
            other = first.setdefault(doi.lower(), reference)
            if other is not reference:
                message = f"`{reference.key}` has the DOI of `{other.key}` on line {other.line}: {doi}."
                hint = "Keep one record and cite it everywhere."
                place = reference.place_in("doi" if "doi" in reference.spans else "url")
                self.findings.append(error(self.path, place.line, place.column, "KB203", message, hint))


_NAME = re.compile(r"[\s;]*([^\W\d][\w-]*)\s*=")
_SPACE = re.compile(r"\s*")
_PIECE_END = re.compile(r"[\s{}\"#;]|\Z")


def _cut_at_missing_comma(value: str) -> tuple[str, str]:
    """A value up to the place where a comma is missing, and what follows; nothing follows a sound value.

    A value is one piece, or several joined with `#`; a piece is in braces or quotes, or is one word.
    """
    start = 0
    while True:
        end = _find_piece_end(value, _skip_space(value, start))
        following = _skip_space(value, end)
        if following == len(value):
            return value, ""
        if value[following] != "#":
            return value[:end], value[end:]
        start = following + 1


def _skip_space(text: str, start: int) -> int:
    found = _SPACE.match(text, start)
    return found.end() if found else start


def _find_piece_end(value: str, start: int) -> int:
    opening = value[start : start + 1]
    if opening not in {"{", '"'}:
        found = _PIECE_END.search(value, start)
        return max(found.start() if found else len(value), min(start + 1, len(value)))
    depth = 0
    for found in _MARK.finditer(value, start):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth <= 0 and (found[0] == "}" if opening == "{" else found[0] == '"' and found.start() > start):
            return found.end()
    return len(value)


_DOI_ADDRESS = re.compile(r"https?://(?:dx\.)?doi\.org/.+", re.IGNORECASE)
_PARTS = frozenset({"inbook", "incollection", "inproceedings", "conference", "inreference"})
"""Types of works within others, whose `url` may lead to the whole."""


def _doi_of_address(reference: Reference) -> str | None:
    """The DOI in the `url` of a work without one of its own."""
    address = reference.raw_fields.get("url", "").strip()
    is_own = reference.type not in _PARTS and _DOI_ADDRESS.fullmatch(address)
    return normalise_doi(address) if is_own else None


def _is_enclosed(part: str) -> bool:
    """Whether one pair of quotes or braces holds all of `part`, as it does not where a comma is missing."""
    opening = part[:1]
    if len(part) < 2 or opening + part[-1] not in {"{}", '""'}:
        return False
    depth = 0
    for found in _MARK.finditer(part, 1, len(part) - 1):
        depth += (found[0] == "{") - (found[0] == "}")
        if depth < 0 if opening == "{" else depth <= 0 and found[0] == '"':
            return False
    return True


def _split_concatenation(value: str) -> Iterator[str]:
    """The parts of a value joined with `#`, which counts outside of braces and quotes only."""
    if "#" not in value:
        yield value.strip()
        return
    start, depth, quoted = 0, 0, False
    for found in _MARK.finditer(value):
        index, character = found.start(), found[0]
        depth += (character == "{") - (character == "}")
        if character == '"' and depth == 0:
            quoted = not quoted
        elif character == "#" and depth == 0 and not quoted:
            yield value[start:index].strip()
            start = index + 1
    yield value[start:].strip()
