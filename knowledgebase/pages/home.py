"""The home page in each language, from one template."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.evidence.freshness import last_touched
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import Language, message, say
from knowledgebase.pages.indexes import LEADS, describe_tags
from knowledgebase.pages.languages import describe_interface, list_languages, voice
from knowledgebase.pages.learning_paths import has_start_page
from knowledgebase.pages.page import Card, Link, Page, Shelf, make_cards, render
from knowledgebase.records import KINDS, Kind, Record
from knowledgebase.translations import Translation
from knowledgebase.vocabulary import Facet

CARDS_ON_HOME = 6
_WEIGHING = "evidence.md"
_ABOUT = "about.md"
_READING_OFFLINE = "use.md#read-offline"
_LEAD = message("What works when adults learn, for people who build other people's capacity.")


def make_home_page(shelf: Shelf) -> Page:
    """The home page: ways in by kind and need, the most used techniques, the newest records."""
    page = addresses.HOME
    knowledge = shelf.knowledge
    meta: dict[str, object] = {"title": "Home", "description": LEADS[Kind.TECHNIQUE], "hide": ["toc"]}
    if alternates := list_languages(page, knowledge.languages):
        meta["alternates"] = alternates
    return Page(page, _render(knowledge, None, page), meta)


def make_language_home(shelf: Shelf, language: Language) -> Page:
    """The home page of a language: what is translated first, then all that the English one has."""
    knowledge = shelf.knowledge
    page = addresses.translated(addresses.HOME, language.code)
    meta = {
        "title": language.name,
        "description": say(language, _LEAD),
        "hide": ["toc"],
        "alternates": list_languages(addresses.HOME, knowledge.languages),
        "interface": describe_interface(knowledge, language),
    }
    return Page(page, _render(knowledge, language, page), meta)


def _render(knowledge: KnowledgeBase, language: Language | None, page: str) -> str:
    def link(target: str) -> str:
        return addresses.link(page, target)

    most_used = most_used_techniques(knowledge)[:CARDS_ON_HOME]
    newest = newest_records(knowledge)[:CARDS_ON_HOME]
    return render(
        "home.md.jinja",
        **voice(language),
        is_translated=language is not None,
        hint=Markup(' hreflang="en"') if language else "",
        translated=_list_translated(knowledge, language, page) if language else [],
        glossary=_link_to_glossary(knowledge, language, page) if language else None,
        explore=link(addresses.EXPLORE),
        compare=link(addresses.COMPARE),
        map=link(addresses.MAP),
        needs_page=link(addresses.NEEDS),
        agendas=link(addresses.AGENDAS),
        composer=link(addresses.COMPOSER),
        weighing=link(_WEIGHING),
        about=link(_ABOUT),
        contribute=link(addresses.CONTRIBUTE),
        offline=link(_READING_OFFLINE),
        start=link(addresses.START) if has_start_page(knowledge) else "",
        paths=[
            {
                "href": link(addresses.path_page(name)),
                "title": path.title,
                "reader": path.reader,
                "steps": len(path.steps),
            }
            for name, path in knowledge.learning_paths.items.items()
        ],
        total=len(knowledge.published),
        sources=len(knowledge.bibliography),
        ways=[
            {
                "kind": kind.value,
                "label": description.plural,
                "href": link(addresses.kind_page(kind)),
                "count": len(knowledge.of_kind(kind)),
                "text": LEADS[kind],
            }
            for kind, description in KINDS.items()
        ],
        needs=[tag for tag in describe_tags(knowledge, Facet.NEED, page) if tag["count"]],
        most_used=_make_cards(knowledge, language, most_used, page),
        newest=_make_cards(knowledge, language, newest, page),
    )


def _link_to_glossary(knowledge: KnowledgeBase, language: Language, page: str) -> Link | None:
    if language.code not in knowledge.translated_terms:
        return None
    glossary = addresses.translated(addresses.GLOSSARY, language.code)
    return Link(say(language, "Glossary"), addresses.link(page, glossary))


def _list_translated(knowledge: KnowledgeBase, language: Language, page: str) -> list[Card]:
    groups = knowledge.translations_of.values()
    found = [translation for group in groups for translation in group if translation.language is language]
    return [_make_translated_card(knowledge, translation, page) for translation in found]


def _make_cards(
    knowledge: KnowledgeBase, language: Language | None, records: Iterable[Record], page: str
) -> list[Card]:
    """Records as cards, each translated where it can be; the others say that they are in English."""
    cards: list[Card] = []
    for record in records:
        if own := knowledge.translation_in(record, language):
            cards.append(_make_translated_card(knowledge, own, page))
        else:
            cards += make_cards(knowledge, [record], page, language="en" if language else "")
    return cards


def _make_translated_card(knowledge: KnowledgeBase, translation: Translation, page: str) -> Card:
    original = knowledge.records[translation.original_id]
    return Card(
        kind=original.kind.value,
        label=say(translation.language, KINDS[original.kind].label),
        title=translation.data.title,
        href=addresses.link(page, knowledge.page_of_translation(translation)),
        summary=translation.data.summary,
        meta="",
        tags=" ".join(knowledge.all_tags(original)),
        year=None,
    )


def most_used_techniques(knowledge: KnowledgeBase) -> list[Record]:
    """Techniques by the number of records that name them, most first."""
    named = knowledge.linked_from
    techniques = [record for record in knowledge.of_kind(Kind.TECHNIQUE) if record.id in named]
    return sorted(techniques, key=lambda record: (-len(named[record.id]), record.id))


def newest_records(knowledge: KnowledgeBase) -> list[Record]:
    """Records by the day on which they were last reviewed or made, newest first, kinds taking turns."""
    turns: list[tuple[int, int, Record]] = []
    for order, kind in enumerate(Kind):
        records = sorted(knowledge.of_kind(kind), key=lambda record: (_last_touched(record), record.id))
        turns += [(turn, order, record) for turn, record in enumerate(reversed(records))]
    first = sorted(turns, key=lambda turn: (-_last_touched(turn[2]).toordinal(), turn[0], turn[1]))
    return [record for _, _, record in first]


def _last_touched(record: Record) -> datetime.date:
    return last_touched(record) or datetime.date.min
