"""Text case of titles, and text whose case no style may change.

Source: CSL 1.0.2, "Text-case". Two things are added: a subtitle begins with a capital, as APA (7th
edition, section 6.17) wants, and protected text is written in private characters while a style works
on it, since those have no case.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PROTECTED = 0xF0000
"""Unicode's supplementary private use area A: a character of the basic plane has its double there."""
_MARKUP = re.compile(r"(<[^<>]*>)")
_WORD = re.compile("[^\\W_][\\w'’\ue010-\ue012\U000f0000-\U000ffffd]*|[\U000f0000-\U000ffffd][\\w'’]*")
_SUBTITLE_BEGINS = re.compile(r"[:?!]\s+[\"'“‘(]*$")
_STOP_WORDS = frozenset(
    (
        "a an and as at but by down for from in into nor of on onto or over so the till to up via with yet"
    ).split()
)


def protect(text: str) -> str:
    """`text` in characters that have no case."""
    return "".join(
        chr(_PROTECTED + ord(c)) if c.lower() != c.upper() and ord(c) < 0xFFFE else c for c in text
    )


def unprotect(text: str) -> str:
    """What `protect` was given."""
    return re.sub("[\U000f0000-\U000ffffd]", lambda found: chr(ord(found[0]) - _PROTECTED), text)


def apply_case(text: str, case: str | None, language: str) -> str:
    """`text`, which may hold markup, in one of CSL's cases; title case is for English only."""
    sentence_word = _shouted_sentence_word if text.isupper() else _sentence_word
    changed = {
        "lowercase": lambda: _change_text(text, str.lower),
        "uppercase": lambda: _change_text(text, str.upper),
        "capitalize-first": lambda: _change_words(text, _first_word, subtitles=False),
        "capitalize-all": lambda: _change_words(text, lambda word, _: _capitalise(word), subtitles=False),
        "sentence": lambda: _change_words(text, sentence_word, subtitles=True),
    }
    if case == "title" and language.startswith("en"):
        return _change_words(text, _title_word, subtitles=True)
    return changed[case]() if case in changed else text


def _first_word(word: str, begins: bool) -> str:
    return _capitalise(word) if begins else word


def _capitalise(word: str) -> str:
    return word[:1].upper() + word[1:]


def _shouted_sentence_word(word: str, begins: bool) -> str:
    return _capitalise(word.lower()) if begins else word.lower()


def _sentence_word(word: str, begins: bool) -> str:
    if begins:
        return _capitalise(word)
    is_capitalised = word[:1].isupper() and word[1:] == word[1:].lower() and (len(word) > 1 or word == "A")
    return word.lower() if is_capitalised else word


def _title_word(word: str, begins: bool) -> str:
    if word.lower() in _STOP_WORDS and not begins:
        return word.lower()
    return _capitalise(word) if word.islower() else word


def _change_text(text: str, change: Callable[[str], str]) -> str:
    return "".join(part if part.startswith("<") else change(part) for part in _MARKUP.split(text))


def _change_words(text: str, change: Callable[[str, bool], str], *, subtitles: bool) -> str:
    """Each word changed; `change` is told whether it begins the text (or, if asked for, a subtitle)."""
    before = ""

    def change_one(found: re.Match[str]) -> str:
        so_far = before + found.string[: found.start()]
        begins = not _WORD.search(so_far) or (subtitles and bool(_SUBTITLE_BEGINS.search(so_far)))
        return change(found[0], begins)

    pieces: list[str] = []
    for part in _MARKUP.split(text):
        if part.startswith("<"):
            pieces.append(part)
            continue
        pieces.append(_WORD.sub(change_one, part))
        before += part
    return "".join(pieces)
