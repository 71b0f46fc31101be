"""Writes the whole site as plain Markdown into a folder, for an engine that knows nothing of this library.

Such an engine needs only Python-Markdown and the extensions that the written `mkdocs.yml` names; MkDocs and
Zensical both read it. Nothing in the folder is a hook, a plugin or a template.

Each page lies in the folder at which it is served (`tags/memory/index.md`), so that a relative link in HTML
means the same whether an engine reads it from the page's address, as MkDocs does, or from its file, as
Zensical does.
"""

from __future__ import annotations

import posixpath
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from knowledgebase import addresses
from knowledgebase.citing import page_directive
from knowledgebase.crosslinks import expand_crosslinks
from knowledgebase.definitions import DefinitionsExtension
from knowledgebase.exports import Site
from knowledgebase.knowledge import Guide, KnowledgeBase
from knowledgebase.languages import LANGUAGES
from knowledgebase.pages import Page
from knowledgebase.site_files import make_generated_pages, make_other_files
from knowledgebase.site_settings import CITATIONS, DEFINITIONS, SiteSettings
from knowledgebase.source import mask_code, scan_destinations
from knowledgebase.term_translations import translated_glossary_path

_PAGES = "docs"
_ASSETS = "assets"
_BIBLIOGRAPHY = "bibliography.bib"
_GLOSSARY = "glossary.yml"
_SHELL = "assets/css/shell.css"
"""The style of our own header and columns; it would push another theme's over the text."""
_LEFT = shutil.ignore_patterns("site.png", ".*.draft")
"""What lies among the assets and belongs to no page."""


class PlainSiteError(Exception):
    """Why no site can be written, in a sentence for people."""


def write_plain_site(knowledge: KnowledgeBase, site: Site, settings: SiteSettings, target: Path) -> int:
    """Writes pages, redirects, data, assets, bibliography and settings below `target`; how many pages.

    Raises PlainSiteError where the folder holds something already or lies within the knowledge base's pages,
    OSError where it cannot be written.
    """
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise PlainSiteError(f"{target} is there already, and is not empty: name a new folder.")
    if target.resolve().is_relative_to((knowledge.root / _PAGES).resolve()):
        raise PlainSiteError(f"{target} lies among the pages written by hand: name a folder elsewhere.")
    count = 0
    for page, text in make_plain_pages(knowledge, site, settings):
        _write(target / _PAGES / page, text)
        count += 1
    for file in make_other_files(knowledge, site):
        _write(target / _PAGES / file.path, file.text)
    assets = knowledge.root / _PAGES / _ASSETS
    if assets.is_dir():
        shutil.copytree(assets, target / _PAGES / _ASSETS, ignore=_LEFT, dirs_exist_ok=True)
    shutil.copy2(knowledge.root / _BIBLIOGRAPHY, target / _BIBLIOGRAPHY)
    if (glossary := knowledge.root / knowledge.glossary.path).is_file():
        shutil.copy2(glossary, target / _GLOSSARY)
    for code, terms in knowledge.term_translations.items():
        copy = translated_glossary_path(target / _GLOSSARY, LANGUAGES[code])
        shutil.copy2(knowledge.root / terms.path, copy)
    _write(target / "mkdocs.yml", write_settings(settings))
    return count


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="\n")


def make_plain_pages(
    knowledge: KnowledgeBase, site: Site, settings: SiteSettings
) -> Iterator[tuple[str, str]]:
    """The file and the text of every page: generated ones first, then those written by hand."""
    written = knowledge.root / _PAGES
    for page in make_generated_pages(knowledge, site, settings.extensions, settings.repository):
        markdown = _rebase_links(page.markdown, page.path, written)
        moved = Page(addresses.page_in_folder(page.path), markdown, page.meta)
        yield moved.path, moved.with_front_matter()
    for guide in knowledge.guides:
        moved_page = addresses.page_in_folder(guide.page)
        body = expand_crosslinks(guide.document.body, guide.page, knowledge.target)
        text = f"{page_directive(moved_page)}\n\n{_rebase_links(body, guide.page, written)}"
        yield moved_page, _front_matter(guide, knowledge.root) + text


def _front_matter(guide: Guide, root: Path) -> str:
    """The front matter of a page written by hand, as it stands between its two lines."""
    return (root / guide.document.path).read_text(encoding="utf-8-sig").removesuffix(guide.document.body)


def _rebase_links(markdown: str, page: str, written: Path) -> str:
    """`markdown` of `page` with its Markdown links to files as they read from the page's own folder.

    Links to pages as served stay: they read from there already.
    """
    pieces: list[str] = []
    end = 0
    folder = addresses.served(page) or "."
    for offset, destination in scan_destinations(mask_code(markdown)):
        path = re.split("[?#]", destination, maxsplit=1)[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(page), path))
        is_page = path.endswith(".md") and not urlsplit(destination).scheme
        if not path or target.startswith("../") or not (is_page or (written / target).is_file()):
            continue
        if is_page:
            target = addresses.page_in_folder(target)
        pieces += [markdown[end:offset], posixpath.relpath(target, folder), destination[len(path) :]]
        end = offset + len(destination)
    return "".join([*pieces, markdown[end:]])


def write_settings(settings: SiteSettings) -> str:
    """The text of the `mkdocs.yml` of a plain site: no hook, no plugin, no theme of ours."""
    extensions = {name: dict(options) for name, options in settings.extensions.items()}
    if CITATIONS in extensions:
        extensions[CITATIONS]["bibliography"] = _BIBLIOGRAPHY
        if pattern := extensions[CITATIONS].get("sources"):
            extensions[CITATIONS]["sources"] = addresses.page_in_folder(pattern)
    if DEFINITIONS in extensions:
        extensions[DEFINITIONS]["glossary"] = _GLOSSARY
        extensions[DEFINITIONS]["page"] = addresses.page_in_folder(
            extensions[DEFINITIONS].get("page", DefinitionsExtension.OPTIONS["page"][0])
        )
    written = {
        "site_name": settings.name,
        "site_description": settings.description,
        "site_url": settings.url,
        "repo_url": settings.repository,
        "copyright": settings.copyright,
        "theme": {"name": "material", "font": False},
        "extra_css": [style for style in settings.styles if style != _SHELL],
        "plugins": [],
        "nav": _move_navigation(settings.navigation),
        "markdown_extensions": [{name: options} if options else name for name, options in extensions.items()],
    }
    # An engine takes an empty address or list for a mistake; an empty list of plugins is meant.
    stated = {name: value for name, value in written.items() if value or name == "plugins"}
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=1000)


def _move_navigation(item: Any) -> Any:
    """The navigation with each page as the file in its folder."""
    if isinstance(item, list):
        return [_move_navigation(part) for part in item]
    if isinstance(item, dict):
        return {title: _move_navigation(part) for title, part in item.items()}
    return addresses.page_in_folder(item) if item.endswith(".md") else item
