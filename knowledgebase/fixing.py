"""Mends what is certain, and nothing else: the work of `scripts/check.py --fix`.

Each file is a text that becomes another text; all bytes that are not mended stay, line ends and byte order
mark among them. Mending twice is mending once. A file that cannot be read as the checks read it, or whose
line ends are of several kinds, is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from knowledgebase.bibliography import Bibliography, Reference, parse_bibliography
from knowledgebase.bibliography.identifiers import find_doi
from knowledgebase.bibliography.layout import find_misplaced, find_runs, lay_out, lay_out_record
from knowledgebase.bibliography.pages import mend_page_dashes
from knowledgebase.bibliography.reading import MAX_BYTES
from knowledgebase.crosslinks import scan_crosslinks
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import Record
from knowledgebase.source import Document, FieldPath, Place, YamlValue, read_text
from knowledgebase.writing import read_form, write_whole

BIBLIOGRAPHY = "bibliography.bib"


@dataclass(frozen=True, order=True)
class Fix:
    """One thing that was mended."""

    path: str
    """Relative to the root, with forward slashes."""
    line: int
    """Where it stood before."""
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


@dataclass(frozen=True)
class _Edit:
    """A piece of a text, with what stands there and what should."""

    start: int
    old: str
    new: str
    message: str
    """What was mended; empty for a part of what another edit tells."""


Mend = Callable[[str], tuple[str, list[Fix]]]
"""From the text of a file, with `\\n` as its line ends, to the text mended and what was mended."""


def fix_knowledge_base(root: Path) -> list[Fix]:
    """Mends the files below `root`, and says what was mended, by path and line.

    Raises OSError where a file cannot be written, or was changed by somebody else meanwhile: the files before
    it are mended, it and those after it are as they were.
    """
    knowledge = read_knowledge_base(root)
    path = BIBLIOGRAPHY
    fixes = fix_file(knowledge.root, path, lambda text: fix_bibliography(text, path))
    records = {record.path: record for record in knowledge.records.values()}
    renamed = renamed_ids(knowledge)
    order = {tag: place for place, tag in enumerate(knowledge.vocabulary.items)}
    for document in knowledge.documents:
        record = records.get(document.path)
        mend = partial(fix_names, document=document, record=record, renamed=renamed, order=order)
        fixes += fix_file(knowledge.root, document.path, mend)
    return sorted(fixes)


def fix_file(root: Path, name: str, mend: Mend) -> list[Fix]:
    """Mends one file below `root`, whole or not at all, in the form of bytes that it had.

    Raises OSError where it cannot be written, or was changed by somebody else meanwhile.
    """
    path = root / name
    _, problems = read_text(path, root, MAX_BYTES, line_limit=MAX_BYTES)
    if problems:  # the checks tell of it
        return []
    content = path.read_bytes()
    found = read_form(content)
    if found is None:
        return []
    text, form = found
    mended, fixes = mend(text)
    new = form.encode(mended)
    if new == content:
        return []
    write_whole(path, new, expected=content)
    return fixes


# The bibliography


def fix_bibliography(text: str, path: str = BIBLIOGRAPHY) -> tuple[str, list[Fix]]:
    """A BibTeX text with the form of its DOIs, the dashes of its pages, its order and its layout mended.

    `@string`, `@comment`, `@preamble`, comments and text between records stay where and as they are. A text
    with records that cannot be read is left alone: where those end is a guess.
    """
    bibliography, findings = parse_bibliography(text, path)
    if not bibliography.is_read or any(finding.code in {"KB201", "KB206"} for finding in findings):
        return text, []
    edits = [edit for reference in bibliography.records for edit in _edit_reference(bibliography, reference)]
    text, fixes = _apply(text, edits, path)
    bibliography, _ = parse_bibliography(text, path)
    laid_out = lay_out(bibliography)
    if laid_out == text or not _say_the_same(bibliography, parse_bibliography(laid_out, path)[0]):
        return text, fixes
    return laid_out, fixes + _explain_layout(bibliography, path)


def _edit_reference(bibliography: Bibliography, reference: Reference) -> Iterator[_Edit]:
    doi = reference.own_fields.get("doi", "")
    # What LaTeX made of the DOI could be meant; only one that stands as it is has one meaning.
    if doi and not re.search(r"[\\{}]", doi) and (found := find_doi(doi)):
        yield from _edit_value(
            bibliography, reference, "doi", found, f"wrote the DOI of `{reference.key}` alone"
        )
    if pages := reference.own_fields.get("pages"):
        message = f"wrote the pages of `{reference.key}` with two hyphens"
        yield from _edit_value(bibliography, reference, "pages", mend_page_dashes(pages), message)


def _edit_value(
    bibliography: Bibliography, reference: Reference, name: str, new: str, message: str
) -> Iterator[_Edit]:
    """The edit of a field whose value is one piece of text in braces or quotes."""
    old, written = reference.own_fields[name], reference.written(name)
    if new == old or written[:1] not in {"{", '"'} or written[1:-1].strip() != old:
        return
    place = reference.place_in(name)
    yield _Edit(_offset(bibliography.text, place), old, new, message)


def _say_the_same(one: Bibliography, other: Bibliography) -> bool:
    """Whether two texts hold the same records, so that laying out lost nothing."""
    first, second = (
        {record.key: (record.type, dict(record.raw_fields)) for record in bibliography.records}
        for bibliography in (one, other)
    )
    return first == second and one.unreadable == other.unreadable


def _explain_layout(bibliography: Bibliography, path: str) -> list[Fix]:
    fixes: list[Fix] = []
    for run in find_runs(bibliography):
        fixes += [
            Fix(path, reference.line, f"put `{reference.key}` in the order of the keys")
            for reference, _ in find_misplaced(run)
        ]
        fixes += [
            Fix(path, item.reference.line, f"laid out `{item.reference.key}`")
            for item in run
            if lay_out_record(item.reference) != item.reference.raw
        ]
    return fixes or [Fix(path, 1, "parted records by one blank line")]


# Names of records


_NAMING_FIELDS = (
    ("superseded_by",),
    ("techniques", "*"),
    ("related", "*", "id"),
    ("duplicate_of", "id"),
    ("not_duplicate_of", "*", "id"),
    ("sessions", "*", "technique"),
    ("builds_on", "*"),
)
"""Fields that hold the id of a record; `*` stands for the number of an item."""


def renamed_ids(knowledge: KnowledgeBase) -> dict[str, str]:
    """The id for each alias, where the alias has one owner only.

    Other names (`also_known_as`) are meant to be used, and are left alone.
    """
    return {
        alias: record.id
        for record in knowledge.records.values()
        for alias in record.data.aliases
        if alias not in knowledge.records and knowledge.resolve(alias) is record
    }


def fix_names(
    text: str,
    document: Document,
    record: Record | None,
    renamed: Mapping[str, str],
    order: Mapping[str, int] | None = None,
) -> tuple[str, list[Fix]]:
    """A file's text with ids in place of aliases, in its fields and cross-links, and its tags in order.

    `document` is what was read from it, `record` its record, if it is one; `order` is the place of each tag
    in the vocabulary.
    """
    if not text.endswith(document.body):
        return text, []
    edits = [*_edit_crosslinks(text, document, renamed)]
    if record is not None:
        edits += _edit_fields(text, document, renamed)
        edits += _edit_tags(text, document, record.data.tags, order or {})
    return _apply(text, edits, document.path)


def _edit_crosslinks(text: str, document: Document, renamed: Mapping[str, str]) -> Iterator[_Edit]:
    body = len(text) - len(document.body)
    for crosslink in scan_crosslinks(document.body):
        if new := renamed.get(crosslink.target):
            start = text.index(crosslink.target, body + crosslink.start)
            yield _Edit(start, crosslink.target, new, f"linked to `{new}` by its id")


def _edit_fields(text: str, document: Document, renamed: Mapping[str, str]) -> Iterator[_Edit]:
    for path in document.fields.value_places:
        value = _value_at(document.fields.values, path)
        if isinstance(value, str) and value in renamed and _names_a_record(path):
            start = _offset(text, document.fields.place_of_value(path))
            quote = text[start : start + 1] if text[start : start + 1] in {"'", '"'} else ""
            if re.match(rf"{quote}{re.escape(value)}{quote}(?=[\s,\]}}]|\Z)", text[start:]):
                yield _Edit(start + len(quote), value, renamed[value], f"named `{renamed[value]}` by its id")


def _edit_tags(
    text: str, document: Document, tags: Sequence[str], order: Mapping[str, int]
) -> Iterator[_Edit]:
    """The edits that bring tags into the order of the vocabulary, each tag into the place of another.

    None where a tag is unknown or stands twice, is in quotes, or has a comment beside it: a comment would
    then stand beside another tag.
    """
    ordered = sorted(tags, key=lambda tag: order.get(tag, 0))
    if list(tags) == ordered or len({*tags} & order.keys()) < len(tags):
        return
    starts = [_offset(text, document.fields.place_of_value(("tags", index))) for index in range(len(tags))]
    # Behind the bracket that ends a list, a comment is on all of it.
    written = text[starts[0] : text.index("\n", starts[-1])].partition("]")[0]
    if "#" in written or not all(text.startswith(tag, at) for tag, at in zip(tags, starts, strict=True)):
        return
    edits = [
        _Edit(at, old, new, "put the tags in the order of the vocabulary")
        for at, old, new in zip(starts, tags, ordered, strict=True)
        if old != new
    ]
    yield edits[0]
    yield from (replace(edit, message="") for edit in edits[1:])  # told once


def _names_a_record(path: FieldPath) -> bool:
    return tuple("*" if isinstance(part, int) else part for part in path) in _NAMING_FIELDS


def _value_at(values: Mapping[str, YamlValue], path: FieldPath) -> YamlValue:
    value: YamlValue = dict(values)
    for part in path:
        if isinstance(value, dict) and isinstance(part, str):
            value = value.get(part)
        elif isinstance(value, list) and isinstance(part, int):
            value = value[part]
        else:
            return None
    return value


# Texts


def _offset(text: str, place: Place) -> int:
    """The offset of a place in a text."""
    start = 0
    for _ in range(place.line - 1):
        start = text.index("\n", start) + 1
    return start + place.column - 1


def _apply(text: str, edits: list[_Edit], path: str) -> tuple[str, list[Fix]]:
    """The text with its edits made; one whose old text is not there is left out."""
    pieces: list[str] = []
    fixes: list[Fix] = []
    end, line = 0, 1
    for edit in sorted(edits, key=lambda edit: edit.start):
        if edit.start < end or not text.startswith(edit.old, edit.start):
            continue
        pieces += [text[end : edit.start], edit.new]
        line += text.count("\n", end, edit.start)
        if edit.message:
            fixes.append(Fix(path, line, edit.message))
        line += edit.old.count("\n")
        end = edit.start + len(edit.old)
    return "".join([*pieces, text[end:]]), fixes
