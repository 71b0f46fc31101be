"""Rules on the files of records: what they are called and where they stand."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS
from knowledgebase.source import relative_name
from knowledgebase.validation import suggest

_FOLDERS = {description.folder for description in KINDS.values()}
_MARKDOWN = frozenset({".md", ".markdown", ".mdown", ".mkd", ".mdx"})
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)


@rule("KB137", "stray-file", Severity.WARNING)
def check_stray_files(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record stands in the folder of its kind, and its name ends in `.md`.

    A file elsewhere below `entries/` is read by nothing: its record is missing from the site, in silence.

    Bad:
        entries/technique/retrieval-practice.markdown

    Good:
        entries/techniques/retrieval-practice.md
    """
    entries = knowledge.root / "entries"
    for folder, folders, names in os.walk(entries):
        folders.sort()
        where = Path(folder).relative_to(entries).as_posix()
        for name in sorted(names):
            suffix = Path(name).suffix
            if suffix.lower() in _MARKDOWN and not (where in _FOLDERS and suffix == ".md"):
                hint = f"Name it `{Path(name).stem}.md`."
                if where not in _FOLDERS:
                    hint = suggest(where, _FOLDERS) or f"Folders of records: {', '.join(sorted(_FOLDERS))}."
                path = relative_name(Path(folder) / name, knowledge.root)
                yield Mistake(path, 1, 1, "Nothing reads this file, so it is missing from the site.", hint)


@rule("KB138", "reserved-name")
def check_reserved_names(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """No record is called `index`, `all`, `map`, `timeline` or `evaluations`, or after a device of Windows.

    This holds for earlier names too. At these addresses the site has lists of its own. A file called
    `con.md` or `aux.md` cannot be checked out on Windows at all, and the rest of the project with it.

    Bad:
        entries/techniques/index.md

    Good:
        entries/techniques/indexing.md
    """
    for record in knowledge.records.values():
        if problem := _reserved(record.id):
            yield Mistake(record.path, 1, 1, problem, "Give the file another name.")
        for index, alias in enumerate(record.data.aliases):
            if problem := _reserved(alias):
                yield at_value(record, ("aliases", index), problem, "Take it out of `aliases`.")


_LISTS = frozenset({"index", "all", "map", "timeline", "evaluations"})


def _reserved(name: str) -> str:
    if name in _LISTS:
        return f"`{name}` is the address of a list that the site has of its own."
    return f"`{name}` is a device on Windows, where no file may have this name." if name in _DEVICES else ""
