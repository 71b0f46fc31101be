"""Text with positions: files, front matter and YAML, and where each field stands.

YAML is composed into nodes, which carry their marks, and turned into plain values here rather
than by a loader: so every value keeps its line and column, keys that stand twice are seen, and
anchors (the way to make a small file explode) are refused.
"""

from __future__ import annotations

import datetime
import os
import re
import stat
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import yaml
from frontmatter.default_handlers import YAMLHandler

from knowledgebase.findings import Finding, error

YamlValue: TypeAlias = (
    "None | bool | int | float | str | datetime.date | list[YamlValue] | dict[str, YamlValue]"
)
FieldPath: TypeAlias = "tuple[str | int, ...]"

MAX_BYTES = 1_000_000
"""A record is some kilobytes of text. A file over this is a mistake, and reading it would cost memory."""
MAX_FRONT_MATTER = 100_000
"""Characters of front matter at the most; the longest real one is a few thousand."""
MAX_DEPTH = 20
"""Levels of nesting at the most; the deepest field of any kind of record is at five."""
MAX_LINE = 100_000
"""Characters of a line at the most; no paragraph is a tenth of that."""
MAX_VALUES = 1_000_000
"""Values of a YAML file at the most, each of which takes a kilobyte of memory while it is read. The
ledger of 50,000 references has half as many."""

_CONSTRUCTOR = yaml.constructor.SafeConstructor()
_PLAIN_TEXT = "tag:yaml.org,2002:str"
_BOUNDARY = YAMLHandler.FM_BOUNDARY


@dataclass(frozen=True)
class Place:
    """A line and a column of a file, both from 1."""

    line: int
    column: int


@dataclass(frozen=True)
class Fields:
    """A YAML mapping as plain values, with the place of each key and each value."""

    values: Mapping[str, YamlValue] = field(default_factory=dict)
    value_places: Mapping[FieldPath, Place] = field(default_factory=dict)
    key_places: Mapping[FieldPath, Place] = field(default_factory=dict)

    def place_of_value(self, path: FieldPath) -> Place:
        """Where the value at `path` stands, or the nearest thing around it that has a place."""
        return self._nearest(self.value_places, path)

    def place_of_key(self, path: FieldPath) -> Place:
        """Where the key at `path` stands; in a list, where the item begins."""
        return self.key_places.get(path) or self._nearest(self.value_places, path)

    def _nearest(self, places: Mapping[FieldPath, Place], path: FieldPath) -> Place:
        for length in range(len(path), -1, -1):
            if place := places.get(path[:length]):
                return place
        return Place(1, 1)


@dataclass(frozen=True)
class Document:
    """A Markdown file: its front matter as fields, and its body."""

    path: str
    """Relative to the root, with forward slashes."""
    fields: Fields
    body: str
    body_line: int
    """The line of the file on which the body begins."""

    def place_in_body(self, offset: int) -> Place:
        """The place in the file of the character at `offset` of the body."""
        line = bisect_right(self._line_starts, offset) - 1
        return Place(self.body_line + line, offset - self._line_starts[line] + 1)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self.body))]

    @cached_property
    def prose(self) -> str:
        """The body with blanks where code and comments stand, as `mask_code` makes it; many rules ask."""
        return mask_code(self.body)


@dataclass(frozen=True)
class Section:
    """A level-2 heading of a body and where it stands."""

    title: str
    offset: int


@dataclass(frozen=True)
class _Problem:
    """Why a file or folder cannot be read, and where in it that shows."""

    message: str
    hint: str
    line: int = 1
    column: int = 1

    def at(self, path: Path, root: Path, code: str) -> Finding:
        return error(relative_name(path, root), self.line, self.column, code, self.message, self.hint)


def read_text(
    path: Path, root: Path, limit: int = MAX_BYTES, *, line_limit: int = MAX_LINE, code: str = "KB101"
) -> tuple[str | None, list[Finding]]:
    """The text of a file with its line ends as `\\n` and without a byte order mark.

    Returns None with one finding of `code` where it is not a readable, regular UTF-8 file below `root` of at
    most `limit` bytes and `line_limit` characters a line.
    """
    found = _try_to_read(path, root, limit)
    problem = found if isinstance(found, _Problem) else _explain_long_line(found, line_limit)
    if problem:
        return None, [problem.at(path, root, code)]
    return str(found), []


