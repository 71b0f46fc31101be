"""Pages as HTML, with the extensions that the site itself uses."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import markdown
import yaml

from knowledgebase.citing import share_bibliography
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages import Page, Shelf, make_pages

PROJECT = Path(__file__).parent.parent
DAY = datetime.date(2026, 11, 24)


class _Lenient(yaml.SafeLoader):
    """Reads mkdocs.yml, whose own tags (`!ENV`) say nothing about extensions."""


_Lenient.add_multi_constructor("!", lambda loader, suffix, node: None)


def site_extensions() -> tuple[list[str], dict[str, dict[str, Any]]]:
    """The Markdown extensions of mkdocs.yml and their options."""
    config = yaml.load((PROJECT / "mkdocs.yml").read_text(), Loader=_Lenient)  # noqa: S506 -- a SafeLoader
    names: list[str] = []
    options: dict[str, dict[str, Any]] = {}
    for extension in config["markdown_extensions"]:
        name, settings = (extension, {}) if isinstance(extension, str) else next(iter(extension.items()))
        names.append(name)
        options[name] = dict(settings)
    return names, options


def make_shelf(knowledge: KnowledgeBase) -> tuple[Shelf, dict[str, dict[str, Any]]]:
    """A shelf of the knowledge base on a fixed day, and the options with which to render its pages."""
    _, options = site_extensions()
    citing = {
        **options["knowledgebase.citations"],
        "bibliography": str(knowledge.root / "bibliography.bib"),
        "cache": "",
    }
    defining = {
        **options["knowledgebase.definitions"],
        "glossary": str(knowledge.root / "entries" / "glossary.yml"),
    }
    formatter = share_bibliography(knowledge.bibliography, citing)
    own = {"knowledgebase.citations": citing, "knowledgebase.definitions": defining}
    return Shelf(knowledge, formatter, DAY), {**options, **own}


def render_pages(knowledge: KnowledgeBase) -> Iterator[tuple[Page, str]]:
    """Each generated page with its HTML, as Python-Markdown makes it without any engine."""
    names, _ = site_extensions()
    shelf, options = make_shelf(knowledge)
    for page in make_pages(shelf):
        converter = markdown.Markdown(extensions=names, extension_configs=options)
        yield page, converter.convert(page.with_front_matter().split("---\n", 2)[2])
