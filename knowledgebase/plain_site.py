"""Writes the whole site as plain Markdown into a folder, for an engine that knows nothing of this library.

Such an engine needs only Python-Markdown and the extensions that the written `mkdocs.yml` names; MkDocs and
Zensical both read it. Nothing in the folder is a hook, a plugin or a template.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import yaml

from knowledgebase.exports import ExportedFile, Site
from knowledgebase.knowledge import Guide, KnowledgeBase
from knowledgebase.pages import prepare_guide
from knowledgebase.site_files import make_site_files
from knowledgebase.site_settings import CITATIONS, SiteSettings

_PAGES = "docs"
_ASSETS = "assets"
_BIBLIOGRAPHY = "bibliography.bib"
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
    pages = 0
    for file in make_plain_files(knowledge, site, settings):
        path = target / _PAGES / file.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(file.text, encoding="utf-8", newline="\n")
        pages += file.path.endswith(".md")
    assets = knowledge.root / _PAGES / _ASSETS
    if assets.is_dir():
        shutil.copytree(assets, target / _PAGES / _ASSETS, ignore=_LEFT)
    shutil.copy2(knowledge.root / _BIBLIOGRAPHY, target / _BIBLIOGRAPHY)
    (target / "mkdocs.yml").write_text(write_settings(settings), encoding="utf-8", newline="\n")
    return pages


def make_plain_files(knowledge: KnowledgeBase, site: Site, settings: SiteSettings) -> Iterator[ExportedFile]:
    """Every text file below the folder of pages: generated ones first, then those written by hand."""
    citing = settings.extensions.get(CITATIONS, {})
    yield from make_site_files(knowledge, site, citing, settings.repository)
    for guide in knowledge.guides:
        yield ExportedFile(guide.page, _write_guide(guide, knowledge))


def _write_guide(guide: Guide, knowledge: KnowledgeBase) -> str:
    """A page written by hand, its front matter as it was."""
    document = guide.document
    text = (knowledge.root / document.path).read_text(encoding="utf-8-sig")
    front_matter = text.removesuffix(document.body)
    return front_matter + prepare_guide(document.body, guide.page, knowledge)


def write_settings(settings: SiteSettings) -> str:
    """The text of the `mkdocs.yml` of a plain site: no hook, no plugin, no theme of ours."""
    extensions = {name: dict(options) for name, options in settings.extensions.items()}
    if CITATIONS in extensions:
        extensions[CITATIONS]["bibliography"] = _BIBLIOGRAPHY
    written = {
        "site_name": settings.name,
        "site_description": settings.description,
        "site_url": settings.url,
        "repo_url": settings.repository,
        "copyright": settings.copyright,
        "theme": {"name": "material", "font": False},
        "extra_css": list(settings.styles),
        "plugins": [],
        "nav": settings.navigation,
        "markdown_extensions": [{name: options} if options else name for name, options in extensions.items()],
    }
    # An engine takes an empty address or list for a mistake; an empty list of plugins is meant.
    stated = {name: value for name, value in written.items() if value or name == "plugins"}
    return yaml.safe_dump(stated, allow_unicode=True, sort_keys=False, width=1000)