def _try_to_read(path: Path, root: Path, limit: int) -> str | _Problem:
    try:
        if not _is_within(path, root):
            return _Problem(
                "The file leads out of the knowledge base.", "Put the file itself here, not a link."
            )
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return _Problem(
                "This is not an ordinary file.", "Rename the folder or device that has this name."
            )
        if status.st_size > limit:
            message = f"The file is {status.st_size:,} bytes long; {limit:,} are allowed."
            return _Problem(message, "Split it, or move data out of it.")
        return _decode(path.read_bytes())
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "the link leads round in a circle"
        return _Problem(f"The file cannot be read: {reason}.", "Check that it exists and may be read.")


def read_roughly(path: Path, root: Path) -> str | None:
    """What can be made out of a file that `read_text` refuses, such as one of another encoding.

    Enough to look for names in; None where nothing can be read.
    """
    try:
        if not _is_within(path, root) or not stat.S_ISREG(path.stat().st_mode):
            return None
        with path.open("rb") as file:
            return file.read(MAX_BYTES).decode("utf-8", "replace")
    except (OSError, RuntimeError):
        return None


def _is_within(path: Path, root: Path) -> bool:
    """Whether a path leads to a place below `root`; raises OSError or RuntimeError where it leads nowhere."""
    return path.resolve(strict=True).is_relative_to(root.resolve())


