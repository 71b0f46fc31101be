"""Translations in the open data, and what their pages say of themselves to machines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import Draft
from jsonschema import Draft202012Validator
from rendering import DAY
from schemaorg import find_mistakes

from knowledgebase.exports import Site, describe_other_page, describe_pages, make_exports
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.translations import fingerprint

SITE = Site("Learning", "What works.", "1.2", DAY, "https://example.org/kb/")
ORIGINAL = "entries/techniques/retrieval-practice.md"
HERE = "https://example.org/kb/fr/techniques/retrieval-practice/"
THERE = "https://example.org/kb/techniques/retrieval-practice/"


@pytest.fixture
def knowledge(draft: Draft) -> KnowledgeBase:
    original = draft.read().records["retrieval-practice"]
    draft.write(
        "entries/techniques/retrieval-practice.fr.md",
        f"---\ntitle: Rappel\nsummary: Rappeler.\ntranslation_of: '{fingerprint(original)}'\n"
        f"status: needs-review\ntranslators: [A. Person]\n---\n{original.document.body}",
    )
    draft.write(
        "entries/glossary.fr.yml",
        "Spacing: {term: Espacement, definition: Des intervalles., translation_of: 0123456789ab}\n",
    )
    return draft.read()


def describe(knowledge: KnowledgeBase, page: str) -> Any:
    data = json.loads(dict(describe_pages(knowledge, SITE))[page].json_ld)
    assert list(find_mistakes(data)) == []
    return data


def export(knowledge: KnowledgeBase, path: str) -> Any:
    return json.loads({file.path: file.text for file in make_exports(knowledge, SITE)}[path])


def test_the_page_of_a_translation_names_the_work_that_it_translates(knowledge: KnowledgeBase) -> None:
    data = describe(knowledge, "fr/techniques/retrieval-practice.md")
    assert (data["@id"], data["name"], data["inLanguage"]) == (HERE, "Rappel", "fr")
    assert data["translationOfWork"] == {
        "@type": "LearningResource",
        "@id": THERE,
        "name": "Retrieval practice",
        "inLanguage": "en",
    }
    assert [person["name"] for person in data["translator"]] == ["A. Person"]
    assert "workTranslation" not in data


def test_the_page_of_the_original_names_its_translations(knowledge: KnowledgeBase) -> None:
    data = describe(knowledge, "techniques/retrieval-practice.md")
    assert data["workTranslation"] == [
        {"@type": "LearningResource", "@id": HERE, "name": "Rappel", "inLanguage": "fr"}
    ]
    assert "workTranslation" not in describe(knowledge, "techniques/spaced-practice.md")


def test_a_translation_is_cited_as_one_under_a_key_of_its_own(knowledge: KnowledgeBase) -> None:
    described = dict(describe_pages(knowledge, SITE))["fr/techniques/retrieval-practice.md"]
    apa, bibtex, _ = (citation.text for citation in described.citations)
    assert "Rappel" in apa and "French translation by A. Person" in apa
    assert bibtex.startswith("@online{retrieval-practice-fr,")
    assert HERE in bibtex
    assert ("citation_title", "Rappel") in described.tags


def test_a_translated_glossary_is_a_set_of_terms_in_its_language(knowledge: KnowledgeBase) -> None:
    data = describe(knowledge, "fr/glossary.md")
    assert data["inLanguage"] == data["mainEntity"]["inLanguage"] == "fr"
    [term] = data["mainEntity"]["hasDefinedTerm"]
    assert (term["@id"], term["name"]) == ("https://example.org/kb/fr/glossary/#spacing", "Espacement")


def test_any_page_below_a_language_is_in_that_language() -> None:
    languages = {
        page: json.loads(describe_other_page(page, "A", "B", SITE).json_ld)["inLanguage"]
        for page in ("fr/index.md", "ar/index.md", "index.md", "french.md")
    }
    assert languages == {"fr/index.md": "fr", "ar/index.md": "ar", "index.md": "en", "french.md": "en"}


def test_a_record_lists_its_translations_with_their_text(knowledge: KnowledgeBase) -> None:
    record = export(knowledge, "data/records/retrieval-practice.json")
    [translation] = record["translations"]
    assert (translation["language"], translation["url"]) == ("fr", HERE)
    assert translation["fields"]["title"] == "Rappel"
    assert translation["body"] == record["body"]
    assert translation["is_behind"] is False
    assert "translations" not in export(knowledge, "data/records/spaced-practice.json")


def test_the_fields_of_a_translation_are_as_their_schema_says(knowledge: KnowledgeBase) -> None:
    schema = export(knowledge, "schemas/translation.schema.json")
    validator = Draft202012Validator(schema)
    [translation] = export(knowledge, "data/records/retrieval-practice.json")["translations"]
    assert validator.is_valid(translation["fields"])
    assert not validator.is_valid(translation["fields"] | {"status": "perfect"})
    assert schema["$id"] == "https://example.org/kb/schemas/translation.schema.json"


def test_a_translation_behind_its_original_says_so_in_the_data(
    draft: Draft, knowledge: KnowledgeBase
) -> None:
    draft.change(ORIGINAL, "When nothing was learned yet.", "When nothing has been learned.")
    [translation] = export(draft.read(), "data/records/retrieval-practice.json")["translations"]
    assert translation["is_behind"] is True


def test_a_term_lists_its_translations(knowledge: KnowledgeBase) -> None:
    terms = export(knowledge, "data/glossary.json")
    assert terms["Spacing"]["translations"]["fr"]["term"] == "Espacement"
    assert terms["Spacing"]["translations"]["fr"]["is_behind"] is True
    assert "translations" not in terms["Retention"]
