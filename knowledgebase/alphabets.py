"""The order of words in each language: what a list is sorted by, and the letter that a word stands under."""

from __future__ import annotations

import re
import unicodedata

_ALIF = re.compile("[\u0622\u0623\u0625\u0671]")
_ARTICLE = re.compile("^\u0627\u0644(?=[\u0621-\u064a]{2})")
_AFTER_N = "n\uffff"
"""Spanish has its ñ after every other n."""


def alphabetical_key(text: str, language: str = "en") -> str:
    """What a text is sorted by: its letters and digits without accents or case.

    Spanish keeps ñ apart, after n. Arabic leaves vowel signs and the article out, and writes alif one way, as
    its dictionaries do.

    >>> sorted(["ñame", "nube", "Árbol", "zona"], key=lambda word: alphabetical_key(word, "es"))
    ['Árbol', 'nube', 'ñame', 'zona']
    """
    text = unicodedata.normalize("NFC", text).casefold()
    if language == "ar":
        text = _ARTICLE.sub("", _ALIF.sub("\u0627", text))
    if language == "es":
        text = text.replace("ñ", _AFTER_N)
    plain = unicodedata.normalize("NFKD", text)
    return "".join(sign for sign in plain if sign.isalnum() or sign in "\uffff ").strip()


def first_letter(text: str, language: str = "en") -> str:
    """The capital under which a text stands in a list; `0-9` for one that begins with no letter."""
    key = alphabetical_key(text, language)
    if language == "es" and key.startswith(_AFTER_N):
        return "Ñ"
    return key[0].upper() if key[:1].isalpha() else "0-9"