def _decode(data: bytes) -> str | _Problem:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        before = problem.object[: problem.start]
        line_start = before.rfind(b"\n") + 1
        line, column = before.count(b"\n") + 1, len(before[line_start:].decode()) + 1
        return _Problem(
            f"The file is not UTF-8: see line {line}.", "Save it as UTF-8 in your editor.", line, column
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _explain_long_line(text: str, limit: int) -> _Problem | None:
    lengths = list(map(len, text.split("\n")))
    longest = max(lengths)
    if longest <= limit:
        return None
    number = lengths.index(longest) + 1
    message = f"Line {number} is {longest:,} characters long; {limit:,} are allowed."
    return _Problem(message, "Break it, or take out what was pasted by mistake.", number)


def list_files(folder: Path, root: Path) -> tuple[list[Path], list[Finding]]:
    """All that a folder and those below it hold whose names end in `.md`, sorted, whatever it is.

    Links to folders are not followed. A missing folder holds nothing; of one that cannot be read there is a
    finding as of `check_folder`.
    """
    if findings := check_folder(folder, root):
        return [], findings
    found: list[Path] = []
    for where, folders, files in os.walk(folder):
        found += (Path(where, name) for name in (*folders, *files) if name.endswith(".md"))
        below = {name: check_folder(Path(where, name), root) for name in sorted(folders)}
        findings += (finding for problems in below.values() for finding in problems)
        folders[:] = [name for name, problems in below.items() if not problems]
    return sorted(found), findings


def check_folder(folder: Path, root: Path) -> list[Finding]:
    """The one finding (KB101) of a folder that cannot be read, or that leads out of `root`."""
    if is_missing(folder):
        return []
    try:
        if not _is_within(folder, root):
            problem = _Problem("The folder leads out of the knowledge base.", "Put the folder itself here.")
            return [problem.at(folder, root, "KB101")]
        with os.scandir(folder):
            Path(folder, os.pardir).stat()  # a folder may be listed and yet be closed to whoever goes through
    except (OSError, RuntimeError) as reason:
        why = getattr(reason, "strerror", None) or "the link leads round in a circle"
        problem = _Problem(
            f"The folder cannot be read: {why}.", "Check that it is a folder and that it may be read."
        )
        return [problem.at(folder, root, "KB101")]
    return []


def is_missing(path: Path) -> bool:
    """Whether nothing at all has this name; a link that leads nowhere is there."""
    try:
        path.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    return False


def relative_name(path: Path, root: Path) -> str:
    """`path` relative to `root`, with forward slashes, as findings name it."""
    try:
        return path.relative_to(root).as_posix()
    except ValueError:
        return path.as_posix()


def parse_document(text: str, name: str) -> tuple[Document | None, list[Finding]]:
    """A Markdown text with YAML front matter, as a document.

    Returns None with one finding where there is no front matter (KB102) or it is no YAML mapping (KB103).
    """
    opening = _BOUNDARY.match(text)
    closing = _BOUNDARY.search(text, opening.end()) if opening else None
    if not opening or not closing:
        what = "The front matter is not closed." if opening else "The file has no front matter."
        hint = "Begin the file with a line `---`, the fields, and another line `---`."
        return None, [error(name, 1, 1, "KB102", what, hint)]
    front_matter = text[opening.end() : closing.start()]
    first_line = text.count("\n", 0, opening.end()) + 1
    fields, findings = parse_fields(front_matter, name, first_line)
    if fields is None:
        return None, findings
    body = text[closing.end() :]
    body_line = text.count("\n", 0, closing.end()) + 1
    return Document(name, fields, body, body_line), findings


def parse_fields(
    text: str, name: str, first_line: int = 1, limit: int = MAX_FRONT_MATTER
) -> tuple[Fields | None, list[Finding]]:
    """A YAML mapping as fields; `first_line` is the line of the file on which `text` begins.

    `limit` is the number of characters that `text` may have.

    Returns None with one finding where it is not a YAML mapping or too large (KB103), or uses anchors
    (KB108); keys that stand twice (KB107) and values of YAML's rarer types (KB103) are findings beside what
    could be read.
    """
    if excess := _explain_size(text, limit):
        return None, [
            error(name, first_line, 1, "KB103", excess, "Move long text into the body of a record.")
        ]
    try:
        # In C, and bounded: libyaml refuses flow or block nesting of a thousand levels.
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        return None, [_explain_yaml(problem, text, name, first_line)]
    if not isinstance(node, yaml.MappingNode):
        hint = "Write fields as `name: value`, one a line."
        return None, [error(name, first_line, 1, "KB103", "There are no fields here.", hint)]
    reader = _NodeReader(name, first_line)
    try:
        values = reader.read_mapping(node, ())
    except _AliasError as alias:
        place = alias.place
        message = "YAML anchors and aliases are not used here."
        return None, [error(name, place.line, place.column, "KB108", message, "Write the value out.")]
    return Fields(values, reader.value_places, reader.key_places), reader.findings


def _explain_size(text: str, limit: int) -> str:
    """What of a YAML text is larger than may be read, or an empty string."""
    if len(text) > limit:
        return f"The fields take {len(text):,} characters; {limit:,} are allowed."
    # Each value but one a level of nesting, which is bounded, has a comma or a line of its own.
    if (values := text.count(",") + text.count("\n")) > MAX_VALUES:
        return f"The fields hold about {values:,} values; {MAX_VALUES:,} are allowed."
    return ""


def _explain_yaml(problem: yaml.YAMLError, text: str, name: str, first_line: int) -> Finding:
    mark = getattr(problem, "problem_mark", None)
    line, column = (mark.line, mark.column) if mark else (0, 0)
    what = getattr(problem, "problem", None) or "a character that YAML does not allow"
    position = getattr(problem, "position", None)
    if mark is None and isinstance(position, int):
        line = text.count("\n", 0, position)
    lines = text.split("\n")
    content = lines[line] if line < len(lines) else ""
    hint = "Quote values that hold a colon, a #, or begin with one of - [ { * & ! | > ' \" % @ `."
    if "\t" in content:
        hint = "Indent with spaces: YAML allows no tabs."
    return error(name, first_line + line, column + 1, "KB103", f"The YAML cannot be read: {what}.", hint)


class _AliasError(Exception):
    """An alias was met. Reading ends, since a few lines of aliases can stand for gigabytes of values."""

    def __init__(self, place: Place) -> None:
        self.place = place


class _NodeReader:
    """Turns YAML nodes into plain values, keeping places and collecting findings."""

    def __init__(self, name: str, first_line: int) -> None:
        self.name = name
        self.first_line = first_line
        self.value_places: dict[FieldPath, Place] = {}
        self.key_places: dict[FieldPath, Place] = {}
        self.findings: list[Finding] = []
        self._seen: set[int] = set()

    def read_mapping(self, node: yaml.MappingNode, path: FieldPath) -> dict[str, YamlValue]:
        self._note(node, path)
        values: dict[str, YamlValue] = {}
        for key_node, value_node in node.value:
            key = key_node.value if isinstance(key_node, yaml.ScalarNode) else None
            if key is None or key_node.tag == "tag:yaml.org,2002:merge":
                self._report(
                    key_node, "KB103", "This is no field name.", "Write a plain name before the colon."
                )
                continue
            if key in values:
                message = f"`{key}` stands twice here; only one could count."
                self._report(key_node, "KB107", message, "Keep one and remove the other.")
                continue
            self.key_places[(*path, key)] = self._place(key_node)
            values[key] = self.read(value_node, (*path, key))
        return values

    def read(self, node: yaml.Node, path: FieldPath) -> YamlValue:
        if id(node) in self._seen:
            # The node is that of the anchor; where the alias stands, YAML does not keep.
            raise _AliasError(self._place(node))
        self._seen.add(id(node))
        self._note(node, path)
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node)
        if len(path) > MAX_DEPTH:
            self._report(node, "KB103", "The fields are nested too deeply.", "Keep front matter flat.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        assert isinstance(node, yaml.SequenceNode)  # noqa: S101 -- YAML has three kinds of node
        return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]

    def _read_scalar(self, node: yaml.ScalarNode) -> YamlValue:
        if node.tag == _PLAIN_TEXT:  # most values are, and need no constructor
            return str(node.value)
        try:
            value = _CONSTRUCTOR.construct_object(node)
        except (yaml.YAMLError, ValueError, OverflowError):
            message = f"`{node.value[:60]}` cannot be read as what YAML takes it for."
            self._report(node, "KB103", message, "Mend the value, or put it in quotes to make it text.")
            return node.value if isinstance(node.value, str) else None
        finally:
            _CONSTRUCTOR.constructed_objects.clear()
        if isinstance(value, datetime.datetime):
            return value.date() if value.time() == datetime.time() else str(node.value)
        if value is None or isinstance(value, bool | int | float | str | datetime.date):
            return value
        return str(node.value)

    def _note(self, node: yaml.Node, path: FieldPath) -> None:
        self.value_places[path] = self._place(node)

    def _place(self, node: yaml.Node) -> Place:
        return Place(self.first_line + node.start_mark.line, node.start_mark.column + 1)

    def _report(self, node: yaml.Node, code: str, message: str, hint: str) -> None:
        place = self._place(node)
        self.findings.append(error(self.name, place.line, place.column, code, message, hint))


