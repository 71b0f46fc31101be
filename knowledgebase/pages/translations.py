"""The pages of translated records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import message
from knowledgebase.pages.languages import (
    describe_interface,
    find_target,
    list_languages_of_record,
    voice,
)
from knowledgebase.pages.page import Page, Shelf, render
from knowledgebase.records import KINDS
from knowledgebase.translations import Translation, TranslationStatus


def make_translated_pages(shelf: Shelf) -> Iterator[Page]:
    """The page of each translation of a published record."""
    for group in shelf.knowledge.translations_of.values():
        yield from (_make_page(shelf.knowledge, translation) for translation in group)


def _make_page(knowledge: KnowledgeBase, translation: Translation) -> Page:
    original = knowledge.records[translation.original_id]
    language, data = translation.language, translation.data
    page = knowledge.page_of_translation(translation)
    body = expand_crosslinks(translation.document.body, page, partial(find_target, knowledge, language))
    notices = []
    if translation.is_behind(original):
        notices.append(message("The English original has changed since this translation was made."))
    if data.status is TranslationStatus.NEEDS_REVIEW:
        notices.append(
            message(
                "This translation was not yet reviewed by a native reader."
                " Where in doubt, the English original counts."
            )
        )
    markdown = render(
        "translation.md.jinja",
        **voice(language),
        label=KINDS[original.kind].label,
        data=data,
        notices=notices,
        original=addresses.link(page, knowledge.page_of(original)),
        body=Markup(body.strip()),  # noqa: S704 -- Markdown, not HTML; the page is sanitised when rendered
    )
    meta: dict[str, object] = {
        "title": data.title,
        "description": data.summary,
        "edit_path": translation.document.path,
        "breadcrumbs": [],
        "alternates": list_languages_of_record(knowledge, original),
        "interface": describe_interface(knowledge, language),
        "search_kind": KINDS[original.kind].label,
    }
    return Page(page, markdown, meta)
