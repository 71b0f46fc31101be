"""The page of each source, with every place that cites it, and the lists of all sources."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from itertools import groupby

from markupsafe import Markup, escape

from knowledgebase import addresses
from knowledgebase.bibliography import Reference, to_bibtex, to_csl_json, to_ris
from knowledgebase.ledger import ReferenceStatus
from knowledgebase.pages.page import Fact, Link, Page, Shelf, make_cards, render
from knowledgebase.pages.search_marks import mark_source

MOST_ON_ONE_PAGE = 200
"""References that one list holds: about 25 KB compressed. Above it, the list is split by first letter."""


def make_source_pages(shelf: Shelf) -> Iterator[Page]:
    """The page of each reference, and the list or lists of all."""
    yield from _make_lists(shelf)
    for reference in shelf.knowledge.bibliography.values():
        yield _make_source_page(shelf, reference)


def _make_source_page(shelf: Shelf, reference: Reference) -> Page:
    knowledge, formatter = shelf.knowledge, shelf.formatter
    key, page = reference.key, addresses.source_page(reference.key)
    title = reference.title or key
    markdown = render(
        "source.md.jinja",
        title=title,
        marks=mark_source(title, reference.year),
        short=formatter.short_text(key),
        facts=_describe(shelf, reference),
        notices=_make_notices(shelf, key),
        reference=Markup(formatter.reference_html(key)),  # noqa: S704 -- the formatter escapes what it is given
        summaries=make_cards(knowledge, knowledge.summarised_in.get(key, ()), page),
        places=_group_places(shelf, key, page),
        copies=[
            {"label": label, "text": Markup(escape(text))}  # noqa: S704 -- escaped; nothing in <pre> cites
            for label, text in (
                (formatter.style_label, formatter.reference_text(key)),
                ("BibTeX", to_bibtex(reference)),
                ("RIS", to_ris(reference)),
                ("CSL-JSON", json.dumps(to_csl_json(reference), ensure_ascii=False, indent=2)),
            )
        ],
    )
    meta = {
        "title": title,
        "description": formatter.reference_text(key)[:200],
        "kind": "source",
        "edit_path": reference.path,
        "record": f"{reference.path}, {key}",
        "breadcrumbs": [{"title": "Sources", "url": f"{addresses.served(addresses.SOURCES)}/"}],
    }
    return Page(page, markdown, meta)


def _describe(shelf: Shelf, reference: Reference) -> list[Fact]:
    facts = [Fact("Key", [Link(f"@{reference.key}")])]
    if reference.doi:
        facts.append(Fact("DOI", [Link(reference.doi, f"https://doi.org/{reference.doi}")]))
    elif reference.url:
        facts.append(Fact("Address", [Link(reference.url, reference.url)]))
    ledger = shelf.knowledge.ledger
    if reference.key not in ledger:
        return [*facts, Fact("Status", [Link("Not yet confirmed")])]
    entry = ledger[reference.key]
    confirmed = f"{', '.join(entry.confirmed)}: {entry.method.lower()}, {entry.checked:%-d %B %Y}"
    return [
        *facts,
        Fact("Status", [Link(entry.status.label)]),
        Fact("Confirmed", [Link(confirmed, entry.address)]),
    ]


def _make_notices(shelf: Shelf, key: str) -> list[dict[str, object]]:
    status = shelf.knowledge.status_of(key)
    if status is None or status is ReferenceStatus.CURRENT:
        return []
    entry = shelf.knowledge.ledger[key]
    text = f"{status.label}: read the notice at the publisher before you rely on this work."
    link = Link("The notice", entry.notice) if entry.notice else None
    notices: list[dict[str, object]] = [{"kind": "review", "text": text, "link": link}]
    if entry.acknowledged and status.is_grave:
        day = f"{entry.acknowledged.day:%-d %B %Y}"
        reason = f"Still cited here, as an editor decided on {day}: {entry.acknowledged.reason}"
        notices.append({"kind": "review", "text": reason, "link": None})
    return notices


def _group_places(shelf: Shelf, key: str, page: str) -> list[dict[str, object]]:
    """The places that cite a source, by page: each a link to the citation itself, named by its section."""
    groups: list[dict[str, object]] = []
    places = shelf.knowledge.cited_at.get(key, ())
    for (cited_page, title), found in groupby(places, key=lambda place: (place.page, place.title)):
        links = [
            Link(place.section or "at the beginning", addresses.link(page, f"{place.page}#{place.anchor}"))
            for place in found
        ]
        named = [
            {"text": _numbered(link.text, [other.text for other in links[:index]]), "href": link.href}
            for index, link in enumerate(links)
        ]
        groups.append({"title": title, "href": addresses.link(page, cited_page), "places": named})
    return groups


def _numbered(text: str, before: list[str]) -> str:
    """`text`, with a number where it stood before: two citations in one section are two places."""
    times = before.count(text)
    return f"{text} ({times + 1})" if times else text


def _make_lists(shelf: Shelf) -> Iterator[Page]:
    formatter = shelf.formatter
    bibliography = shelf.knowledge.bibliography
    keys = formatter.sorted_keys(bibliography)
    by_letter: dict[str, list[str]] = {}
    for key in keys:
        # A list in order of titles may come back to a letter: "The art of …" stands under A.
        by_letter.setdefault(_letter(formatter.short_text(key)), []).append(key)
    by_letter = dict(sorted(by_letter.items()))
    lead = f"{len(keys)} sources, each with the pages that cite it and ready to copy into your own writing."
    if len(keys) <= MOST_ON_ONE_PAGE:
        yield _make_list(shelf, addresses.SOURCES, "Sources", lead, by_letter, [])
        return
    pages = _split(by_letter)
    for current in [addresses.SOURCES, *pages]:
        letters = [
            {"label": label, "href": addresses.link(current, page), "current": page == current}
            for page, (label, _) in pages.items()
        ]
        if current == addresses.SOURCES:
            yield _make_list(shelf, current, "Sources", lead, {}, letters)
        else:
            label, part = pages[current]
            yield _make_list(shelf, current, f"Sources: {label}", lead, {label[0]: part}, letters)


def _split(by_letter: dict[str, list[str]]) -> dict[str, tuple[str, list[str]]]:
    """Pages of at most `MOST_ON_ONE_PAGE` references, each with its label and its keys."""
    pages: dict[str, tuple[str, list[str]]] = {}
    for letter, keys in by_letter.items():
        name = "other" if letter == "#" else letter.lower()
        parts = range(0, len(keys), MOST_ON_ONE_PAGE)
        for number, start in enumerate(parts, start=1):
            label = letter if len(parts) == 1 else f"{letter} {number}"
            address = addresses.source_list_page(name if number == 1 else f"{name}-{number}")
            pages[address] = (label, keys[start : start + MOST_ON_ONE_PAGE])
    return pages


def _make_list(  # noqa: PLR0913, PLR0917 -- what one list shows
    shelf: Shelf,
    page: str,
    title: str,
    lead: str,
    by_letter: dict[str, list[str]],
    letters: list[dict[str, object]],
) -> Page:
    groups = [
        {
            "label": letter,
            "anchor": "letter-other" if letter == "#" else f"letter-{letter.lower()}",
            "references": [_make_item(shelf, key, page) for key in keys],
        }
        for letter, keys in by_letter.items()
    ]
    if by_letter and not letters:
        letters = [
            {"label": group["label"], "href": f"#{group['anchor']}", "current": False} for group in groups
        ]
    markdown = render("sources_index.md.jinja", title=title, lead=lead, letters=letters, groups=groups)
    return Page(page, markdown, {"title": title, "description": lead, "hide": ["toc"]})


def _make_item(shelf: Shelf, key: str, page: str) -> dict[str, str]:
    used = len(shelf.knowledge.cited_at.get(key, ()))
    return {
        "href": addresses.link(page, addresses.source_page(key)),
        "short": shelf.formatter.short_text(key),
        "text": shelf.formatter.reference_text(key),
        "used": "not cited yet" if not used else f"cited {'once' if used == 1 else f'{used} times'}",
    }


def _letter(name: str) -> str:
    """The Latin letter under which a name is listed, or `#`."""
    first = unicodedata.normalize("NFKD", name.lstrip("“\"'‘("))[:1].upper()
    return first if "A" <= first <= "Z" else "#"
