"""A YAML file that maps names to items of one form: tags, agencies, the ledger of references."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from knowledgebase.findings import Finding, error
from knowledgebase.source import Fields, Place, parse_fields, read_text, relative_name
from knowledgebase.validation import explain_validation

MAX_LIST = 1_000_000
"""Bytes that a list may take: some thousands of tags or agencies."""

MOST_WRONG = 100
"""Items with mistakes that are told; a list with more is another one than was meant."""

Item = TypeVar("Item", bound=BaseModel)


@dataclass(frozen=True)
class NamedList(Generic[Item]):
    """Items by their name, in the order of the file, with the place of each."""

    path: str
    items: Mapping[str, Item]
    fields: Fields = field(default_factory=Fields)
    is_read: bool = True
    """Whether the file could be read as a list at all; where it could not, nothing is known of its names."""

    def __contains__(self, name: object) -> bool:
        return name in self.items

    def __getitem__(self, name: str) -> Item:
        return self.items[name]

    def __len__(self) -> int:
        return len(self.items)

    def names(self, name: str) -> bool:
        """Whether the file has this name, or may have it: an item with a mistake is still no unknown one."""
        return not self.is_read or name in self.fields.values

    def place(self, name: str, *path: str | int) -> Place:
        """Where the value at `path` of the item `name` stands, or the item where `path` is empty."""
        return self.fields.place_of_value((name, *path)) if path else self.fields.place_of_key((name,))


def read_named_list(
    path: Path, root: Path, model: type[Item], limit: int = MAX_LIST
) -> tuple[NamedList[Item], list[Finding]]:
    """The items of a file of at most `limit` bytes.

    What cannot be read is a finding (KB101, KB103 to KB108) and left out.
    """
    name = relative_name(path, root)
    text, findings = read_text(path, root, limit)
    if text is None:
        return NamedList(name, {}, is_read=False), findings
    fields, problems = parse_fields(text, name, limit=limit)
    findings += problems
    if fields is None:
        return NamedList(name, {}, is_read=False), findings
    items: dict[str, Item] = {}
    wrong = 0
    for key, value in fields.values.items():
        try:
            items[key] = model.model_validate(value)
        except ValidationError as problem:
            wrong += 1
            if wrong > MOST_WRONG:
                return NamedList(name, items, fields, is_read=False), [*findings, _stop_at(fields, name, key)]
            findings += explain_validation(problem, model, fields, name, (key,))
    return NamedList(name, items, fields), findings


def read_optional_list(path: Path, root: Path, model: type[Item]) -> tuple[NamedList[Item], list[Finding]]:
    """The items of a file that need not exist; none where there is no such file."""
    if not os.path.lexists(path):  # never raises, unlike that of a path: a folder may be closed to us
        return NamedList(relative_name(path, root), {}), []
    return read_named_list(path, root, model)


def _stop_at(fields: Fields, name: str, key: str) -> Finding:
    place = fields.place_of_key((key,))
    message = f"More than {MOST_WRONG} items have mistakes, so nothing from here on was read."
    return error(name, place.line, place.column, "KB103", message, "Mend those above first.")
