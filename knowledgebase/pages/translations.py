"""The pages of translated records, and a list of them in each language."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import Target, expand_crosslinks
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import LANGUAGES, Language, say
from knowledgebase.pages.languages import describe_interface, list_languages
from knowledgebase.pages.page import Link, Page, Shelf, render
from knowledgebase.records import KINDS, Kind
from knowledgebase.translations import Translation, TranslationStatus


def make_translated_pages(shelf: Shelf) -> Iterator[Page]:
    """The page of each translation of a published record, and the home page of each language that has any."""
    for language in LANGUAGES.values():
        found = [
            translation
            for group in shelf.knowledge.translations_of.values()
            for translation in group
            if translation.language is language
        ]
        if found:
            yield _make_home(shelf.knowledge, language, found)
            yield from (_make_page(shelf.knowledge, translation) for translation in found)


def _make_page(knowledge: KnowledgeBase, translation: Translation) -> Page:
    original = knowledge.records[translation.original_id]
    language, data = translation.language, translation.data
    page = addresses.translated(knowledge.page_of(original), language.code)
    body = expand_crosslinks(translation.document.body, page, partial(_target, knowledge, language))
    notices = []
    if translation.is_behind(original):
        notices.append("The English original has changed since this translation was made.")
    if data.status is TranslationStatus.NEEDS_REVIEW:
        notices.append(
            "This translation was not yet reviewed by a native reader."
            " Where in doubt, the English original counts."
        )
    markdown = render(
        "translation.md.jinja",
        say=partial(say, language),
        label=KINDS[original.kind].label,
        data=data,
        notices=notices,
        original=addresses.link(page, knowledge.page_of(original)),
        body=Markup(body.strip()),  # noqa: S704 -- Markdown, not HTML; the page is sanitised when rendered
    )
    home = {
        "title": language.name,
        "url": f"{addresses.served(addresses.translated('index.md', language.code))}/",
    }
    meta: dict[str, object] = {
        "title": data.title,
        "description": data.summary,
        "edit_path": translation.document.path,
        "breadcrumbs": [home],
        "alternates": list_languages(knowledge, original),
        "interface": describe_interface(language),
    }
    return Page(page, markdown, meta)


def _target(knowledge: KnowledgeBase, language: Language, name: str) -> Target | None:
    """Where a cross-link of a translation leads: to the translation of a record, or to the record."""
    target = knowledge.target(name)
    record = knowledge.resolve(name)
    for translation in knowledge.translations_of.get(record.id, ()) if target and record else ():
        if translation.language is language and target:
            return Target(addresses.translated(target.page, language.code), translation.data.title)
    return target


def _make_home(knowledge: KnowledgeBase, language: Language, found: list[Translation]) -> Page:
    page = addresses.translated(addresses.HOME, language.code)
    links = [(_link(knowledge, translation, page), translation.data.summary) for translation in found]
    markdown = render(
        "language_home.md.jinja",
        say=partial(say, language),
        language=language,
        links=links,
        all_techniques=addresses.link(page, addresses.kind_page(Kind.TECHNIQUE)),
    )
    lead = say(language, "What works when adults learn, for people who build other people's capacity.")
    meta = {"title": language.name, "description": lead, "interface": describe_interface(language)}
    return Page(page, markdown, meta)


def _link(knowledge: KnowledgeBase, translation: Translation, page: str) -> Link:
    original = knowledge.page_of(knowledge.records[translation.original_id])
    return Link(
        translation.data.title,
        addresses.link(page, addresses.translated(original, translation.language.code)),
    )
