"""What was touched since a revision, and what refers to it: `--changed-since`.

A file that was touched counts as a whole; of the lists (bibliography, ledger, tags, agencies), the entries
that were. What refers to either, in a field, a citation, a cross-link or a link, counts too: a record that
was renamed breaks pages that nobody touched.
"""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from knowledgebase.bibliography import key_slug
from knowledgebase.checking.misuse import Misuse
from knowledgebase.citing import scan_citations
from knowledgebase.findings import Finding
from knowledgebase.knowledge import INPUTS, KnowledgeBase, fold_name
from knowledgebase.source import Document, YamlValue, parse_document, read_text

_BIBTEX_ENTRY = re.compile(r"^[ \t]*@\s*\w+\s*[{(]\s*(?P<name>[^\s,{}()]*)", re.MULTILINE)
_YAML_ENTRY = re.compile(r"^[\"']?(?P<name>[^\s#\"':][^\"':\n]*)[\"']?\s*:", re.MULTILINE)
_LISTS: Mapping[str, re.Pattern[str]] = {
    "bibliography.bib": _BIBTEX_ENTRY,
    "bibliography.lock.yml": _YAML_ENTRY,
    "entries/vocabulary.yml": _YAML_ENTRY,
    "entries/agencies.yml": _YAML_ENTRY,
}
"""The files that are lists, and what each of their entries begins with."""
_TAG_FIELDS = frozenset({"tags", "needs"})
_AGENCY_FIELDS = frozenset({"lead", "partners", "agency"})
_QUOTED = re.compile(r"`([^`]+)`")


@dataclass(frozen=True)
class _Entry:
    """One entry of a list, from its first line to the one before the next."""

    name: str
    text: str
    first_line: int
    end_line: int


@dataclass(frozen=True)
class Changes:
    """What was touched."""

    paths: frozenset[str]
    """Files, relative to the root, without the lists; those that were removed among them."""
    lines: Mapping[str, tuple[range, ...]]
    """The lines of the entries that were touched, by the list they stand in."""
    records: frozenset[str]
    """Names of records, before and after, folded as cross-links are."""
    keys: frozenset[str]
    tags: frozenset[str]
    agencies: frozenset[str]

    def narrow(self, findings: Iterable[Finding], knowledge: KnowledgeBase) -> list[Finding]:
        """The findings in what was touched, in what refers to it, and those that name it."""
        affected = self.paths | {
            document.path for document in knowledge.documents if self._is_referred_to(document, knowledge)
        }
        return [finding for finding in findings if finding.path in affected or self._concerns(finding)]

    def _concerns(self, finding: Finding) -> bool:
        if any(finding.line in lines for lines in self.lines.get(finding.path, ())):
            return True
        quoted = set(_QUOTED.findall(finding.message))
        named = quoted & (self.keys | self.tags | self.agencies)
        return (
            bool(named)
            or any(fold_name(name) in self.records for name in quoted)
            or bool(self.paths & set(finding.message.rstrip(".").split()))
        )

    def _is_referred_to(self, document: Document, knowledge: KnowledgeBase) -> bool:
        """Whether a record or a page written by hand refers to anything that was touched."""
        return (
            any(self._has_changed(field, name) for field, name in _named_in(document.fields.values))
            or any(fold_name(link.target) in self.records for link in knowledge.crosslinks[document.path])
            or self._is_cited(document.body)
            or any(name in document.body for name in self._file_names())
        )

    def _has_changed(self, field: str, name: str) -> bool:
        if field in _TAG_FIELDS:
            return name in self.tags
        if field in _AGENCY_FIELDS:
            return name in self.agencies
        return name in self.keys or fold_name(name) in self.records

    def _is_cited(self, body: str) -> bool:
        if not any(key in body for key in self.keys):  # spares most bodies the scan
            return False
        return any(item.key in self.keys for citation in scan_citations(body) for item in citation.items)

    def _file_names(self) -> set[str]:
        """What a relative link to anything that was touched ends with."""
        return {
            *(PurePosixPath(path).name for path in self.paths),
            *(f"{tag}.md" for tag in self.tags),
            *(f"{key_slug(key)}.md" for key in self.keys),
        }


