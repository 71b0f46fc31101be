"""Names of people and institutions: from BibTeX's `author` and `editor` to CSL's parts."""

from __future__ import annotations

from typing import TypeAlias

from bibtexparser.middlewares.names import parse_single_name_into_parts, split_multiple_persons_names

from knowledgebase.bibliography.latex import decode_latex

Name: TypeAlias = "dict[str, str]"
"""A name in CSL-JSON: `family`, `given`, `non-dropping-particle` and `suffix`, or `literal` alone."""

OTHERS: Name = {"literal": "others"}
"""What BibTeX's `and others` becomes, as in Pandoc: CSL has no way to say that the list goes on."""


def parse_names(text: str) -> list[Name]:
    """The names in a BibTeX name list, which is still in LaTeX, in order.

    >>> parse_names("van der Berg, Jan and {United Nations}")
    [{'family': 'Berg', 'given': 'Jan', 'non-dropping-particle': 'van der'}, {'literal': 'United Nations'}]
    """
    names = [_parse_name(name) for name in split_multiple_persons_names(" ".join(text.split()))]
    return [name for name in names if name]


def _parse_name(text: str) -> Name:
    text = text.strip()
    if text.lower() == "others":
        return dict(OTHERS)
    if _is_braced(text):
        return _make_literal(text)
    parts = parse_single_name_into_parts(text, strict=False)
    name = {
        "family": _join(parts.last),
        "given": _join(parts.first),
        "non-dropping-particle": _join(parts.von),
        "suffix": _join(parts.jr),
    }
    if not name["family"]:
        return _make_literal(text.strip(" ,"))
    return {part: value for part, value in name.items() if value}


def _make_literal(text: str) -> Name:
    literal = decode_latex(text)
    return {"literal": literal} if literal else {}


def _join(words: list[str]) -> str:
    return decode_latex(" ".join(words))


def _is_braced(text: str) -> bool:
    """Whether one pair of braces holds the whole name, as institutions are written."""
    if not text.startswith("{") or not text.endswith("}") or text.startswith("{\\"):
        return False
    depth = 0
    for index, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if depth == 0:
            return index == len(text) - 1
    return False


def family_name(name: Name) -> str:
    """The name as running text has it: `van der Berg`, or the institution in full."""
    particle = name.get("non-dropping-particle", "")
    return name.get("literal") or f"{particle} {name.get('family', '')}".strip()


def write_bibtex_name(name: Name) -> str:
    """The name as BibTeX has it: `van der Berg, Jr., Jan`, an institution in braces."""
    if name == OTHERS:
        return "others"
    if "literal" in name:
        return f"{{{name['literal']}}}"
    parts = (family_name(name), name.get("suffix"), name.get("given"))
    return ", ".join(part for part in parts if part)
