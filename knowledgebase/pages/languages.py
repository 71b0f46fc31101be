"""The languages in which a page can be read, and the words around a translated one."""

from __future__ import annotations

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import Language, say
from knowledgebase.records import Record

FURNITURE = ("Skip to content", "Search", "Menu", "On this page", "Languages", "Home")
"""What the theme's templates say around a page."""


def list_languages(knowledge: KnowledgeBase, record: Record) -> list[dict[str, str]]:
    """The page of a record in each language, English first; nothing where there is English alone."""
    translations = knowledge.translations_of.get(record.id, ())
    if not translations:
        return []
    page = knowledge.page_of(record)
    english = {"code": "en", "name": "English", "url": f"{addresses.served(page)}/"}
    return [
        english,
        *(
            {
                "code": translation.language.code,
                "name": translation.language.name,
                "url": f"{addresses.served(addresses.translated(page, translation.language.code))}/",
            }
            for translation in translations
        ),
    ]


def describe_interface(language: Language) -> dict[str, object]:
    """What the theme has to know of a page in a language, as front matter."""
    words = {text: say(language, text) for text in FURNITURE}
    return {"language": language.code, "direction": language.direction, "words": words}
