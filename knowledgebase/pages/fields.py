"""The reference of the front matter: every field of every kind, out of the models."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.pages.page import Page, render
from knowledgebase.records import KINDS, Kind, RecordForm

_DESCRIPTION = "Every field that a record may have, what it takes, and which are needed."
_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_FORMATS = {"date": "date", "uri": "address"}
_OPEN = 8
"""Up to so many words of a fixed list stand in its row."""


@dataclass(frozen=True)
class Field:
    """One field, as a row of a table."""

    name: str
    form: Markup
    is_required: bool
    meaning: Markup


@dataclass(frozen=True)
class Fields:
    """The fields of a kind, or of one of its parts."""

    title: str
    anchor: str
    rows: tuple[Field, ...]


def make_fields_page() -> Page:
    """The page `/fields/`."""
    common = set(RecordForm.model_fields)
    groups = [Fields("All kinds", "all-kinds", tuple(_rows(RecordForm.model_json_schema(), set())))]
    sections: dict[str, tuple[str, ...]] = {}
    parts: dict[str, Fields] = {}
    for kind in Kind:
        schema = KINDS[kind].model.model_json_schema()
        label = KINDS[kind].label
        groups.append(Fields(label, kind.value, tuple(_rows(schema, common))))
        sections[label] = KINDS[kind].sections
        for name, part in schema.get("$defs", {}).items():
            if "properties" in part:
                parts[name] = Fields(
                    _part_title(name), _anchor(name), tuple(_rows({"$defs": schema["$defs"], **part}, set()))
                )
    markdown = render(
        "fields.md.jinja",
        description=_DESCRIPTION,
        data=addresses.link(addresses.FIELDS, addresses.DATA),
        groups=groups,
        parts=[parts[name] for name in sorted(parts)],
        sections=sections,
        folders={KINDS[kind].label: f"entries/{KINDS[kind].folder}/" for kind in Kind},
    )
    return Page(addresses.FIELDS, markdown, {"title": "Fields", "description": _DESCRIPTION})


def _rows(schema: Mapping[str, Any], left_out: set[str]) -> Iterator[Field]:
    required = set(schema.get("required", []))
    definitions = schema.get("$defs", {})
    for name, described in schema["properties"].items():
        if name in left_out:
            continue
        meaning = described.get("description", "")
        form = _form(described, definitions)
        yield Field(name, _mark_up(form), name in required, _mark_up(meaning + _default(described)))


def _mark_up(text: str) -> Markup:
    """HTML of a text in which backticks hold code, and double brackets the title of a part."""
    html = Markup("")
    for code, part, plain in re.findall(r"`([^`]*)`|\[\[([a-z ]+)\]\]|([^`\[]+|.)", text):
        if code:
            html += Markup("<code>{}</code>").format(code)
        elif part:
            html += Markup('<a href="#{}">{}</a>').format(part.replace(" ", "-"), part)
        else:
            html += plain
    return html


def _default(described: Mapping[str, Any]) -> str:
    default = described.get("default")
    if "unless said" in described.get("description", ""):
        return ""
    if isinstance(default, str | int | float) and not isinstance(default, bool):
        return f"{' ' if described.get('description') else ''}`{default}` unless said."
    return ""


def _form(described: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """What a field takes, in words of people who are no programmers."""
    if reference := described.get("$ref"):
        name = str(reference).rpartition("/")[2]
        definition = definitions.get(name, {})
        if "properties" in definition:
            return f"[[{_part_title(name).lower()}]]"
        return _form(definition, definitions)
    if options := described.get("anyOf"):
        forms = [_form(option, definitions) for option in options if option.get("type") != "null"]
        return " or ".join(dict.fromkeys(forms))
    if values := described.get("enum") or ("const" in described and [described["const"]]):
        return _list_values([str(value) for value in values])
    if described.get("type") == "array":
        return _form_of_list(described, definitions)
    return _FORMATS.get(described.get("format", "")) or _WORDS.get(
        str(described.get("type")), "text"
    ) + _limits(described)


def _form_of_list(described: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    item = _form(described.get("items", {}), definitions)
    smallest, largest = described.get("minItems"), described.get("maxItems")
    if smallest and smallest == largest:
        return f"list of {smallest}: {item}"
    return f"list of {smallest} or more: {item}" if smallest else f"list: {item}"


def _list_values(values: list[str]) -> str:
    shown = ", ".join(f"`{value}`" for value in values[:_OPEN])
    return shown if len(values) <= _OPEN else f"{shown}, … ({len(values)} in all)"


def _limits(described: Mapping[str, Any]) -> str:
    if longest := described.get("maxLength"):
        return f", at most {longest} characters"
    low = described.get("minimum", described.get("exclusiveMinimum"))
    high = described.get("maximum", described.get("exclusiveMaximum"))
    if low is not None and high is not None:
        return f", {low} to {high}"
    return f", {low} or more" if low is not None else ""


def _part_title(name: str) -> str:
    """`RelatedTechnique` as `Related technique`."""
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in name).strip()
    return words.capitalize()


def _anchor(name: str) -> str:
    return _part_title(name).lower().replace(" ", "-")
