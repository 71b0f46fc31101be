"""Gives a record another id everywhere, and keeps the old one alive as an alias."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

from knowledgebase.fixing import Fix, fix_file, fix_names
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.records import ID_PATTERN, KINDS, Record
from knowledgebase.source import Document
from knowledgebase.translations import Translation, fingerprint, split_stem
from knowledgebase.validation import suggest
from knowledgebase.writing import read_form, write_whole


class RenamingError(Exception):
    """Why a record cannot be renamed, and how to go on."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


def rename_record(root: Path, old: str, new: str) -> list[Fix]:
    """Renames the record `old` to `new` below `root`: its file, and what names it in fields and links.

    The new file is written, with the alias, before the old one goes, so that a run which is interrupted loses
    nothing; the same command then goes on where it ended. Raises RenamingError where it cannot be done, and
    OSError where a file cannot be written.
    """
    root = root.resolve()
    knowledge = read_knowledge_base(root)
    was_begun = _was_begun(root, knowledge, old, new)
    if not was_begun:
        _refuse_what_cannot_be(root, knowledge, old, new)
        record = knowledge.records[old]
        target = root / _path_of(record, new)
        _write_renamed(root / record.path, target, record, old)
    current = {one.document.path for one in knowledge.translations if not _is_behind(knowledge, one)}
    for kind in KINDS.values():
        folder = root / "entries" / kind.folder
        (folder / f"{old}.md").unlink(missing_ok=True)
        for translation in folder.glob(f"{old}.*.md"):
            if split_stem(translation.stem):
                translation.replace(folder / translation.name.replace(old, new, 1))
    fixes = [Fix(_path_of_id(root, new), 1, f"renamed `{old}` to `{new}`, and kept `{old}` as an alias")]
    knowledge = read_knowledge_base(root)
    records = {record.path: record for record in knowledge.records.values()}
    for document in knowledge.documents:
        mend = partial(_mend, document=document, record=records.get(document.path), old=old, new=new)
        fixes += fix_file(root, document.path, mend)
    return fixes + _keep_current(root, {path.replace(f"/{old}.", f"/{new}.") for path in current})


def _is_behind(knowledge: KnowledgeBase, translation: Translation) -> bool:
    original = knowledge.records.get(translation.original_id)
    return original is None or translation.is_behind(original)


def _keep_current(root: Path, current: set[str]) -> list[Fix]:
    """Lets translations that were current be of originals whose links have another name since then."""
    knowledge = read_knowledge_base(root)
    fixes: list[Fix] = []
    for translation in knowledge.translations:
        path = translation.document.path
        if path in current and _is_behind(knowledge, translation):
            before = translation.data.translation_of
            after = fingerprint(knowledge.records[translation.original_id])
            fix = Fix(path, 1, "kept it current: the original has changed in the name of a link alone")
            renew = partial(_replace_once, before=before, after=after, fix=fix)
            fixes += fix_file(root, path, renew)
    return fixes


def _replace_once(text: str, *, before: str, after: str, fix: Fix) -> tuple[str, list[Fix]]:
    return text.replace(before, after, 1), [fix]


def _was_begun(root: Path, knowledge: KnowledgeBase, old: str, new: str) -> bool:
    """Whether an earlier run has written the new file."""
    there = knowledge.records.get(new)
    return there is not None and old in there.data.aliases


def _refuse_what_cannot_be(root: Path, knowledge: KnowledgeBase, old: str, new: str) -> None:
    if old not in knowledge.records:
        raise RenamingError(f"There is no record `{old}`.", suggest(old, knowledge.records))
    if not re.fullmatch(ID_PATTERN, new) or len(new) > 80:
        raise RenamingError(f"`{new}` is no id.", "Use a-z, 0-9 and single hyphens, at most 80 characters.")
    holder = knowledge.records.get(new) or knowledge.resolve(new)
    if holder is not None and holder.id != old:
        raise RenamingError(f"`{new}` names {holder.path} already.", "Choose another id.")
    if (root / _path_of(knowledge.records[old], new)).exists():
        raise RenamingError(
            f"{_path_of(knowledge.records[old], new)} is there already.", "Mend or move it first."
        )


def _path_of(record: Record, record_id: str) -> str:
    return f"entries/{KINDS[record.kind].folder}/{record_id}.md"


def _path_of_id(root: Path, record_id: str) -> str:
    paths = (f"entries/{kind.folder}/{record_id}.md" for kind in KINDS.values())
    return next(path for path in paths if (root / path).is_file())


def _write_renamed(source: Path, target: Path, record: Record, old: str) -> None:
    found = read_form(source.read_bytes())
    if found is None:
        raise RenamingError(f"{record.path} is not UTF-8 with line ends of one kind.", "Mend it first.")
    text, form = found
    write_whole(target, form.encode(_add_alias(text, record, old)))


def _add_alias(text: str, record: Record, alias: str) -> str:
    """The text of a record's file with one more alias; nothing else of it changes."""
    lines = text.split("\n")
    fields = record.document.fields
    place = fields.place_of_value(("aliases",)) if "aliases" in fields.values else None
    if place is None:
        tops = sorted(fields.key_places[path].line for path in fields.key_places if len(path) == 1)
        tags = fields.place_of_key(("tags",)).line
        after = next((line for line in tops if line > tags), record.document.body_line - 1)
        while lines[after - 2].lstrip().startswith("#"):
            after -= 1
        lines.insert(_end_of_front_matter(lines, after), f"aliases: [{alias}]")
        return "\n".join(lines)
    line = lines[place.line - 1]
    if line[place.column - 1 :].startswith("["):
        begin = place.column
        separator = "" if re.match(r"\s*\]", line[begin:]) else ", "
        lines[place.line - 1] = f"{line[:begin]}{alias}{separator}{line[begin:]}"
    elif line[place.column - 1 :].startswith("-"):
        lines.insert(place.line - 1, f"{line[: place.column - 1]}- {alias}")
    else:
        raise RenamingError(
            f"{record.path}:{place.line}: `aliases` is no list.", "Write `aliases: []` first."
        )
    return "\n".join(lines)


def _end_of_front_matter(lines: list[str], after: int) -> int:
    """The index of a new line that goes before the line `after`, before the closing `---` at the latest."""
    closing = next(index for index, line in enumerate(lines[1:], 1) if line.rstrip() in {"---", "..."})
    return min(after - 1, closing)


def _mend(
    text: str, *, document: Document, record: Record | None, old: str, new: str
) -> tuple[str, list[Fix]]:
    """A file's text that names `new` where it named `old`: in fields, cross-links and links to the page."""
    text, fixes = fix_names(text, document, record, {old: new})
    pages = "|".join(re.escape(kind.folder) for kind in KINDS.values())
    link = re.compile(rf"(?<=[(/])((?:{pages})/){re.escape(old)}(?=\.md[)#\s])")
    if link.search(text):
        text = link.sub(lambda found: f"{found[1]}{new}", text)
        fixes = [*fixes, Fix(document.path, 1, f"linked to the page of `{new}`")]
    return text, fixes
