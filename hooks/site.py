"""MkDocs events: each hands over to the library, which knows nothing of MkDocs."""

from __future__ import annotations

import contextlib
import datetime
import logging
import os
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import jinja2
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.livereload import LiveReloadServer
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, get_toc

from knowledgebase import __version__, addresses
from knowledgebase.changelog import CHANGELOG
from knowledgebase.checks import check_knowledge_base
from knowledgebase.exports import FEEDS, PageMetadata, Site, describe_other_page, describe_pages
from knowledgebase.findings import has_errors
from knowledgebase.kept_pages import ConvertedPage, KeptPages, open_kept_pages
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.pages import list_homes, prepare_guide
from knowledgebase.printing import print_text
from knowledgebase.processes import count_cores, share_out
from knowledgebase.runtime import digest_files
from knowledgebase.search_index import INDEXED_LATER, SearchIndexing, build_search_index
from knowledgebase.site_files import make_generated_pages, make_other_files
from knowledgebase.site_settings import CITATIONS

log = logging.getLogger("mkdocs.hooks.knowledgebase")
WORTH_SHARING = 100
"""Pages to convert from which on processes save more time than it takes to start them."""


class _State:
    """What one build reads at its beginning and uses until its end."""

    is_preview: bool = False
    shown: dict[str, str] | None = None
    """What each page of the preview was made from, as a digest, by address; None where all are written."""
    made_from: Mapping[str, str] = {}
    """The same of the pages that are being built."""
    laid: frozenset[str] = frozenset()
    """Every file that builds of the preview have laid and none has removed, those that failed included."""
    indexing: SearchIndexing | None = None
    """The index of a preview, while it is being made."""

    knowledge: KnowledgeBase
    site: Site
    metadata: Mapping[str, PageMetadata]
    files: Files
    kept: KeptPages
    keys: dict[str, str]
    """The keys of pages that were looked for among those kept, by address."""


def on_startup(command: str, dirty: bool) -> None:
    """Notes whether this is a preview, which is built again and again, and whether only what changed is."""
    _State.is_preview = command == "serve"
    if dirty:
        _State.shown = {}
        # MkDocs warns that links and lists may be wrong. Here each page is compared by all that it shows.
        logging.getLogger("mkdocs.commands.build").addFilter(
            lambda record: "'dirty'" not in record.getMessage()
        )


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Reads and checks the knowledge base, and stops the build on errors."""
    _stop_indexing()
    root = Path(config.config_file_path).parent
    knowledge = read_knowledge_base(root)
    # In a process of its own: what is loaded to check is let go with it, before pages fill the memory.
    findings = check_knowledge_base(knowledge, jobs=1)
    if has_errors(findings):
        log.error("Findings in the records:\n%s", print_text(findings, root))
        raise PluginError("Mend the errors above; `make check` shows them without building.")
    if findings:  # warnings alone stop nothing, not even a strict build
        log.info("Findings in the records:\n%s", print_text(findings, root))
    _State.knowledge = knowledge
    url = config.site_url.rstrip("/") + "/" if config.site_url else ""
    today = datetime.date.today()
    _State.site = Site(config.site_name, config.site_description or "", __version__, today, url)
    changes = f"{addresses.served(addresses.CHANGES)}/" if knowledge.changelog else ""
    languages = list_homes(knowledge)
    config.extra.update(release=__version__, feeds=FEEDS, changes=changes, languages=languages)
    return config


def _stop_indexing() -> None:
    if _State.indexing:
        _State.indexing.stop()
        _State.indexing = None


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds the generated pages, redirects and data files."""
    knowledge, site = _State.knowledge, _State.site
    options = config.mdx_configs
    for made in make_generated_pages(knowledge, site, options, config.repo_url or ""):
        files.append(File.generated(config, made.path, content=made.with_front_matter()))
    for file in make_other_files(knowledge, site):
        files.append(File.generated(config, file.path, content=file.text.encode()))
    cache = options.get(CITATIONS, {}).get("cache")
    _State.files = files
    _State.keys = {}
    links = "folders" if config.use_directory_urls else "files"
    _State.kept = open_kept_pages(knowledge, config.markdown_extensions, options, links)
    _State.metadata = dict(describe_pages(knowledge, site, Path(cache) if cache else None))
    if _State.shown is not None:
        _State.made_from = dict(_spare_unchanged(files, config, _State.shown))
        _State.laid |= _list_laid(files)
    return files


def _list_laid(files: Files) -> frozenset[str]:
    return frozenset(file.abs_dest_path for file in files)


