"""The handbook: all techniques and the glossary as one document, to be printed or made a PDF of.

It knows no PDF: `make_chapters` reads once what the pages say, and `write_handbook` gives one HTML text that
stands on its own, with a place for a page number at each line of the contents. Who prints it finds out the
numbers, and hands them to it for the next print.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlsplit

import markdown
from lxml import html
from markupsafe import Markup

from knowledgebase import addresses
from knowledgebase.exports import Site
from knowledgebase.exports.site import LICENSE, LICENSE_URL
from knowledgebase.pages.glossary import make_english_glossary
from knowledgebase.pages.page import Page, Shelf, render
from knowledgebase.pages.records import make_record_page
from knowledgebase.records import Kind
from knowledgebase.site_settings import DEFINITIONS

# What helps on a screen and not on paper: tools, links to lists, and what the glossary at the end says.
_LEFT_OUT = (
    "headerlink kb-kind kb-glance__how kb-forest kb-table-scroll kb-tags kb-backlinks kb-cite kb-copy"
    " kb-letters kb-glossary__more reference-back reference-source"
).split()
_LEFT_OUT_SECTIONS = "studies-summarised-here used-in-practice topics-and-tags what-links-here".split()
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")


@dataclass(frozen=True)
class Chapter:
    """One chapter, ready to stand in the document."""

    id: str
    title: str
    summary: str
    content: Markup


def write_handbook(chapters: Sequence[Chapter], site: Site, pages: Mapping[str, int]) -> str:
    """The HTML of the handbook. `pages` has the page number of each chapter by its id, where it is known."""
    return render(
        "handbook.html.jinja",
        site=site,
        day=f"{site.day:%-d %B %Y}",
        license=LICENSE,
        license_url=LICENSE_URL,
        chapters=chapters,
        pages=pages,
    )


def make_chapters(shelf: Shelf, site: Site, extensions: Mapping[str, Mapping[str, Any]]) -> list[Chapter]:
    """Each technique as a chapter, then the glossary. `extensions` are those of the site."""
    return list(_make_chapters(shelf, site, extensions))


def _make_chapters(
    shelf: Shelf, site: Site, extensions: Mapping[str, Mapping[str, Any]]
) -> Iterator[Chapter]:
    without_terms = {name: options for name, options in extensions.items() if name != DEFINITIONS}
    converter = markdown.Markdown(extensions=list(without_terms), extension_configs=dict(without_terms))
    techniques = shelf.knowledge.of_kind(Kind.TECHNIQUE)
    glossary = [make_english_glossary(shelf)] if shelf.knowledge.glossary.items else []
    chapters = {addresses.served(shelf.knowledge.page_of(record)): record.id for record in techniques}
    chapters |= {addresses.served(page.path): "glossary" for page in glossary}
    for record in techniques:
        content = _make_content(converter, make_record_page(shelf, record), record.id, site, chapters)
        yield Chapter(record.id, record.title, record.data.summary, content)
    for page in glossary:
        yield Chapter("glossary", "Glossary", "", _make_content(converter, page, "glossary", site, chapters))


def _make_content(
    converter: markdown.Markdown, page: Page, chapter: str, site: Site, chapters: Mapping[str, str]
) -> Markup:
    """What a page says, with its ids and links as they read within the document."""
    converted = converter.reset().convert(page.text)
    tree: Any = html.fragment_fromstring(converted, create_parent="div")  # type: ignore[no-untyped-call]
    for name in _LEFT_OUT:
        for element in tree.find_class(name):
            element.drop_tree()
    for heading in tree.xpath(".//h1"):
        heading.drop_tree()
    for name in _LEFT_OUT_SECTIONS:
        _drop_section(tree, name)
    for emptied in tree.xpath(".//dd[not(node())]"):
        emptied.drop_tree()
    for element in tree.iter():
        if element.get("id"):
            element.set("id", f"{chapter}--{element.get('id')}")
        for name in [name for name in element.attrib if name.startswith("data-")]:
            del element.attrib[name]
        for name in ("aria-labelledby", "aria-describedby"):
            element.attrib.pop(name, None)
    for link in tree.xpath(".//a[@href]"):
        _mend_link(link, page.path, chapter, site, chapters)
    return Markup(html.tostring(tree, encoding="unicode"))  # type: ignore[no-untyped-call]  # noqa: S704 -- sanitised when converted


def _drop_section(tree: Any, name: str) -> None:
    """Takes a heading out, and what follows up to the next of its level or above."""
    for heading in tree.xpath(".//*[@id=$name]", name=name):
        higher = _HEADINGS[: _HEADINGS.index(heading.tag) + 1]
        for element in list(heading.itersiblings()):
            if element.tag in higher or element.tag == "section":
                break
            element.drop_tree()
        heading.drop_tree()


def _mend_link(link: Any, page: str, chapter: str, site: Site, chapters: Mapping[str, str]) -> None:
    """Leads a link into the document, or to the published site; one that leads nowhere becomes plain text."""
    address = urlsplit(link.get("href"))
    if address.scheme or address.netloc:
        return
    anchor, path = unquote(address.fragment), unquote(address.path)
    target = _find_target(page, path) if path else ""
    to = chapters.get(target) if path else chapter
    if to:
        link.set("href", f"#{to}--{anchor}" if anchor else f"#{to}")
    elif site.url:
        link.set("href", f"{site.url}{target}/{f'#{anchor}' if anchor else ''}")
    else:
        link.drop_tag()


def _find_target(page: str, path: str) -> str:
    """The folder at which a page is served that a link on `page` names: by its file, or as it is served."""
    if path.endswith(".md"):
        return addresses.served(posixpath.normpath(posixpath.join(posixpath.dirname(page), path)))
    return posixpath.normpath(posixpath.join(addresses.served(page), path)).strip("./")
