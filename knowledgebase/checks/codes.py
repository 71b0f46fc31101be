"""Rules on codes of public registers: countries, languages, people."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

import langcodes
import pycountry
from idutils.validators import is_orcid

from knowledgebase.checks.rule import Mistake, at_value, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import Activity, Record, ResearchSummary
from knowledgebase.source import FieldPath


@rule("KB125", "unknown-country")
def check_countries(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A country is a code of ISO 3166-1 alpha-3.

    Readers see the country's name, which comes from the code, and filter by it.

    Bad:
        countries: [KSV]

    Good:
        countries: [KEN]
    """
    for record in knowledge.records.values():
        for path, code in _countries(record):
            if pycountry.countries.get(alpha_3=code) is None:
                message = f"There is no country `{code}` in ISO 3166-1."
                yield at_value(record, path, message, _suggest_country(code))


def _countries(record: Record) -> Iterator[tuple[FieldPath, str]]:
    match record.data:
        case Activity() as data:
            yield from ((("countries", index), code) for index, code in enumerate(data.countries))
        case ResearchSummary() as data if data.participants:
            countries = enumerate(data.participants.countries)
            yield from ((("participants", "countries", index), code) for index, code in countries)


def _suggest_country(code: str) -> str:
    """A hint for codes that are no country's: one that a country had, or one of another register."""
    former = pycountry.historic_countries.get(alpha_3=code)
    if former is not None:
        return f"{former.name} has this code no more; name the countries of today."
    return "Look the code up at https://www.iso.org/obp/ui/#search (three letters)."


@rule("KB126", "unknown-language")
def check_languages(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A language is a tag of BCP 47 whose parts are registered.

    The page declares it, so that screen readers and translators take the right one.

    Bad:
        languages: [xx]

    Good:
        languages: [fr, zh-Hant]
    """
    for record in knowledge.records.values():
        languages = record.data.languages if isinstance(record.data, Activity) else []
        tags: list[tuple[FieldPath, str]] = [(("language",), record.data.language)]
        tags += [(("languages", index), tag) for index, tag in enumerate(languages)]
        for path, tag in tags:
            if not _is_language(tag):
                hint = "Write a code such as `en`, `fr`, `ar`, `pt-BR` or `zh-Hant`."
                yield at_value(record, path, f"There is no language `{tag}` in BCP 47's registry.", hint)


@lru_cache(maxsize=1000)
def _is_language(tag: str) -> bool:
    try:
        return bool(langcodes.tag_is_valid(tag))
    except ValueError:
        return False


@rule("KB127", "orcid-check-digit")
def check_orcids(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An ORCID iD ends in its check digit (ISO 7064, 11-2).

    A wrong digit credits another person, or nobody.

    Bad:
        orcid: 0000-0002-1825-0098

    Good:
        orcid: 0000-0002-1825-0097
    """
    for record in knowledge.records.values():
        for index, person in enumerate(record.data.contributors):
            if person.orcid and not _is_orcid(person.orcid):
                message = f"`{person.orcid}` is no ORCID iD: its last digit does not fit the others."
                hint = "Copy it anew from the person's page at https://orcid.org."
                yield at_value(record, ("contributors", index, "orcid"), message, hint)


def _is_orcid(text: str) -> bool:
    return bool(is_orcid(text))  # type: ignore[no-untyped-call]  # idutils has no types
