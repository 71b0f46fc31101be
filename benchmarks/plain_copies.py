"""Writes the same pages for builders that know nothing of this library: MkDocs alone, mkdocs-bibtex.

Two selections. *Records*: the Markdown of the records as people wrote it, and nothing that we make of it.
*All*: every page that this library makes, as `make pages` writes them. Citations stand in both as `[@key]`,
for a plugin to find or as text.
"""

from __future__ import annotations

import datetime
import re
import shutil
from pathlib import Path
from typing import Any

import yaml

from knowledgebase import __version__
from knowledgebase.exports import Site
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.plain_site import make_plain_pages
from knowledgebase.site_settings import read_settings

DOCS, SETTINGS, BIBLIOGRAPHY = "docs", "mkdocs.yml", "bibliography.bib"
PLUGIN = {"bibtex": {"bib_file": BIBLIOGRAPHY}}
"""mkdocs-bibtex in its faster mode, without a CSL style: with one, it starts pandoc for the citations."""
CROSSLINK = re.compile(r"(?<!`)\[\[([^\[\]|\n]+)(?:\|([^\[\]\n]+))?\]\](?!`)")


def copy_records(base: Path, target: Path) -> int:
    """Writes the records of the knowledge base at `base` as a site below `target`; how many.

    A cross-link is left as its words: bare MkDocs knows none.
    """
    files = sorted((base / "entries").glob("*/*.md"))
    for file in files:
        text = file.read_text(encoding="utf-8")
        title = next(line for line in text.splitlines() if line.startswith("title:"))
        body = text.split("\n---\n", 1)[1]
        body = CROSSLINK.sub(lambda link: link[2] or link[1], body)
        _write(target / DOCS / file.parent.name / file.name, f"---\n{title}\n---\n{body}")
    _write(target / DOCS / "index.md", "# Made up for measuring\n")
    write_settings(base, target)
    return len(files) + 1


def copy_pages(base: Path, target: Path) -> int:
    """Writes every page of the site of the knowledge base at `base` below `target`; how many."""
    settings = read_settings(base / SETTINGS)
    site = Site(settings.name, settings.description, __version__, datetime.date.today(), settings.url)
    count = 0
    for page, text in make_plain_pages(read_knowledge_base(base), site, settings):
        _write(target / DOCS / page, text)
        count += 1
    write_settings(base, target)
    return count


def write_settings(base: Path, target: Path) -> None:
    """Writes the settings of a site with Material, our standard extensions, and neither search nor plugin.

    The list of pages in the sidebar holds the home page alone: with all pages in it, MkDocs takes eight
    times as long.
    """
    standard = {
        name: dict(options)
        for name, options in read_settings(base / SETTINGS).extensions.items()
        if not name.startswith("knowledgebase.")
    }
    settings: dict[str, Any] = {
        "site_name": "Made up for measuring",
        "theme": {"name": "material", "font": False},
        "plugins": [],
        "nav": [{"Home": "index.md"}],
        "markdown_extensions": [{name: options} if options else name for name, options in standard.items()],
        "validation": {"nav": {"omitted_files": "ignore"}},
    }
    _write(target / SETTINGS, yaml.safe_dump(settings, sort_keys=False))
    _write(target / "mkdocs-bibtex.yml", yaml.safe_dump(settings | {"plugins": [PLUGIN]}, sort_keys=False))
    shutil.copy2(base / BIBLIOGRAPHY, target / BIBLIOGRAPHY)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
