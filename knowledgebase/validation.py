"""What pydantic finds wrong, told as findings at the field's own place, with a hint."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from textwrap import shorten
from typing import TYPE_CHECKING, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from rapidfuzz import fuzz, process

from knowledgebase.findings import Finding, error
from knowledgebase.source import FieldPath, Fields, Place

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

_MAX_NAME = 200
"""Characters of a name that may be a misspelt one; comparing longer ones takes long and finds nothing."""


def explain_validation(
    problem: ValidationError,
    model: type[BaseModel],
    fields: Fields,
    name: str,
    prefix: FieldPath = (),
) -> list[Finding]:
    """One finding for each field that is wrong in a validation error.

    Codes: KB104 an unknown field, KB105 a missing one, KB106 a wrong type or value. `prefix` is where in
    `fields` the validated value stands. Where a value was tried as several types, the first complaint counts;
    a field that is missing because its name is misspelt is one finding, at the misspelt name.
    """
    findings: dict[FieldPath, Finding] = {}
    for detail in problem.errors(include_url=False):
        path = _field_path(detail["loc"], fields, prefix)
        if path not in findings:
            findings[path] = _explain(detail, path, model, fields, name, prefix)
    misspelt = {finding.hint for finding in findings.values() if finding.code == "KB104"}
    return [
        finding
        for path, finding in findings.items()
        if finding.code != "KB105" or suggestion(str(path[-1])) not in misspelt
    ]


def suggest(name: str, known: Iterable[str]) -> str:
    """A hint that names the known names nearest to `name`, or an empty string where none is near."""
    if len(name) > _MAX_NAME:
        return ""
    # difflib judges best and takes its time; of the many names it sees those that it could find near.
    wanted = name.lower()
    likely = process.extract(wanted, list(known), scorer=fuzz.ratio, score_cutoff=60, limit=50)
    near = difflib.get_close_matches(wanted, [found for found, *_ in likely], n=3, cutoff=0.6)
    return suggestion(*near) if near else ""


def suggestion(*names: str) -> str:
    """The question whether one of `names` was meant."""
    return f"Did you mean {' or '.join(f'`{name}`' for name in names)}?"


def _explain(  # noqa: PLR0913, PLR0917 -- one mistake, and all that a good sentence on it needs
    detail: ErrorDetails,
    path: FieldPath,
    model: type[BaseModel],
    fields: Fields,
    name: str,
    prefix: FieldPath,
) -> Finding:
    field = str(path[-1]) if path else ""
    owner = ".".join(str(part) for part in path[:-1])
    where = f"`{owner}`" if owner else "this record"
    place: Place
    match detail["type"]:
        case "extra_forbidden":
            known = _field_names(model, path[len(prefix) : -1])
            place, code = fields.place_of_key(path), "KB104"
            message = f"`{field}` is not a field of {where}, so nothing would read it."
            hint = suggest(field, known) or f"Known fields: {', '.join(known)}."
        case "missing":
            place, code = fields.place_of_key(path[:-1]), "KB105"
            message = f"The field `{field}` is missing from {where}."
            hint = _describe_field(model, path[len(prefix) :]) or f"Add `{field}:` with its value."
        case _:
            place, code = fields.place_of_value(path), "KB106"
            message = f"`{'.'.join(str(part) for part in path)}` cannot be so: {_complaint(detail)}."
            hint = _describe_field(model, path[len(prefix) :])
    return error(name, place.line, place.column, code, message, hint)


def _complaint(detail: ErrorDetails) -> str:
    if detail["type"] == "string_pattern_mismatch":
        return f"`{shorten(str(detail['input']), 60, placeholder=' …')}` has not the form that it must have"
    text = detail["msg"].removeprefix("Value error, ").rstrip(".")
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def _field_path(location: FieldPath, fields: Fields, prefix: FieldPath) -> FieldPath:
    """Pydantic's location without the names of a union's branches, which are no fields of the file."""
    path = prefix
    for index, part in enumerate(location):
        is_last = index == len(location) - 1
        known = (*path, part) in fields.value_places
        if known or isinstance(part, int) or (is_last and not _is_branch(part)):
            path = (*path, part)
    return path


def _is_branch(part: str | int) -> bool:
    return isinstance(part, str) and (
        not part.isidentifier() or part in {"int", "str", "float", "date", "bool"}
    )


def _field_names(model: type[BaseModel], path: FieldPath) -> list[str]:
    owner = _model_at(model, path)
    return sorted(owner.model_fields) if owner else []


def _describe_field(model: type[BaseModel], path: FieldPath) -> str:
    """What the models say of the field at `path`, or of the nearest one around it."""
    names = [part for part in path if isinstance(part, str)]
    while names:
        owner = _model_at(model, tuple(names[:-1]))
        info = owner.model_fields.get(names[-1]) if owner else None
        if info and (description := info.description or _inner_description(info.annotation)):
            return description
        names.pop()
    return ""


def _inner_description(annotation: object) -> str:
    """What is said of the items of a list, as it stands in their type."""
    for part in get_args(annotation):
        for said in getattr(part, "__metadata__", ()):
            if isinstance(said, FieldInfo) and said.description:
                return said.description
    return ""


def _model_at(model: type[BaseModel], path: FieldPath) -> type[BaseModel] | None:
    current: type[BaseModel] | None = model
    for part in path:
        info = current.model_fields.get(part) if current and isinstance(part, str) else None
        if info:
            current = next(iter(_models_in(info.annotation)), None)
    return current


def _models_in(annotation: object) -> Iterable[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in getattr(annotation, "__args__", ()):
        yield from _models_in(argument)