_FENCE = re.compile(r"^ {0,3}(`{3,}|~{3,})")
_SECTION_OR_FENCE = re.compile(r"^(?:## +(?P<title>\S.*)| {0,3}(?P<fence>`{3,}|~{3,}))", re.MULTILINE)


def find_sections(body: str) -> Iterator[Section]:
    """The level-2 headings of a Markdown body, in order, those in fenced code left out."""
    fence = ""
    for found in _SECTION_OR_FENCE.finditer(body):
        marker = found["fence"]
        if marker is None:
            if not fence:
                yield Section(_strip_closing_marks(found["title"]), found.start())
        elif not fence:
            fence = marker
        elif marker.startswith(fence):
            fence = ""


def _strip_closing_marks(title: str) -> str:
    """The text of a heading without the `##` that may close it."""
    bare = title.rstrip()
    open_end = bare.rstrip("#")
    return open_end.rstrip() if open_end.endswith((" ", "\t")) else bare


# Blocks whose later lines are indented without being code: lists, footnotes, admonitions, definitions.
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)]|\[\^[^\]]+\]:|!!!|\?\?\?\+?|:)\s")
_BACKTICKS = re.compile("`+")
_MAY_HOLD_BLOCKS = re.compile(r"```|~~~|^(?: {4}|\t)", re.MULTILINE)
# An inline destination may hold one level of round brackets; a defined one stands alone on its line.
_DESTINATION = re.compile(
    r"\]\(\s*<?(?P<inline>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)(?=[\s)>])"
    r"|^ {0,3}\[(?!\^)[^\[\]]+\]:\s*<?(?P<defined>[^\s<>]+)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_NOT_LINE_END = re.compile(r"[^\n]")
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


def mask_code(markdown: str) -> str:
    """`markdown` with the same length and lines, but blanks where code and comments stand.

    Code is what Markdown takes for it: fenced blocks, blocks indented by four after a blank line
    outside of lists, and spans in backticks within one paragraph.
    """
    masked = _mask_blocks(markdown) if _MAY_HOLD_BLOCKS.search(markdown) else markdown
    masked = _COMMENT.sub(_blank, masked)
    if "`" not in masked:
        return masked
    pieces: list[str] = []
    start = 0
    for end in [*(found.end() for found in _PARAGRAPH_END.finditer(masked)), len(masked)]:
        paragraph = masked[start:end]
        pieces.append(_mask_spans(paragraph) if "`" in paragraph else paragraph)
        start = end
    return "".join(pieces)


def scan_destinations(prose: str) -> Iterator[tuple[int, str]]:
    """Where each Markdown link and picture leads, with the offset at which that is written.

    `prose` is Markdown whose code is blanked, as by `mask_code`; a `](` that closes nothing is no link.
    """
    closings = frozenset(match_brackets(prose).closings.values())
    for found in _DESTINATION.finditer(prose):
        group = "inline" if found["inline"] else "defined"
        if group == "defined" or found.start() in closings:
            yield found.start(group), found[group]


def _blank(found: re.Match[str]) -> str:
    return _NOT_LINE_END.sub(" ", found[0])


def _mask_spans(paragraph: str) -> str:
    """`paragraph` with blanks for code spans: a row of backticks up to the next row of the same length.

    One pass: to look for the end of each beginning anew takes minutes in a text of nothing but backticks.
    Source: CommonMark 0.31, section 6.1.
    """
    rows = list(_BACKTICKS.finditer(paragraph))
    starts: dict[int, list[int]] = {}
    for row in rows:
        starts.setdefault(len(row[0]), []).append(row.start())
    pieces: list[str] = []
    position = 0
    for row in rows:
        if row.start() < position or paragraph[row.start() - 1 : row.start()] == "\\":
            continue
        closing = starts[len(row[0])]
        index = bisect_left(closing, row.end())
        if index == len(closing):
            continue
        end = closing[index] + len(row[0])
        pieces += paragraph[position : row.start()], _NOT_LINE_END.sub(" ", paragraph[row.start() : end])
        position = end
    return "".join((*pieces, paragraph[position:]))


def _mask_blocks(markdown: str) -> str:
    lines = markdown.split("\n")
    fence = ""
    after_blank, in_list, in_indented = True, False, False
    for number, line in enumerate(lines):
        opening = _FENCE.match(line) if not line.startswith("    ") else None
        indented = line.startswith(("    ", "\t")) and bool(line.strip())
        if fence:
            if opening and opening[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            lines[number] = " " * len(line)
        elif opening:
            fence = opening[1]
            lines[number] = " " * len(line)
        elif indented and not in_list and (after_blank or in_indented):
            in_indented = True
            lines[number] = " " * len(line)
        elif line.strip():
            in_indented = False
            in_list = bool(_LIST_ITEM.match(line)) or (in_list and line.startswith((" ", "\t")))
        after_blank = not line.strip()
    return "\n".join(lines)


@dataclass(frozen=True)
class Brackets:
    """Where the square brackets of a text open and close, each within its paragraph."""

    closings: Mapping[int, int]
    """The offset of the `]` for each `[` that is closed."""
    around: Mapping[int, int]
    """The offset of the innermost `[` that is open at each `@`."""


_MARK = re.compile(r"[\[\]@]|\n[ \t]*\n")


def match_brackets(text: str) -> Brackets:
    """All square brackets of a text.

    One pass: to look for each anew takes hours in a text of nothing but brackets.
    """
    closings: dict[int, int] = {}
    around: dict[int, int] = {}
    opened: list[int] = []
    for found in _MARK.finditer(text):
        match found[0]:
            case "[":
                opened.append(found.start())
            case "]" if opened:
                closings[opened.pop()] = found.start()
            case "@" if opened:
                around[found.start()] = opened[-1]
            case "]" | "@":
                pass
            case _:
                opened.clear()
    return Brackets(closings, around)


def find_paragraph_end(text: str, offset: int) -> int:
    """Where the paragraph around an offset ends."""
    found = _PARAGRAPH_END.search(text, offset)
    return found.start() if found else len(text)
