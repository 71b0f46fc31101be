"""Rules on links between pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote

from knowledgebase import addresses
from knowledgebase.checks.rule import Mistake, at_offset, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.safety import dangerous_scheme, leads_out
from knowledgebase.source import Document, scan_destinations
from knowledgebase.validation import suggest

# In HTML, an address is relative to the page as it is served, a folder; of that, only whether it leads out.
_ATTRIBUTE = re.compile(r"<[a-z][^<>]*?\s(?:href|src)\s*=\s*[\"']?(?P<address>[^\"'\s<>]+)", re.IGNORECASE)


@rule("KB401", "dead-cross-link")
def check_crosslinks(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A cross-link `[[name]]` names a record that is published, by id, alias or other name.

    One that leads nowhere stands on the page as plain text, and the other record does not list this one.

    Bad:
        See [[retreival-practice]].

    Good:
        See [[retrieval-practice]] or [[retrieval-practice|testing yourself]].
    """
    for document in knowledge.documents:
        for crosslink in knowledge.crosslinks[document.path]:
            record = knowledge.resolve(crosslink.target)
            if (record is not None and record.is_published) or knowledge.may_be_unread(crosslink.target):
                continue
            message = f"`[[{crosslink.target}]]` leads to no record."
            hint = suggest(crosslink.target, knowledge.records)
            if record is not None:
                message = f"`[[{crosslink.target}]]` leads to a draft, which has no page: {record.path}."
                hint = "Publish it, or take the link out."
            yield at_offset(document, crosslink.start, message, hint)


@rule("KB402", "dead-link")
def check_relative_links(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A relative link leads to a page or file of the site, and none leads out of it.

    A reader who follows it would stand before an error, or outside of what was checked.

    Bad:
        See [the list](/techniques/) and [that](../../secrets.md).

    Good:
        See [the list](../techniques/index.md).
    """
    for page, document in _pages_of(knowledge):
        for offset, destination in scan_destinations(document.prose):
            if problem := _explain_dead_link(knowledge, page, destination):
                yield at_offset(document, offset, *problem)
        for found in _ATTRIBUTE.finditer(document.prose):
            if leads_out(page.removesuffix(".md").removesuffix("/index"), found["address"]):
                message = f"`{found['address']}` leads out of the site."
                yield at_offset(document, found.start("address"), message, "Write the link in Markdown.")


def _pages_of(knowledge: KnowledgeBase) -> Iterator[tuple[str, Document]]:
    for record in knowledge.records.values():
        yield addresses.record_page(record.kind, record.id), record.document
    for guide in knowledge.guides:
        yield guide.page, guide.document


def _explain_dead_link(knowledge: KnowledgeBase, page: str, destination: str) -> tuple[str, str] | None:
    target = destination.partition("#")[0].partition("?")[0]
    if not target or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//", destination) or dangerous_scheme(destination):
        return None
    if target.startswith("/"):
        return (
            f"`{destination}` begins at the server's root, where this site may not stand.",
            "Write the link relative to this file, or use [[id]].",
        )
    path = posixpath.normpath(posixpath.join(posixpath.dirname(page), unquote(target)))
    if path.startswith("../"):
        return (
            f"`{destination}` leads out of the knowledge base.",
            "Link to a page, or to https://.",
        )
    if path in knowledge.pages or _is_other_file(knowledge, path):
        return None
    hint = suggest(path, knowledge.pages) or "Link to records with [[id]]."
    return f"`{destination}` leads to no page of this site.", hint


def _is_other_file(knowledge: KnowledgeBase, path: str) -> bool:
    """Whether the site has this file beside its pages."""
    try:
        return not path.endswith(".md") and (knowledge.root / "docs" / path).is_file()
    except OSError:  # a name too long for any file
        return False
