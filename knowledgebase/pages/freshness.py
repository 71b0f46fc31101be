"""The page of what needs another look, for those who keep the records."""

from __future__ import annotations

from collections.abc import Iterable

from knowledgebase import addresses
from knowledgebase.evidence.freshness import OLD_EVIDENCE_YEARS, Concern, DueItem, find_due
from knowledgebase.pages.page import Link, Page, Shelf, render

_DESCRIPTION = "Records past their review, old or thin evidence, and sources that changed."
_WHY = {
    Concern.SOURCE_CHANGED: "Read the notice at the publisher, then see whether the records still hold.",
    Concern.PAST_REVIEW: "Look for newer evidence, correct what is outdated, and set the new day of review.",
    Concern.OLD_EVIDENCE: (
        f"Nothing newer than {OLD_EVIDENCE_YEARS} years is summarised. Newer reviews may exist."
    ),
    Concern.ONE_SUMMARY: "A second summary would show whether the rating stands.",
}


def make_freshness_page(shelf: Shelf) -> Page:
    """The page `/freshness/`."""
    page = addresses.FRESHNESS
    due = find_due(shelf.knowledge, shelf.today)
    groups = [
        {
            "anchor": concern.value,
            "label": concern.label,
            "why": _WHY[concern],
            "items": _show_items(shelf, page, [item for item in due if item.concern is concern]),
        }
        for concern in Concern
    ]
    markdown = render(
        "freshness.md.jinja",
        total=len(due),
        day=f"{shelf.today:%-d %B %Y}",
        feed=addresses.link_file(page, "feeds/review.xml"),
        groups=groups,
    )
    return Page(page, markdown, {"title": "What needs another look", "description": _DESCRIPTION})


def _show_items(shelf: Shelf, page: str, items: Iterable[DueItem]) -> list[dict[str, object]]:
    return [
        {
            "subject": _link_subject(shelf, page, item),
            "reason": item.reason,
            "records": [_link_record(shelf, page, record_id) for record_id in item.records],
        }
        for item in items
    ]


def _link_subject(shelf: Shelf, page: str, item: DueItem) -> Link:
    if item.concern is Concern.SOURCE_CHANGED:
        source_page = addresses.source_page(item.subject)
        return Link(shelf.formatter.short_text(item.subject), addresses.link(page, source_page))
    return _link_record(shelf, page, item.subject)


def _link_record(shelf: Shelf, page: str, record_id: str) -> Link:
    record = shelf.knowledge.records[record_id]
    return Link(record.title, addresses.link(page, shelf.knowledge.page_of(record)))
