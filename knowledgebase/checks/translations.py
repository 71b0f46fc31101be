"""Rules on translations: each has its original, cites the same, has its structure, and is not behind it."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Record
from knowledgebase.source import find_sections
from knowledgebase.translations import Translation, fingerprint


def translated_pairs(knowledge: KnowledgeBase) -> Iterator[tuple[Translation, Record]]:
    """Each translation with its original, where there is one."""
    for translation in knowledge.translations:
        original = knowledge.records.get(translation.original_id)
        if original and original.kind is translation.kind:
            yield translation, original


def ask_to_compare(right: str) -> str:
    """How to mend what is behind its original; `right` is the fingerprint of the original as it stands."""
    return f"Compare the two, then write `translation_of: {right}`."


@rule("KB180", "translation-without-original")
def check_originals(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translation stands beside the record that it translates.

    Without its original it would have no page, and nobody could tell whether it is right.

    Bad:
        entries/techniques/feed-back.fr.md

    Good:
        entries/techniques/feedback.fr.md
    """
    found = {id(translation) for translation, _ in translated_pairs(knowledge)}
    for translation in knowledge.translations:
        if id(translation) not in found and translation.original_id not in knowledge.unread:
            message = f"There is no record `{translation.original_id}` in this folder to translate."
            hint = "Name the file as its original, with the language before `.md`."
            yield Mistake(translation.document.path, 1, 1, message, hint)


@rule("KB181", "translation-sections")
def check_sections(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translation has as many sections as its original.

    A section left out, of limits perhaps, would make a method look better in one language than in another.

    Bad:
        ## En une minute

    Good:
        ## En une minute
        ## Comment faire
    """
    for translation, original in translated_pairs(knowledge):
        sections = list(find_sections(translation.document.body))
        if len(sections) != len(original.sections) and not translation.is_behind(original):
            message = f"{len(sections)} sections, where the original has {len(original.sections)}."
            path, line = translation.document.path, translation.document.body_line
            yield Mistake(path, line, 1, message, "Translate every section, and add none.")


@rule("KB182", "translation-citations")
def check_citations(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translation cites the same sources as its original, in the same order.

    A claim keeps its source in every language.

    Bad:
        Le bénéfice est net.

    Good:
        Le bénéfice est net [@keiser2021].
    """
    for translation, original in translated_pairs(knowledge):
        if translation.is_behind(original):
            continue
        path = translation.document.path
        cited = [item.key for citation in knowledge.citations[path] for item in citation.items]
        expected = [item.key for citation in knowledge.citations[original.path] for item in citation.items]
        if cited == expected:
            continue
        pairs = zip([*cited, ""], [*expected, ""], strict=False)
        here, there = next(pair for pair in pairs if pair[0] != pair[1])
        message = (
            f"It cites {f'`@{here}`' if here else 'nothing more'} where the original cites "
            f"{f'`@{there}`' if there else 'nothing more'}."
        )
        hint = "Keep every citation of the original, in its order."
        yield Mistake(path, translation.document.body_line, 1, message, hint)


@rule("KB183", "translation-behind", Severity.WARNING)
def check_age(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translation is of its original as it stands now.

    Its page says that it is behind until someone has compared the two.

    Bad:
        translation_of: 0123456789ab

    Good:
        translation_of: 617723809a98
    """
    for translation, original in translated_pairs(knowledge):
        if translation.is_behind(original):
            place = translation.document.fields.place_of_value(("translation_of",))
            message = f"The original {original.path} has changed since it was translated."
            hint = ask_to_compare(fingerprint(original))
            yield Mistake(translation.document.path, place.line, place.column, message, hint)
