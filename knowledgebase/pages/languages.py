"""The languages in which a page can be read, and the words around a translated one."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from functools import partial

from knowledgebase import addresses
from knowledgebase.crosslinks import Target
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import (
    LANGUAGES,
    Language,
    language_of_page,
    say,
    say_count,
    say_or_mark,
    words_of,
)
from knowledgebase.pages.page import Link
from knowledgebase.records import Record

THEME = ("docs/overrides/", "mkdocs.yml")
"""Where the theme's templates and what they show on every page stand."""
SCRIPTS = "docs/assets/js/"


def list_languages(page: str, languages: Iterable[Language]) -> list[dict[str, str]]:
    """A page in English and in each of `languages`; nothing where there is English alone."""
    found = [
        {
            "code": language.code,
            "name": language.name,
            "url": f"{addresses.served(addresses.translated(page, language.code))}/",
        }
        for language in languages
    ]
    served = addresses.served(page)
    return (
        [{"code": "en", "name": "English", "url": f"{served}/" if served else "./"}, *found] if found else []
    )


def list_languages_of_record(knowledge: KnowledgeBase, record: Record) -> list[dict[str, str]]:
    """The page of a record in each language, English first; nothing where there is English alone."""
    translations = knowledge.translations_of.get(record.id, ())
    written = {translation.language for translation in translations}
    ordered = [language for language in LANGUAGES.values() if language in written]
    return list_languages(knowledge.page_of(record), ordered)


def find_target(knowledge: KnowledgeBase, language: Language, name: str) -> Target | None:
    """Where a record's name leads in a language: to its translation, or to the record."""
    target = knowledge.target(name)
    record = knowledge.resolve(name)
    translation = knowledge.translation_in(record, language) if record else None
    if target and translation:
        return Target(knowledge.page_of_translation(translation), translation.data.title)
    return target


def link_to_record(knowledge: KnowledgeBase, language: Language, page: str, name: str) -> Link | None:
    """A link from a page in a language to the record of a name, which may be in English alone."""
    target = find_target(knowledge, language, name)
    if target is None:
        return None
    is_translated = language_of_page(target.page) is language
    return Link(target.title, addresses.link(page, target.page), "" if is_translated else "en")


def describe_interface(knowledge: KnowledgeBase, language: Language) -> dict[str, object]:
    """What the theme has to know of a page in a language, as front matter."""
    words = {text: forms["other"] for text, forms in words_of(language, *THEME).items()}
    described: dict[str, object] = {
        "language": language.code,
        "direction": language.direction,
        "words": words,
    }
    if knowledge.translated_terms.get(language.code):
        described["glossary"] = (
            f"{addresses.served(addresses.translated(addresses.GLOSSARY, language.code))}/"
        )
    return described


def list_homes(knowledge: KnowledgeBase) -> list[dict[str, str]]:
    """The home page of each language that has one, English first; nothing where there is English alone.

    `home` says in the language that it is the home page to which a link leads.
    """
    homes = [
        {
            "code": language.code,
            "name": language.name,
            "url": f"{language.code}/",
            "home": say(language, "Home page"),
        }
        for language in knowledge.languages
    ]
    return [{"code": "en", "name": "English", "url": ".", "home": "Home page"}, *homes] if homes else []


def make_word_files(knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """What scripts say in each language, as a script that pages in it load: its path and text."""
    for language in knowledge.languages:
        words = json.dumps(words_of(language, SCRIPTS), ensure_ascii=False, separators=(",", ":"))
        yield f"assets/words/{language.code}.js", f"window.kbTranslations = {words};\n"


def voice(language: Language | None) -> dict[str, object]:
    """What a template speaks with: `say` a text, `count` things, and `mark` what may be in English alone."""
    return {
        "say": partial(say, language),
        "count": partial(say_count, language),
        "mark": partial(say_or_mark, language),
    }