def _spare_unchanged(
    files: Files, config: MkDocsConfig, shown: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Tells MkDocs which pages are not what is shown already; gives each page with what it is made from."""
    root = Path(config.config_file_path).parent
    templates = Path(config.docs_dir, "overrides").rglob("*.html")
    theme = digest_files(root, [Path(config.config_file_path), *templates]) + repr(dict(config.extra))
    for file in files.documentation_pages():
        if not file.generated_by:
            file.is_modified = lambda: True  # type: ignore[method-assign]
            continue
        described = repr(_State.metadata.get(file.src_uri))
        text = f"{theme}{described}{file.content_string}"
        made_from = _State.kept.key(file.src_uri, text, _has_file)
        is_new = made_from != shown.get(file.src_uri)
        file.is_modified = partial(bool, is_new)  # type: ignore[method-assign]
        yield file.src_uri, made_from


def _remove_lost() -> None:
    """Takes out of the preview what is no more: pages, redirects, files of data."""
    needed = _list_laid(_State.files)
    for lost in _State.laid - needed:
        Path(lost).unlink(missing_ok=True)
    _State.laid = needed


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:
    """Converts on every core what no earlier build has, before pages are written one by one.

    It also spares a build to look, for each part of each page, whether a template has changed meanwhile.
    """
    env.auto_reload = False
    if not _State.is_preview:
        _convert_ahead(files, config)
    return env


def _convert_ahead(files: Files, config: MkDocsConfig) -> None:
    pages = [file.page for file in files.documentation_pages() if file.page]
    missing = [page for page in pages if not _State.kept.holds(_key_of(page))]
    missing.sort(key=lambda page: len(page.markdown or ""))  # each share has as many long ones as the others
    shares = count_cores()
    if shares < 2 or len(missing) < WORTH_SHARING:
        return

    def convert(number: int) -> None:
        # What goes wrong or is to be told is met again by the build itself, since such a page is not kept.
        for logger in (logging.getLogger(), logging.getLogger("mkdocs")):
            logger.handlers[:] = [logging.NullHandler()]
        for page in missing[number::shares]:
            with contextlib.suppress(Exception):
                _convert(page, config)
                page.content = ""

    share_out(convert, shares)


def on_pre_page(page: Page, config: MkDocsConfig, files: Files) -> Page:
    """Puts off the conversion of a page until it is written: so memory holds one of them, and not all."""
    page.render = partial(_put_off, page)  # type: ignore[method-assign]
    return page


def _put_off(page: Page, config: MkDocsConfig, files: Files) -> None:
    page.content = ""


def _convert(page: Page, config: MkDocsConfig) -> None:
    """Does what MkDocs would have done already, or takes the page that an earlier build converted."""
    files, kept = _State.files, _State.kept
    key = _key_of(page)
    converted = kept.load(key)
    if converted is None:
        with _hear_warnings() as warnings:
            Page.render(page, config, files)
        if not warnings:  # a page that was kept would not be warned of again, and pass a strict build
            kept.keep(key, _describe(page))
        return
    page.content, page.toc = converted.html, get_toc(converted.outline)  # type: ignore[arg-type]
    page._title_from_render = converted.title
    page.present_anchor_ids = set(converted.anchors)
    linked = ((files.get_file_from_path(uri), anchors) for uri, anchors in converted.links.items())
    page.links_to_anchors = {file: anchors for file, anchors in linked if file}


def _key_of(page: Page) -> str:
    keys, uri = _State.keys, page.file.src_uri
    if uri not in keys:
        keys[uri] = _State.kept.key(uri, page.markdown or "", _has_file)
    return keys[uri]


def _has_file(uri: str) -> bool:
    return _State.files.get_file_from_path(uri) is not None


@contextlib.contextmanager
def _hear_warnings() -> Iterator[list[logging.LogRecord]]:
    """Collects what MkDocs warns of in a page, also where it is told to be quiet."""
    telling = logging.getLogger("mkdocs.structure.pages")
    own, shown = telling.level, telling.getEffectiveLevel()
    heard: list[logging.LogRecord] = []

    def hear(record: logging.LogRecord) -> bool:
        if record.levelno >= logging.WARNING:
            heard.append(record)
        return record.levelno >= shown

    telling.setLevel(min(shown, logging.WARNING))
    telling.addFilter(hear)
    try:
        yield heard
    finally:
        telling.removeFilter(hear)
        telling.setLevel(own)


def _describe(page: Page) -> ConvertedPage:
    """What MkDocs made of a page."""
    return ConvertedPage(
        html=page.content or "",
        outline=[_outline(link) for link in page.toc],
        title=page._title_from_render,
        anchors=sorted(page.present_anchor_ids or ()),
        links={file.src_uri: anchors for file, anchors in (page.links_to_anchors or {}).items()},
    )


def _outline(link: AnchorLink) -> dict[str, object]:
    children = [_outline(child) for child in link.children]
    return {"level": link.level, "id": link.id, "name": link.title, "children": children}


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Prepares pages written by hand; generated ones are ready. Dates the page for the sitemap."""
    described = _State.metadata.get(page.file.src_uri)
    if described and described.modified:
        page.update_date = described.modified.isoformat()
    if page.file.generated_by:
        page.file.content_string = ""  # it was read, and will not be again
        return markdown
    return prepare_guide(markdown, page.file.src_uri, _State.knowledge)


def on_page_context(
    context: dict[str, object], page: Page, config: MkDocsConfig, nav: Navigation
) -> dict[str, object]:
    """Hands the theme what the page says of itself to machines."""
    address = page.file.src_uri
    if _State.shown is not None:
        _State.shown.pop(address, None)  # it is written now, even if the build fails at another page
    _convert(page, config)
    described = _State.metadata.get(address) or describe_other_page(
        address, str(page.title), str(page.meta.get("description", "")), _State.site
    )
    return context | {"metadata": described}


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Lets go of what was written."""
    page.content = page.markdown = ""
    page.toc = get_toc([])
    return output


def on_post_build(config: MkDocsConfig) -> None:
    """Indexes the finished site for search; that of a preview is shown before its search is ready."""
    _State.kept.let_go()
    if _State.shown is not None:
        _remove_lost()
        _State.shown = dict(_State.made_from)
    if _State.is_preview:
        _State.indexing = SearchIndexing(Path(config.site_dir))
    elif os.environ.get(INDEXED_LATER) is None:
        build_search_index(Path(config.site_dir))


def on_shutdown() -> None:
    """Leaves no process behind."""
    _stop_indexing()


def on_serve(server: LiveReloadServer, config: MkDocsConfig, builder: object) -> LiveReloadServer:
    """Rebuilds the preview when a record, the bibliography or the library's templates change."""
    root = Path(config.config_file_path).parent
    kept = ("entries", "bibliography.bib", "bibliography.lock.yml", CHANGELOG, "knowledgebase/templates")
    for watched in kept:
        if (root / watched).exists():
            server.watch(str(root / watched))
    return server