def _named_in(value: YamlValue | Mapping[str, YamlValue], field: str = "") -> Iterator[tuple[str, str]]:
    """Every text in front matter, with the innermost field that holds it."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named_in(item, key)
    elif isinstance(value, list):
        for item in value:
            yield from _named_in(item, field)


def find_changes(root: Path, revision: str) -> Changes:
    """What was touched below `root` since it parted from `revision`, committed or not yet.

    Raises Misuse where `root` is in no git repository, or the revision is unknown.
    """
    git = _Git(root)
    since = git.find_start(revision)
    changed = git.list_changed(since)
    names: dict[str, frozenset[str]] = {}
    lines: dict[str, tuple[range, ...]] = {}
    records: set[str] = set()
    for path in changed:
        before, after = git.read(since, path), read_text(root / path, root)[0]
        if path in _LISTS:
            names[path], lines[path] = _compare_lists(before, after, _LISTS[path])
        elif path.startswith("entries/") and path.endswith(".md"):
            records |= {*_names_of_record(path, before), *_names_of_record(path, after)}
    nothing: frozenset[str] = frozenset()
    return Changes(
        paths=frozenset(changed - _LISTS.keys()),
        lines=lines,
        records=frozenset(records),
        keys=names.get("bibliography.bib", nothing) | names.get("bibliography.lock.yml", nothing),
        tags=names.get("entries/vocabulary.yml", nothing),
        agencies=names.get("entries/agencies.yml", nothing),
    )


def _compare_lists(
    before: str | None, after: str | None, beginning: re.Pattern[str]
) -> tuple[frozenset[str], tuple[range, ...]]:
    """The names of the entries that differ, and the lines at which those that are there now stand."""
    old, new = (list(_split_entries(text or "", beginning)) for text in (before, after))
    old_texts = Counter(entry.text for entry in old)
    new_texts = Counter(entry.text for entry in new)
    touched = [entry for entry in new if new_texts[entry.text] != old_texts[entry.text]]
    removed = [entry for entry in old if new_texts[entry.text] != old_texts[entry.text]]
    names = frozenset(entry.name for entry in (*touched, *removed) if entry.name)
    return names, tuple(range(entry.first_line, entry.end_line) for entry in touched)


def _split_entries(text: str, beginning: re.Pattern[str]) -> Iterator[_Entry]:
    """The entries of a list, and before them what stands above the first, without a name."""
    starts = [(0, ""), *((found.start(), found["name"].strip()) for found in beginning.finditer(text))]
    ends = [*(start for start, _ in starts[1:]), len(text)]
    line = 1
    for (start, name), end in zip(starts, ends, strict=True):
        lines = text.count("\n", start, end)
        yield _Entry(name, text[start:end].strip(), line, line + max(lines, 1))
        line += lines


def _names_of_record(path: str, text: str | None) -> Iterator[str]:
    """Every name by which others may refer to a record, folded."""
    yield fold_name(PurePosixPath(path).stem)
    document = parse_document(text, path)[0] if text else None
    if document is None:
        return
    for field in ("title", "aliases", "also_known_as"):
        for _, name in _named_in(document.fields.values.get(field), field):
            yield fold_name(name)


@dataclass(frozen=True)
class _Git:
    """The repository that holds a knowledge base, asked by the command `git`."""

    root: Path

    def find_start(self, revision: str) -> str:
        """The commit from which on changes count: where this branch parted from `revision`."""
        commit = self._ask("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        if commit is None:
            if self._ask("rev-parse", "--git-dir") is None:
                raise Misuse(f"{self.root} is in no git repository, so nothing tells what has changed.")
            raise Misuse(
                f"git knows no revision {revision!r} here. A shallow clone may lack it: fetch it first."
            )
        # In a shallow clone the place where they parted may be missing; then the revision itself serves.
        parted = self._ask("merge-base", commit.strip(), "HEAD")
        return (parted or commit).strip()

    def list_changed(self, since: str) -> set[str]:
        """The inputs that differ from a commit, new and removed ones among them, relative to the root."""
        tracked = self._ask("diff", "--name-only", "--no-renames", "--relative", "-z", since, "--", *INPUTS)
        new = self._ask("ls-files", "--others", "--exclude-standard", "-z", "--", *INPUTS)
        return {path for listed in (tracked, new) for path in (listed or "").split("\0") if path}

    def read(self, since: str, path: str) -> str | None:
        """A file as it was in a commit; None where it was not there."""
        text = self._ask("show", f"{since}:./{path}")
        return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n") if text else None

    def _ask(self, *words: str) -> str | None:
        """What git answers; None where it refuses, or is not there."""
        command = ["git", "-C", str(self.root), *words]
        try:
            answer = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 -- our own words
        except (OSError, subprocess.CalledProcessError):
            return None
        return answer.stdout.decode("utf-8", "surrogateescape")
