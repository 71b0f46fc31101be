"""The page of what changed from version to version, and where each version is kept."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase import addresses
from knowledgebase.pages.page import Page, Shelf

_TITLE = "What changed"
_DESCRIPTION = "What each version of this site brought, and where its files are kept."


def make_changes_pages(shelf: Shelf) -> Iterator[Page]:
    """The page `/changes/`; none where there is no changelog."""
    changelog = shelf.knowledge.changelog
    if not changelog:
        return
    parts = [f"# {_TITLE}", *_where_kept(shelf.repo_url), changelog]
    yield Page(addresses.CHANGES, "\n\n".join(parts) + "\n", {"title": _TITLE, "description": _DESCRIPTION})


def _where_kept(repo_url: str) -> list[str]:
    if not repo_url:
        return []
    releases = f"{repo_url.rstrip('/')}/releases"
    return [
        "Each version is kept with its offline edition, its handbook and its data:"
        f" [all versions](<{releases}>)."
    ]
