"""Rules on the layout of the bibliography: what two people add then seldom touches the same lines."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.layout import Item, find_misplaced, find_runs, lay_out_record
from knowledgebase.checks.rule import Mistake, at_reference, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase

_FIX = "Run `scripts/check.py --fix`."


@rule("KB255", "reference-order", Severity.WARNING)
def check_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Records stand in the order of their keys, between comments and `@string`s.

    A source is then found at a glance, and nobody adds it twice. `--fix` mends this.

    Bad:
        @article{rowland2014, …}
        @article{adesope2017, …}

    Good:
        @article{adesope2017, …}
        @article{rowland2014, …}
    """
    for run in _runs(knowledge):
        for reference, follower in find_misplaced(run):
            where = f"before `{follower.key}`" if follower is not reference else "last"
            message = f"`{reference.key}` does not stand in the order of the keys: it belongs {where}."
            yield at_reference(reference, message, _FIX)


@rule("KB256", "reference-layout", Severity.WARNING)
def check_layout(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record has its type and field names in small letters, one field a line, in their usual order.

    The equals signs stand below each other, each field ends with a comma, and one blank line parts two
    records. What changes in a record then shows in the lines that changed. `--fix` mends this.

    Bad:
        @Article{rowland2014, Title="The effect of testing", author = {Rowland, C. A.}}

    Good:
        @article{rowland2014,
          author = {Rowland, C. A.},
          title  = {The effect of testing},
        }
    """
    for run in _runs(knowledge):
        loose = {
            second.reference.key
            for first, second in pairwise(run)
            if not _are_parted(knowledge, first, second)
        }
        for item in run:
            reference = item.reference
            wanted = lay_out_record(reference)
            if wanted != reference.raw:
                yield _at_first_difference(reference, wanted)
            elif reference.key in loose:
                yield at_reference(reference, f"There is not one blank line before `{reference.key}`.", _FIX)


def _runs(knowledge: KnowledgeBase) -> list[list[Item]]:
    """Nothing where the file has records that could not be read: how those should stand is not known."""
    path = next((one.path for one in knowledge.bibliography.records), "")
    broken = any(one.path == path and one.code in {"KB201", "KB206"} for one in knowledge.findings)
    return [] if broken else find_runs(knowledge.bibliography)


def _are_parted(knowledge: KnowledgeBase, first: Item, second: Item) -> bool:
    return knowledge.bibliography.text[first.end : second.start] == "\n\n"


def _at_first_difference(reference: Reference, wanted: str) -> Mistake:
    lines, right = reference.raw.split("\n"), wanted.split("\n")
    pairs = enumerate(zip(lines, right, strict=False))
    index = next((index for index, (one, other) in pairs if one != other), min(len(lines), len(right)) - 1)
    column = next(
        (at for at, (one, other) in enumerate(zip(lines[index], right[index], strict=False)) if one != other),
        min(len(lines[index]), len(right[index])),
    )
    first_column = reference.column if index == 0 else 1
    message = f"`{reference.key}` is not laid out as the others are."
    hint = f"{_FIX} This line becomes `{right[index]}`."
    return Mistake(reference.path, reference.line + index, first_column + column, message, hint)
