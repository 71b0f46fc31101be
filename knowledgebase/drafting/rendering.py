"""Writes a draft as the file of a record: front matter with the schema's line, and the body's sections."""

from __future__ import annotations

import posixpath
import re
from typing import Any

import yaml

from knowledgebase.drafting.answers import Draft
from knowledgebase.records import KINDS, Kind
from knowledgebase.source import mask_code

SCHEMAS = ".vscode/schemas"
"""Where the JSON Schemas of the kinds stand for editors, below the root."""


def schema_file(kind: Kind) -> str:
    """The file of a kind's schema, below the root."""
    return f"{SCHEMAS}/{kind.value}.schema.json"


class _Dumper(yaml.SafeDumper):
    """Lists of lines stand one below the other, indented; short lists of words on one line."""

    def ignore_aliases(self, data: object) -> bool:
        return True

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, False)


def _represent_list(dumper: yaml.SafeDumper, values: list[Any]) -> yaml.Node:
    is_short = all(isinstance(value, int | float) or _is_word(value) for value in values)
    return dumper.represent_sequence("tag:yaml.org,2002:seq", values, flow_style=is_short)


def _is_word(value: object) -> bool:
    return isinstance(value, str) and re.fullmatch(r"[\w-]+", value) is not None


_Dumper.add_representer(list, _represent_list)


def render_draft(draft: Draft) -> str:
    """The text of the draft's file.

    YAML is written by its own writer and read safely, so that no answer can be more than a value; in the
    body, headings of answers go below the record's own.
    """
    folder = posixpath.dirname(draft.path)
    schema = posixpath.relpath(schema_file(draft.kind), folder)
    front_matter = yaml.dump(
        dict(draft.fields), Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=1_000_000
    )
    body = "\n\n".join(
        f"## {heading}\n\n{_lower_headings(draft.sections.get(heading, '').strip())}".rstrip()
        for heading in KINDS[draft.kind].sections
    )
    return f"---\n# yaml-language-server: $schema={schema}\n{front_matter}---\n\n{body}\n"


_ATX = re.compile(r"^( {0,3})#{1,2}(?=[ \t]|$)", re.MULTILINE)
_SETEXT = re.compile(r"(?<=\S)\n(?= {0,3}(?:-+|=+)[ \t]*$)", re.MULTILINE)


def _lower_headings(text: str) -> str:
    """A text of a section without headings as high as the section's own; code stays as it is."""
    masked = mask_code(text)
    edits = [(found.start(), found.end(), f"{found[1]}###") for found in _ATX.finditer(masked)]
    edits += [(found.start(), found.end(), "\n\n") for found in _SETEXT.finditer(masked)]
    for start, end, new in sorted(edits, reverse=True):
        text = text[:start] + new + text[end:]
    return text
