"""The languages of the site besides English, and what its pages say in each of them.

Messages stand in gettext catalogs, `knowledgebase/locales/<language>/LC_MESSAGES/knowledgebase.po`, which any
translation tool edits. They are read as they are, so that nothing has to be compiled before a build.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"


@dataclass(frozen=True)
class Language:
    """A language that pages are translated into."""

    code: str
    """BCP 47, as in addresses and in the `lang` of a page."""
    name: str
    """In the language itself, as its readers look for it."""
    direction: str
    """`ltr` or `rtl`."""
    csl_locale: str
    """The CSL locale that its citations follow; citeproc-py carries the project's files."""


LANGUAGES: Mapping[str, Language] = {
    language.code: language
    for language in (
        Language("fr", "Français", "ltr", "fr-FR"),
        Language("es", "Español", "ltr", "es-ES"),
        Language("ar", "العربية", "rtl", "ar"),
    )
}
"""Every language but English, by its code."""


def language_of_page(page: str) -> Language | None:
    """The language of a page by its address, `fr/techniques/feedback.md`; None for an English one."""
    return LANGUAGES.get(page.partition("/")[0])


@cache
def read_messages(code: str) -> Mapping[str, str]:
    """The messages of a language by their English text; those marked fuzzy are left out."""
    with (LOCALES / code / "LC_MESSAGES" / "knowledgebase.po").open("rb") as file:
        catalog = read_po(file, locale=code, abort_invalid=True)
    return {
        str(message.id): str(message.string)
        for message in catalog
        if message.id and message.string and not message.fuzzy
    }


def say(language: Language | None, text: str) -> str:
    """`text` in a language; as it is in English, and where its catalog has no such message."""
    return read_messages(language.code).get(text, text) if language else text
