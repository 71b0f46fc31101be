"""Text with positions: files, front matter and YAML, and where each field stands.

YAML is composed into nodes, which carry their marks, and turned into plain values here rather
than by a loader: so every value keeps its line and column, keys that stand twice are seen, and
anchors (the way to make a small file explode) are refused.
"""

from __future__ import annotations

import datetime
import re
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeAlias

import yaml
from frontmatter.default_handlers import YAMLHandler

from knowledgebase.findings import Finding, error

YamlValue: TypeAlias = (
    "None | bool | int | float | str | datetime.date | list[YamlValue] | dict[str, YamlValue]"
)
FieldPath: TypeAlias = "tuple[str | int, ...]"

MAX_BYTES = 2_000_000
"""A record is some kilobytes of text. A file over this is a mistake, and reading it would cost memory."""
MAX_FRONT_MATTER = 100_000
"""Characters of front matter at the most; the longest real one is a few thousand."""
MAX_DEPTH = 20
"""Levels of nesting at the most; the deepest field of any kind of record is at five."""

_CONSTRUCTOR = yaml.constructor.SafeConstructor()
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
        before = self.body[:offset]
        line_start = before.rfind("\n") + 1
        return Place(self.body_line + before.count("\n"), offset - line_start + 1)


@dataclass(frozen=True)
class Section:
    """A level-2 heading of a body and where it stands."""

    title: str
    offset: int


def read_text(path: Path, root: Path, limit: int = MAX_BYTES) -> tuple[str | None, list[Finding]]:
    """The text of a file with its line ends as `\\n` and without a byte order mark.

    Returns None with one finding (KB101) where it is not a readable, regular UTF-8 file below `root`
    of at most `limit` bytes.
    """
    name = relative_name(path, root)
    problem, text = _try_to_read(path, root, limit)
    if problem:
        return None, [error(name, 1, 1, "KB101", *problem)]
    return text, []


def _try_to_read(path: Path, root: Path, limit: int) -> tuple[tuple[str, str] | None, str]:
    try:
        if not path.resolve(strict=True).is_relative_to(root.resolve()):
            return ("The file leads out of the knowledge base.", "Put the file itself here, not a link."), ""
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            return ("This is not an ordinary file.", "Rename the folder or device that has this name."), ""
        if status.st_size > limit:
            return (
                f"The file is {status.st_size:,} bytes long; {limit:,} are allowed.",
                "Split the record, or move data out of it.",
            ), ""
        data = path.read_bytes()
    except (OSError, RuntimeError) as problem:
        reason = getattr(problem, "strerror", None) or "the link leads round in a circle"
        return (f"The file cannot be read: {reason}.", "Check that it exists and may be read."), ""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as problem:
        line = data.count(b"\n", 0, problem.start) + 1
        return (f"The file is not UTF-8: see line {line}.", "Save it as UTF-8 in your editor."), ""
    return None, text.replace("\r\n", "\n").replace("\r", "\n")


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

    Returns None with one finding (KB103) where it is not a YAML mapping; keys that stand twice (KB107),
    anchors (KB108) and values of YAML's rarer types (KB103) are findings beside what could be read.
    """
    if len(text) > limit:
        message = f"The fields take {len(text):,} characters; {limit:,} are allowed."
        return None, [error(name, first_line, 1, "KB103", message, "Move long text into the body.")]
    try:
        # In C, and bounded: libyaml refuses flow or block nesting of a thousand levels.
        node = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError as problem:
        return None, [_explain_yaml(problem, text, name, first_line)]
    if not isinstance(node, yaml.MappingNode):
        hint = "Write fields as `name: value`, one a line."
        return None, [error(name, first_line, 1, "KB103", "There are no fields here.", hint)]
    reader = _NodeReader(name, first_line)
    values = reader.read_mapping(node, ())
    return Fields(values, reader.value_places, reader.key_places), reader.findings


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
        self._note(node, path)
        if isinstance(node, yaml.ScalarNode):
            return self._read_scalar(node)
        if id(node) in self._seen:
            self._report(node, "KB108", "YAML anchors and aliases are not used here.", "Write the value out.")
            return None
        self._seen.add(id(node))
        if len(path) > MAX_DEPTH:
            self._report(node, "KB103", "The fields are nested too deeply.", "Keep front matter flat.")
            return None
        if isinstance(node, yaml.MappingNode):
            return self.read_mapping(node, path)
        assert isinstance(node, yaml.SequenceNode)  # noqa: S101 -- YAML has three kinds of node
        return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]

    def _read_scalar(self, node: yaml.ScalarNode) -> YamlValue:
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
_SECTION = re.compile(r"^## +(?P<title>.+?)(?: +#+)? *$")


def find_sections(body: str) -> Iterator[Section]:
    """The level-2 headings of a Markdown body, in order, those in fenced code left out."""
    fence = ""
    offset = 0
    for line in body.split("\n"):
        if opening := _FENCE.match(line):
            marker = opening[1]
            if not fence:
                fence = marker
            elif marker.startswith(fence):
                fence = ""
        elif not fence and (heading := _SECTION.match(line)):
            yield Section(heading["title"], offset)
        offset += len(line) + 1


# Blocks whose later lines are indented without being code: lists, footnotes, admonitions, definitions.
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)]|\[\^[^\]]+\]:|!!!|\?\?\?\+?|:)\s")
# An inline destination may hold one level of round brackets; a defined one stands alone on its line.
_DESTINATION = re.compile(
    r"\]\(\s*<?(?P<inline>[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)"
    r"|^ {0,3}\[[^\]^]+\]:\s*<?(?P<defined>[^\s<>]+)",
    re.MULTILINE,
)
_CODE_SPAN = re.compile(r"(?<![\\`])(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_PARAGRAPH_END = re.compile(r"\n[ \t]*\n")


def mask_code(markdown: str) -> str:
    """`markdown` with the same length and lines, but blanks where code and comments stand.

    Code is what Markdown takes for it: fenced blocks, blocks indented by four after a blank line
    outside of lists, and spans in backticks within one paragraph.
    """
    masked = _mask_blocks(markdown)
    masked = _COMMENT.sub(_blank, masked)
    if "`" not in masked:
        return masked
    pieces: list[str] = []
    start = 0
    for end in [*(found.end() for found in _PARAGRAPH_END.finditer(masked)), len(masked)]:
        pieces.append(_CODE_SPAN.sub(_blank, masked[start:end]))
        start = end
    return "".join(pieces)


def scan_destinations(markdown: str) -> Iterator[tuple[int, str]]:
    """Where each Markdown link and picture leads, with the offset at which that is written; code has none."""
    for found in _DESTINATION.finditer(mask_code(markdown)):
        group = "inline" if found["inline"] else "defined"
        yield found.start(group), found[group]


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


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
