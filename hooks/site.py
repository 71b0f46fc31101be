"""MkDocs events: each hands over to the library, which knows nothing of MkDocs."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Mapping
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from knowledgebase import __version__
from knowledgebase.checks import check_knowledge_base
from knowledgebase.exports import FEEDS, PageMetadata, Site, describe_other_page, describe_pages
from knowledgebase.findings import has_errors
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages import list_homes, prepare_guide
from knowledgebase.printing import print_text
from knowledgebase.search_index import build_search_index
from knowledgebase.site_files import make_generated_pages, make_other_files
from knowledgebase.site_settings import CITATIONS

log = logging.getLogger("mkdocs.hooks.knowledgebase")


class _State:
    """What one build reads at its beginning and uses until its end."""

    knowledge: KnowledgeBase
    site: Site
    metadata: Mapping[str, PageMetadata]


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads and checks the knowledge base, and stops the build on errors."""
    root = Path(config.config_file_path).parent
    knowledge = read_knowledge_base(root)
    findings = check_knowledge_base(knowledge)
    if has_errors(findings):
        log.error("Findings in the records:\n%s", print_text(findings, root))
        raise PluginError("Mend the errors above; `make check` shows them without building.")
    if findings:  # warnings alone stop nothing, not even a strict build
        log.info("Findings in the records:\n%s", print_text(findings, root))
    _State.knowledge = knowledge
    url = config.site_url.rstrip("/") + "/" if config.site_url else ""
    today = datetime.date.today()
    _State.site = Site(config.site_name, config.site_description or "", __version__, today, url)
    config.extra.update(release=__version__, feeds=FEEDS, languages=list_homes(knowledge))
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages, redirects and data files."""
    knowledge, site = _State.knowledge, _State.site
    options = config.mdx_configs
    for made in make_generated_pages(knowledge, site, options, config.repo_url or ""):
        files.append(File.generated(config, made.path, content=made.with_front_matter()))
    for file in make_other_files(knowledge, site):
        files.append(File.generated(config, file.path, content=file.text.encode()))
    cache = options.get(CITATIONS, {}).get("cache")
    _State.metadata = dict(describe_pages(knowledge, site, Path(cache) if cache else None))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Prepares pages written by hand; generated ones are ready. Dates the page for the sitemap."""
    described = _State.metadata.get(page.file.src_uri)
    if described and described.modified:
        page.update_date = described.modified.isoformat()
    if page.file.generated_by:
        return markdown
    return prepare_guide(markdown, page.file.src_uri, _State.knowledge)


def on_page_context(
    context: dict[str, object], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, object]:
    """Hands the theme what the page says of itself to machines."""
    address = page.file.src_uri
    described = _State.metadata.get(address) or describe_other_page(
        address, str(page.title), str(page.meta.get("description", "")), _State.site
    )
    return context | {"metadata": described}


def on_post_build(config: MkDocsConfig) -> None:
    """Indexes the finished site for search."""
    build_search_index(Path(config.site_dir))


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Rebuilds the preview when a record, the bibliography or the library's templates change."""
    root = Path(config.config_file_path).parent
    for watched in ("entries", "bibliography.bib", "bibliography.lock.yml", "knowledgebase/templates"):
        if (root / watched).exists():
            server.watch(str(root / watched))
    return server
