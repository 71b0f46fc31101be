"""Locators: the part of a citation that says where in a source to look."""

from __future__ import annotations

import re
from dataclasses import dataclass

# The CSL label of each way to write it. Source: CSL 1.0.2, "Locators", and Pandoc's English terms.
_LABELS = {
    "page": "p. pp. page pages",
    "chapter": "chap. chaps. ch. chapter chapters",
    "section": "sec. secs. section sections § §§",
    "paragraph": "para. paras. paragraph paragraphs ¶ ¶¶",
    "part": "pt. pts. part parts",
    "volume": "vol. vols. volume volumes",
    "issue": "issue issues",
    "figure": "fig. figs. figure figures",
    "line": "l. ll. line lines",
    "note": "n. nn. note notes",
    "column": "col. cols. column columns",
    "verse": "v. vv. verse verses",
    "table": "table tables tbl. tbls.",
    "appendix": "app. apps. appendix appendices",
    "equation": "eq. eqs. equation equations",
}
CSL_LABELS = frozenset(_LABELS) - {"table", "appendix", "equation"}
"""The labels that a style writes in its own way; the others stand as the author wrote them."""
_LABEL_OF = {written: label for label, words in _LABELS.items() for written in words.split()}
_WORDS = "|".join(re.escape(word) for word in sorted(_LABEL_OF, key=len, reverse=True))
_DIGITS = r"[A-Z]{0,2}\d(?:[\w.:]*\w)?(?:\(\w{1,4}\))*"
_LETTERS = r"(?:[ivxlcdm]+|[A-Z])\b"
# A letter alone is a number next to a label or in a range; after a comma it is a word (`p. 3, a review`).
_NUMBERS = rf"(?:{_DIGITS}|{_LETTERS})(?:[-–—]{{1,3}}{_LETTERS}|\s*(?:[-–—]{{1,3}}|,|&)\s*{_DIGITS})*"
_LOCATOR = re.compile(
    rf"\s*(?:,\s*)?(?:\{{(?P<braced>[^{{}}]*)\}}|(?P<label>{_WORDS})\s*(?P<numbers>{_NUMBERS})"
    r"|(?P<bare>\d+[a-z]?(?:\s*(?:[-–—]{1,3}|,|&)\s*\d+[a-z]?)*)(?![\w%]|[.,]\d))",
    re.IGNORECASE,
)
_SEVERAL = re.compile(r"\w\)?\s*[-–—,&]\s*\w")
_DASHES = re.compile(r"\s*[-–—]+\s*")
_INNER = re.compile(rf"(?:(?P<label>{_WORDS})\s*)?(?P<numbers>.+)", re.IGNORECASE)


@dataclass(frozen=True)
class Locator:
    """A place in a source: CSL's label of it, and its number as readers see it."""

    label: str
    """`page`, `chapter`, `table`, …; `page` where the text names none."""
    value: str
    """`33–35`"""
    written: str
    """As it stands in the text: `pp. 33-35`."""

    @property
    def is_plural(self) -> bool:
        """Whether it names more than one place: a range or a list of numbers, which is CSL's test."""
        return bool(_SEVERAL.search(self.value))


def split_locator(text: str) -> tuple[Locator | None, str]:
    """The locator at the beginning of what follows a key, and the rest.

    >>> split_locator(", pp. 33-35 and elsewhere")
    (Locator(label='page', value='33–35', written='pp. 33-35'), ' and elsewhere')
    """
    found = _LOCATOR.match(text)
    if found is None:
        return None, text
    written = found[0].strip(" ,\t\n")
    rest = text[found.end() :]
    if found["braced"] is not None:
        inner = _INNER.fullmatch(found["braced"].strip())
        if inner is None:
            return None, text
        return _make(inner["label"], inner["numbers"], found["braced"].strip()), rest
    return _make(found["label"], found["numbers"] or found["bare"], written), rest


def _make(label: str | None, numbers: str, written: str) -> Locator:
    value = _DASHES.sub("–", " ".join(numbers.split())).rstrip(".,:")
    return Locator(_LABEL_OF.get((label or "p.").lower(), "page"), value, written)
