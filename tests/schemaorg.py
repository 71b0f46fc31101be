"""Whether JSON-LD says only what Schema.org has: types, their properties, and what each may hold."""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TYPES = json.loads((Path(__file__).parent / "data" / "schemaorg.json").read_text())["types"]
_TEXTS = {"Text", "URL", "Date", "DateTime", "Duration", "Language", "CssSelectorType"}


def _lineage(kind: str) -> set[str]:
    """A type and all that it is a kind of."""
    return {kind, *(above for parent in _TYPES[kind]["parents"] for above in _lineage(parent))}


def find_mistakes(node: Any, where: str = "") -> Iterator[str]:
    """What Schema.org does not have in a node, each as one line."""
    kind = node.get("@type")
    if kind not in _TYPES:
        yield f"{where}: no type {kind}"
        return
    properties: dict[str, list[str]] = {}
    for above in _lineage(kind):
        properties |= _TYPES[above]["properties"]
    for name, value in node.items():
        if name.startswith("@"):
            continue
        if name not in properties:
            yield f"{where}: {kind} has no {name}"
            continue
        for item in value if isinstance(value, list) else [value]:
            yield from _check_value(item, properties[name], f"{where}/{kind}.{name}")


def _check_value(value: Any, expected: list[str], where: str) -> Iterator[str]:
    if isinstance(value, dict):
        kind = value.get("@type", "")
        if kind in _TYPES and not _lineage(kind) & set(expected):
            yield f"{where} holds no {kind}"
        yield from find_mistakes(value, where)
    elif isinstance(value, bool):
        if "Boolean" not in expected:
            yield f"{where} is no truth value"
    elif isinstance(value, int | float):
        if not {"Number", "Integer"} & set(expected):
            yield f"{where} is no number"
    elif "Date" in expected and "Text" not in expected:
        if not _is_date(value):
            yield f"{where}: {value} is no date"
    elif expected == ["URL"]:
        if not re.match(r"https?://", value):
            yield f"{where}: {value} is no address"
    elif not _TEXTS & set(expected) and not value.startswith("http"):
        yield f"{where} holds no text"


def _is_date(value: str) -> bool:
    try:
        parts = [int(part) for part in value.split("-")]
        datetime.date(*(parts + [1, 1])[:3])
    except (ValueError, TypeError):
        return False
    return True
