"""Where each page stands. Addresses are a promise to everyone who links here: they never change.

A page is named by its Markdown file, as links between pages name it; the site serves `a/b.md` at `/a/b/`.
"""

from __future__ import annotations

import posixpath

from knowledgebase.bibliography import key_slug
from knowledgebase.records import KINDS, Kind

HOME = "index.md"
TAGS = "tags/index.md"
SOURCES = "sources/index.md"
DATA = "data.md"
FRESHNESS = "freshness.md"
COMPARE = "compare.md"
MAP = "map.md"
EXPLORE = "explore.md"
FIELDS = "fields.md"
SYNERGIES = "synergies.md"
LIKENESS = "likeness.md"
COMPOSER = "composer.md"
CONTRIBUTE = "contribute.md"
ACTIVITY_MAP = "activities/map.md"
TIMELINE = "activities/timeline.md"
EVALUATIONS = "activities/evaluations.md"
RULES = "rules/index.md"
PRACTICE = "practice-and-evidence.md"
AGENDAS = "agendas/index.md"
NEEDS = "needs/index.md"
GLOSSARY = "glossary.md"
PATHS = "paths/index.md"
CHANGES = "changes.md"
"""Made where there is a changelog."""
START = "start.md"
"""Written by hand; a site may be without it."""


def record_page(kind: Kind, record_id: str) -> str:
    """The page of a record: `techniques/retrieval-practice.md`."""
    return f"{KINDS[kind].folder}/{record_id}.md"


def translated(page: str, language: str) -> str:
    """A page in another language: `fr/techniques/retrieval-practice.md`."""
    return f"{language}/{page}"


def run_sheet_page(training_id: str) -> str:
    """The facilitator's run sheet of a training: `trainings/recall-half-day/run-sheet.md`."""
    return f"{KINDS[Kind.TRAINING].folder}/{training_id}/run-sheet.md"


def handout_page(training_id: str) -> str:
    """The participants' handout of a training: `trainings/recall-half-day/handout.md`."""
    return f"{KINDS[Kind.TRAINING].folder}/{training_id}/handout.md"


def kind_page(kind: Kind) -> str:
    """The index of a kind: `techniques/index.md`."""
    return f"{KINDS[kind].folder}/index.md"


def part_page(page: str, number: int) -> str:
    """A further part of a long list: `activities/timeline/2.md`; the first part is the page itself.

    The index of a kind goes on at `activities/all/2.md`, where no record can stand in its way.
    """
    if number == 1:
        return page
    stem = page.removesuffix(".md")
    folder = f"{stem.removesuffix('index')}all" if stem.endswith("/index") else stem
    return f"{folder}/{number}.md"


def tag_page(tag: str) -> str:
    """The page of a tag: `tags/memory.md`."""
    return f"tags/{tag}.md"


def source_page(key: str) -> str:
    """The page of a reference: `sources/rowland2014.md`."""
    return f"sources/{key_slug(key)}.md"


def source_list_page(letter: str) -> str:
    """The list of the sources under one letter: `sources/all/r.md`, where no key can stand in its way."""
    return f"sources/all/{letter}.md"


def path_page(name: str) -> str:
    """The page of a learning path: `paths/new-trainer.md`."""
    return f"paths/{name}.md"


def rule_page(code: str) -> str:
    """The page of a rule: `rules/kb112.md`."""
    return f"rules/{code.lower()}.md"


def link(from_page: str, to_page: str) -> str:
    """The address of one page as a relative link from another, as served: `../../tags/memory/`."""
    target, _, fragment = to_page.partition("#")
    relative = posixpath.relpath(served(target) or ".", served(from_page) or ".")
    relative = "./" if relative == "." else f"{relative}/"
    return f"{relative}#{fragment}" if fragment else relative


def link_file(from_page: str, path: str) -> str:
    """The address of a file of the site as a relative link from a page: `../llms.txt`."""
    return posixpath.relpath(path, served(from_page) or ".")


def page_in_folder(page: str) -> str:
    """The page as a file in the very folder at which it is served: `tags/memory/index.md`."""
    return posixpath.join(served(page), "index.md")


def served(page: str) -> str:
    """The folder at which a page is served, without slashes at its ends; the home page's is empty."""
    stem = page.removesuffix(".md")
    return "" if stem == "index" else stem.removesuffix("/index")
