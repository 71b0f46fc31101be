"""Rules on the glossary in other languages: each term is one of the English glossary, as that stands."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.checks.translations import ask_to_compare
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase, fold_name
from knowledgebase.languages import LANGUAGES
from knowledgebase.term_translations import TermTranslations, term_fingerprint
from knowledgebase.validation import suggest

NAMED_MISSING = 5
"""Terms without a translation that a message names."""


@rule("KB184", "unknown-term-translation")
def check_known(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translated term stands under its English term, as the English glossary writes it.

    Pages lead to a term by its English name, so another one would be shown nowhere.

    Bad:
        Effect sizes: {term: Taille d’effet, definition: …}

    Good:
        Effect size: {term: Taille d’effet, definition: …}
    """
    for terms in knowledge.term_translations.values():
        for english in terms.items:
            if not knowledge.glossary.names(english):
                message = f"There is no term `{english}` in {knowledge.glossary.path}."
                hint = suggest(english, knowledge.glossary.items) or "Take it out, or add the English term."
                yield _at(terms, english, (), message, hint)


@rule("KB185", "term-not-translated", Severity.WARNING)
def check_complete(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The glossary of a language has every term of the English one.

    Where a term is missing, readers of that language meet the word without its meaning. All that are missing
    are one finding.

    Bad:
        glossary.fr.yml without `Effect size`

    Good:
        Effect size: {term: Taille d’effet, definition: …}
    """
    for code, terms in knowledge.term_translations.items():
        missing = [term for term in knowledge.glossary.items if not terms.names(term)]
        if missing:
            named = ", ".join(f"`{term}`" for term in missing[:NAMED_MISSING])
            rest = len(missing) - NAMED_MISSING
            message = (
                f"{len(missing)} of {len(knowledge.glossary)} terms of {knowledge.glossary.path} are not in"
                f" {LANGUAGES[code].english}: {named}{f' and {rest} more' if rest > 0 else ''}."
            )
            yield Mistake(terms.path, 1, 1, message, "Add them under their English names.")


@rule("KB186", "term-translation-behind", Severity.WARNING)
def check_age(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A translated term is of its English definition as that stands now.

    Its page says that it is behind until someone has compared the two.

    Bad:
        translation_of: 0123456789ab

    Good:
        translation_of: 617723809a98
    """
    for code, terms in knowledge.term_translations.items():
        for term in knowledge.translated_terms.get(code, ()):
            if term.is_behind:
                message = (
                    f"The definition of `{term.english}` in {knowledge.glossary.path} has changed since it"
                    " was translated."
                )
                hint = ask_to_compare(term_fingerprint(term.english, term.original))
                yield _at(terms, term.english, ("translation_of",), message, hint)


@rule("KB187", "translated-spelling-twice")
def check_once(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A spelling stands for one term of a language's glossary.

    Where a text uses it, the page could show either definition.

    Bad:
        Outcome: {term: Résultat, definition: …}
        Result: {term: Résultat, definition: …}

    Good:
        Outcome: {term: Effet, definition: …}
        Result: {term: Résultat, definition: …}
    """
    for terms in knowledge.term_translations.values():
        owners: dict[str, str] = {}
        for english, entry in terms.items.items():
            places: list[tuple[str | int, ...]] = [
                ("term",),
                *(("forms", i) for i in range(len(entry.forms))),
            ]
            for path, spelling in zip(places, (entry.term, *entry.forms), strict=True):
                folded = fold_name(spelling)
                owner = owners.setdefault(folded, english)
                if owner != english:
                    message = f"`{spelling}` stands for `{owner}` already, so a page could show either."
                    yield _at(terms, english, path, message, "Keep it at one of the two.")


def _at(
    terms: TermTranslations, english: str, path: tuple[str | int, ...], message: str, hint: str
) -> Mistake:
    place = terms.place(english, *path)
    return Mistake(terms.path, place.line, place.column, message, hint)
