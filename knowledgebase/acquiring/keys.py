"""The key of a new record, by the rule of the project."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Container

from knowledgebase.bibliography import Reference

_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


def make_key(reference: Reference, taken: Container[str]) -> str:
    """`rowland2014`: the first author's family name in small ASCII letters, and the year.

    Where that is taken (`taken` holds keys in small letters), a letter follows, from `b` on. An institution
    of several words gives its initials, a work without names the first word of its title, and one without a
    year the letters alone.
    """
    stem = _stem(reference) + str(reference.year or "")
    if stem not in taken:
        return stem
    letters = [*string.ascii_lowercase[1:], *(f"z{number}" for number in range(2, 10_000))]
    return next(f"{stem}{letter}" for letter in letters if f"{stem}{letter}" not in taken)


def _stem(reference: Reference) -> str:
    for name in reference.names("author") or reference.names("editor"):
        family = name.get("family", "")
        if stem := to_ascii(family) if family else _initials(name.get("literal", "")):
            return stem
    words = (to_ascii(word) for word in reference.title.split())
    return next((word for word in words if len(word) > 3), "anonymous")


def _initials(literal: str) -> str:
    words = [to_ascii(word) for word in re.split(r"[\s-]+", literal) if word[:1].isupper()]
    words = [word for word in words if word]
    return words[0] if len(words) == 1 else "".join(word[0] for word in words)


def to_ascii(text: str) -> str:
    """`text` in small letters from a to z alone: `Lorås` is `loras`; empty where it has other scripts."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return re.sub(r"[^a-z]", "", plain)
