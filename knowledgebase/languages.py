"""The languages of the site besides English, and what its pages say in each of them.

Messages stand in gettext catalogs, `knowledgebase/locales/<language>/LC_MESSAGES/knowledgebase.po`, which any
translation tool edits. They are read as they are, so that nothing has to be compiled before a build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Message as CatalogMessage
from babel.messages.pofile import read_po
from markupsafe import Markup, escape

LOCALES = Path(__file__).parent / "locales"
DOMAIN = "knowledgebase"
"""The name of the catalogs' files."""


@dataclass(frozen=True)
class Language:
    """A language that pages are translated into."""

    code: str
    """BCP 47, as in addresses and in the `lang` of a page."""
    name: str
    """In the language itself, as its readers look for it."""
    english: str
    direction: str
    """`ltr` or `rtl`."""
    csl_locale: str
    """The CSL locale that its citations follow; citeproc-py carries the project's files."""


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("fr", "Français", "French", "ltr", "fr-FR"),
        Language("es", "Español", "Spanish", "ltr", "es-ES"),
        Language("ar", "العربية", "Arabic", "rtl", "ar"),
    )
}
"""Every language but English, by its code."""


PLURALS: Mapping[str, tuple[str, ...]] = {
    "fr": ("one", "other"),
    "es": ("one", "other"),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
"""CLDR's plural categories in the order of a catalog's `msgstr[0]`, `msgstr[1]` and so on."""


def language_of_page(page: str) -> Language | None:
    """The language of a page by its address, `fr/techniques/feedback.md`; None for an English one."""
    return LANGUAGES.get(page.partition("/")[0])


@dataclass(frozen=True)
class Message:
    """What is said in one language for an English text."""

    english: str
    """The text by which it is asked for; of one with a number, the English plural."""
    forms: Mapping[str, str]
    """By CLDR's plural category, `one` or `few`; a message without a number has `other` alone."""
    places: frozenset[str]
    """The files that say it, from the root: `docs/assets/js/search.js`."""


@cache
def read_messages(code: str) -> Mapping[str, Message]:
    """The messages of a language by their English text; those marked fuzzy and empty ones are left out."""
    with (LOCALES / code / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        catalog = read_po(file, locale=code, abort_invalid=True)
    messages = (_read_message(code, found) for found in catalog if found.id and not found.fuzzy)
    return {message.english: message for message in messages if all(message.forms.values()) and message.forms}


def _read_message(code: str, found: CatalogMessage) -> Message:
    places = frozenset(str(place) for place, _ in found.locations)
    if isinstance(found.id, tuple):
        forms = found.string if isinstance(found.string, tuple) else ()
        return Message(str(found.id[1]), dict(zip(PLURALS[code], map(str, forms), strict=False)), places)
    return Message(str(found.id), {"other": str(found.string)}, places)


def message(text: str) -> str:
    """`text` as it is; marks it as one that `say` will be asked for, so that it is put into the catalogs."""
    return text


def say(language: Language | None, text: str) -> str:
    """`text` in a language; as it is in English, and where its catalog has no such message."""
    message = read_messages(language.code).get(text) if language else None
    return message.forms["other"] if message else text


def say_count(language: Language | None, number: int, singular: str, plural: str) -> str:
    """`{number}` things as a language counts them, in which Arabic has six forms."""
    message = read_messages(language.code).get(plural) if language else None
    if language and message:
        category = Locale.parse(language.code).plural_form(number)
        return message.forms.get(category, message.forms["other"]).format(number=number)
    return (singular if number == 1 else plural).format(number=number)


def say_or_mark(language: Language | None, text: str) -> Markup:
    """`text` in a language as HTML; where its catalog has it not, the English text, marked as such."""
    if language is None or text in read_messages(language.code):
        return escape(say(language, text))
    return Markup('<span lang="en" dir="ltr">{}</span>').format(text)


def words_of(language: Language, *places: str) -> dict[str, Mapping[str, str]]:
    """What files say whose paths begin with one of `places`, by the English text and the plural category."""
    return {
        text: message.forms
        for text, message in sorted(read_messages(language.code).items())
        if any(place.startswith(places) for place in message.places)
    }
