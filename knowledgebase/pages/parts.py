"""Lists that are too long for one page: their parts, and the way from one to the next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from knowledgebase import addresses
from knowledgebase.pages.page import Link

Item = TypeVar("Item")


@dataclass(frozen=True)
class Part(Generic[Item]):
    """One part of a list, on a page of its own."""

    page: str
    number: int
    of: int
    items: Sequence[Item]
    previous: Link | None
    next: Link | None

    @property
    def is_first(self) -> bool:
        """Whether it stands on the page of the list itself."""
        return self.number == 1

    @property
    def name(self) -> str:
        """Which part it is, for titles: `, part 2 of 5`; empty where there is only one."""
        return f", part {self.number} of {self.of}" if self.of > 1 else ""


def split_in_parts(page: str, items: Sequence[Item], most: int) -> Iterator[Part[Item]]:
    """The parts of a list, each of at most `most` items; an empty list has one empty part."""
    count = max(1, -(-len(items) // most))
    for number in range(1, count + 1):
        own = addresses.part_page(page, number)
        yield Part(
            page=own,
            number=number,
            of=count,
            items=items[(number - 1) * most : number * most],
            previous=_link(page, own, number - 1, "Previous part") if number > 1 else None,
            next=_link(page, own, number + 1, "Next part") if number < count else None,
        )


def _link(page: str, own: str, number: int, text: str) -> Link:
    return Link(text, addresses.link(own, addresses.part_page(page, number)))
