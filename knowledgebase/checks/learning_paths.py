"""Rules on learning paths: every step leads to a record, once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from knowledgebase.checks.rule import Mistake, rule
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import ID_PATTERN
from knowledgebase.validation import suggest


def _at(knowledge: KnowledgeBase, message: str, hint: str, name: str, *path: str | int) -> Mistake:
    place = knowledge.learning_paths.place(name, *path)
    return Mistake(knowledge.learning_paths.path, place.line, place.column, message, hint)


@rule("KB410", "dead-step")
def check_steps(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A step of a learning path names a published record by its id, and no path names a record twice.

    A step that leads nowhere would be missing from the page, in silence; a second visit is no new step.

    Bad:
        - {record: retreival-practice, purpose: Learn to ask before you tell.}

    Good:
        - {record: retrieval-practice, purpose: Learn to ask before you tell.}
    """
    for name, path in knowledge.learning_paths.items.items():
        seen: set[str] = set()
        for index, step in enumerate(path.steps):
            if problem := _explain_step(knowledge, step.record, seen):
                yield _at(knowledge, *problem, name, "steps", index, "record")


def _explain_step(knowledge: KnowledgeBase, name: str, seen: set[str]) -> tuple[str, str] | None:
    """What is wrong with a step, and how to mend it; adds the id of a sound one to `seen`."""
    record = knowledge.resolve(name)
    if record is None and knowledge.may_be_unread(name):
        return None
    if record is None:
        hint = suggest(name, knowledge.records) or "Name a record by the name of its file."
        return f"`{name}` leads to no record.", hint
    if not record.is_published:
        return f"`{name}` is a draft, which has no page: {record.path}.", "Publish it first."
    if record.id in seen:
        return f"`{name}` is a step of this path already.", "Take one of the two out."
    seen.add(record.id)
    return None


@rule("KB411", "path-name")
def check_names(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A learning path is named with small letters, digits and single hyphens.

    The name is its address on the site, for ever.

    Bad:
        New trainer: {title: …}

    Good:
        new-trainer: {title: …}
    """
    for name in knowledge.learning_paths.items:
        if not re.fullmatch(ID_PATTERN, name) or name == "index":
            message = f"`{name}` cannot be the address of a page."
            yield _at(knowledge, message, "Use a-z, 0-9 and single hyphens.", name)
