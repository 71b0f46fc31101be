"""All generated pages of a knowledge base, as plain Markdown."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.pages.activity_evaluations import make_evaluation_pages
from knowledgebase.pages.activity_map import make_activity_map_page
from knowledgebase.pages.activity_timeline import make_timeline_pages
from knowledgebase.pages.agendas import make_agenda_pages
from knowledgebase.pages.changes import make_changes_pages
from knowledgebase.pages.compare import make_compare_page
from knowledgebase.pages.composer import make_composer_page
from knowledgebase.pages.data import make_data_page
from knowledgebase.pages.evidence_map import make_map_page
from knowledgebase.pages.explore import make_explore_page
from knowledgebase.pages.fields import make_fields_page
from knowledgebase.pages.freshness import make_freshness_page
from knowledgebase.pages.glossary import make_glossary_pages
from knowledgebase.pages.home import make_home_page, make_language_home
from knowledgebase.pages.indexes import make_kind_pages, make_tag_pages
from knowledgebase.pages.languages import list_homes, make_word_files
from knowledgebase.pages.learning_paths import make_path_pages
from knowledgebase.pages.page import Page, Shelf, prepare_guide
from knowledgebase.pages.practice import make_practice_page
from knowledgebase.pages.records import make_record_pages
from knowledgebase.pages.redirects import make_redirects
from knowledgebase.pages.register import make_register_pages
from knowledgebase.pages.sources import make_source_pages
from knowledgebase.pages.synergies import make_synergies_page
from knowledgebase.pages.training_sheets import make_sheet_pages
from knowledgebase.pages.translations import make_translated_pages

__all__ = ["Page", "Shelf", "list_homes", "make_pages", "make_redirects", "make_word_files", "prepare_guide"]


def make_pages(shelf: Shelf) -> Iterator[Page]:
    """Every generated page: home, evidence, lists, tags, records, sources, terms, paths, data, reviews."""
    yield make_home_page(shelf)
    yield from (make_language_home(shelf, language) for language in shelf.knowledge.languages)
    yield make_compare_page(shelf)
    yield make_map_page(shelf)
    yield make_explore_page(shelf)
    yield make_synergies_page(shelf)
    yield make_composer_page(shelf)
    yield from make_kind_pages(shelf)
    yield from make_register_pages(shelf)
    yield from make_timeline_pages(shelf)
    yield make_activity_map_page(shelf)
    yield from make_evaluation_pages(shelf)
    yield from make_tag_pages(shelf)
    yield from make_agenda_pages(shelf)
    yield make_practice_page(shelf)
    yield from make_record_pages(shelf)
    yield from make_sheet_pages(shelf)
    yield from make_translated_pages(shelf)
    yield from make_source_pages(shelf)
    yield from make_glossary_pages(shelf)
    yield from make_path_pages(shelf)
    yield make_data_page(shelf)
    yield make_fields_page()
    yield make_freshness_page(shelf)
    yield from make_changes_pages(shelf)
