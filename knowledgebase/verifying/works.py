"""A work as a registry describes it, whichever registry that is."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum

from knowledgebase.ledger import Method, ReferenceStatus


class NoticeKind(StrEnum):
    """What a notice says of a work, so far as it matters to who cites the work."""

    RETRACTION = "retraction"
    CONCERN = "expression of concern"
    CORRECTION = "correction"
    REINSTATEMENT = "reinstatement"


@dataclass(frozen=True)
class Notice:
    """That one work was published about another."""

    kind: NoticeKind
    doi: str
    """Of the notice, or of the work that it is about; in lower case."""
    day: datetime.date | None = None


@dataclass(frozen=True)
class Work:
    """What a registry holds. What it does not say is empty, and then nothing is compared with it."""

    registry: Method
    address: str
    """Where a reader can see the same."""
    titles: tuple[str, ...] = ()
    """The full title in each form that the registry has of it."""
    authors: tuple[str, ...] = ()
    """Family names, whole names or institutions, in order."""
    years: frozenset[int] = frozenset()
    """Of print, of appearance on line, and whatever else counts as publication."""
    containers: tuple[str, ...] = ()
    volume: str = ""
    issue: str = ""
    pages: str = ""
    doi: str = ""
    isbn: str = ""
    notices: tuple[Notice, ...] = ()
    """What was published about the work."""
    is_notice_of: tuple[Notice, ...] = ()
    """The works that this one is itself a notice about."""


@dataclass(frozen=True)
class Standing:
    """How a work stands, and where that can be read."""

    status: ReferenceStatus = ReferenceStatus.CURRENT
    notice: str | None = None
    was_reinstated: bool = False


_STATUS = {
    NoticeKind.CORRECTION: ReferenceStatus.CORRECTED,
    NoticeKind.CONCERN: ReferenceStatus.CONCERN,
    NoticeKind.RETRACTION: ReferenceStatus.RETRACTED,
}
_LONG_AGO = datetime.date.min


def standing_of(work: Work) -> Standing:
    """The gravest that any notice says; a reinstatement lifts retractions and concerns before it."""
    reinstated = max(
        (notice.day or _LONG_AGO for notice in work.notices if notice.kind is NoticeKind.REINSTATEMENT),
        default=None,
    )
    in_force = [
        (notice, _STATUS[notice.kind])
        for notice in work.notices
        if notice.kind in _STATUS
        and not (reinstated and _STATUS[notice.kind].is_grave and (notice.day or _LONG_AGO) <= reinstated)
    ]
    if not in_force:
        return Standing(was_reinstated=reinstated is not None)
    order = list(ReferenceStatus)
    notice, status = max(in_force, key=lambda found: (order.index(found[1]), found[0].day or _LONG_AGO))
    # A notice may be registered under the DOI of the work itself: then the work's page shows it.
    return Standing(status, f"https://doi.org/{notice.doi or work.doi}", reinstated is not None)
