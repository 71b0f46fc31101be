"""The pages of learning paths: their list, and one page each with its steps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.learning_paths import WORDS_A_MINUTE, LearningPath, minutes_to_read
from knowledgebase.pages.page import Link, Page, Shelf, hours, render
from knowledgebase.records import KINDS, Kind, Record

_DESCRIPTION = "A few records in a good order, for a new trainer, a programme designer and an evaluator."


@dataclass(frozen=True)
class _Rating:
    """What the rating of a technique says, as the badge shows it."""

    slug: str
    label: str
    verdict: str


@dataclass(frozen=True)
class _Step:
    """A step as its page shows it."""

    title: str
    href: str
    kind: str
    label: str
    minutes: int
    purpose: str
    rating: _Rating | None


@dataclass(frozen=True)
class _Path:
    """A path as pages show it."""

    title: str
    href: str
    reader: str
    outcome: str
    time: str
    steps: list[_Step]


def make_path_pages(shelf: Shelf) -> Iterator[Page]:
    """The page `/paths/` and one for each path; none where there are no paths."""
    paths = shelf.knowledge.learning_paths.items
    if not paths:
        return
    shown = [_show_path(shelf, name, path, addresses.PATHS) for name, path in paths.items()]
    markdown = render("paths_index.md.jinja", paths=shown, start=has_start_page(shelf.knowledge))
    yield Page(
        addresses.PATHS, markdown, {"title": "Learning paths", "description": _DESCRIPTION, "hide": ["toc"]}
    )
    for name, path in paths.items():
        yield _make_path_page(shelf, name, path)


def has_start_page(knowledge: KnowledgeBase) -> bool:
    """Whether somebody wrote a page for those who have little time."""
    return any(guide.page == addresses.START for guide in knowledge.guides)


def _make_path_page(shelf: Shelf, name: str, path: LearningPath) -> Page:
    page = addresses.path_page(name)
    others = [
        Link(other.title, addresses.link(page, addresses.path_page(key)))
        for key, other in shelf.knowledge.learning_paths.items.items()
        if key != name
    ]
    shown = _show_path(shelf, name, path, page)
    markdown = render("path.md.jinja", path=shown, others=others, pace=WORDS_A_MINUTE)
    crumbs = [{"title": "Learning paths", "url": f"{addresses.served(addresses.PATHS)}/"}]
    meta = {"title": path.title, "description": path.reader, "breadcrumbs": crumbs, "hide": ["toc"]}
    return Page(page, markdown, meta)


def _show_path(shelf: Shelf, name: str, path: LearningPath, page: str) -> _Path:
    """A path as `page` shows it; a step that leads nowhere is left out, and a finding."""
    steps = [
        _show_step(shelf, record, step.purpose, page)
        for step in path.steps
        if (record := shelf.knowledge.resolve(step.record)) and record.is_published
    ]
    return _Path(
        title=path.title,
        href=addresses.link(page, addresses.path_page(name)),
        reader=path.reader,
        outcome=path.outcome,
        time=hours(sum(step.minutes for step in steps)),
        steps=steps,
    )


def _show_step(shelf: Shelf, record: Record, purpose: str, page: str) -> _Step:
    rating = None
    if record.kind is Kind.TECHNIQUE:
        front = shelf.weighed[record.id].front
        rating = _Rating(front.certainty.slug, front.certainty.label, front.verdict.value)
    return _Step(
        title=record.title,
        href=addresses.link(page, shelf.knowledge.page_of(record)),
        kind=record.kind.value,
        label=KINDS[record.kind].label,
        minutes=minutes_to_read(record),
        purpose=purpose,
        rating=rating,
    )
