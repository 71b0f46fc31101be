"""MkDocs events: each hands over to the library, which knows nothing of MkDocs."""

from __future__ import annotations

import datetime
import logging
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from knowledgebase.checks import check_knowledge_base
from knowledgebase.citing import share_bibliography
from knowledgebase.findings import has_errors, print_text
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages import Shelf, make_pages, make_redirects, prepare_guide
from knowledgebase.search_index import build_search_index

log = logging.getLogger("mkdocs.hooks.knowledgebase")


class _State:
    """What one build reads at its beginning and uses until its end."""

    knowledge: KnowledgeBase


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads and checks the knowledge base, and stops the build on errors."""
    root = Path(config.config_file_path).parent
    knowledge = read_knowledge_base(root)
    findings = check_knowledge_base(knowledge)
    if findings:
        log.warning("Findings in the records:\n%s", print_text(findings))
    if has_errors(findings):
        raise PluginError("Mend the errors above; `make check` shows them without building.")
    _State.knowledge = knowledge
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages and redirects."""
    knowledge = _State.knowledge
    options = config.mdx_configs.get("knowledgebase.citations", {})
    shelf = Shelf(knowledge, share_bibliography(knowledge.bibliography, options), datetime.date.today())
    for page in make_pages(shelf):
        files.append(File.generated(config, page.path, content=page.with_front_matter()))
    for path, html in make_redirects(knowledge):
        files.append(File.generated(config, path, content=html))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Prepares pages written by hand; generated ones are ready."""
    if page.file.generated_by:
        return markdown
    return prepare_guide(markdown, page.file.src_uri, _State.knowledge)


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
