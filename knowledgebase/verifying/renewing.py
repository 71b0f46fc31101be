"""Renews the ledger: asks for each reference that is due, and writes what was confirmed of it."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from knowledgebase.bibliography import Bibliography, Reference
from knowledgebase.ledger import (
    Difference,
    ReferenceStatus,
    Verification,
    hash_of,
    write_ledger,
)
from knowledgebase.verifying.asking import NotThereError, UnansweredError
from knowledgebase.verifying.comparing import Verdict, compare
from knowledgebase.verifying.journal import Journal, Note
from knowledgebase.verifying.registries import Registries
from knowledgebase.verifying.works import Standing, Work, standing_of

GIVE_UP_AFTER = 3
"""Questions in a row that a service leaves unanswered before it is left alone for this run."""
SAVE_EVERY = 25

Value = TypeVar("Value")


@dataclass(frozen=True)
class Outcome:
    """What came of asking for one reference."""

    key: str
    verdict: Verdict | None
    """None where no service answered, so nothing is known that was not known before."""
    reason: str = ""
    confirmed: tuple[str, ...] = ()
    differences: tuple[Difference, ...] = ()
    standing: Standing = field(default_factory=Standing)
    work: Work | None = None

    is_settled: bool = False
    """Whether what was found agrees with the ledger as it now stands, or a person looked at it before."""

    @property
    def needs_a_person(self) -> bool:
        """Whether someone should look: not at outages, which mend themselves."""
        return self.verdict is not None and not self.is_settled


def number_of(reference: Reference) -> str | None:
    """The DOI, or else the ISBN, by which registries know a work; None where only a person can look."""
    if reference.doi:
        return reference.doi
    isbn = "".join(character for character in reference.text("ISBN").upper() if character in "0123456789X")
    return isbn if len(isbn) in {10, 13} else None


def is_due(
    reference: Reference, entry: Verification | None, today: datetime.date, older_than: datetime.timedelta
) -> bool:
    """Whether a reference is to be asked for: a registry knows it, and did not confirm it lately as it is."""
    if number_of(reference) is None:
        return False
    if entry is None or entry.method == "by hand" or entry.hash != hash_of(reference):
        return True
    return today - entry.checked > older_than


class Inquiry:
    """Asks the registries, and leaves alone for the rest of the run a service that does not answer."""

    def __init__(self, registries: Registries) -> None:
        self._registries = registries
        self._unanswered: Counter[str] = Counter()

    def ask_for(self, reference: Reference) -> Outcome:
        """What the registry of its number holds of a reference; its registration agency is asked first."""
        number = number_of(reference)
        if number is None:
            return Outcome(
                reference.key, Verdict.UNSURE, "It has no DOI or ISBN: see it and confirm it by hand."
            )
        try:
            registry = self._registry_of(reference, number)
            if registry not in self._registries.by_name:
                reason = f"Its DOI is registered at {registry}, which is not asked: confirm it by hand."
                return Outcome(reference.key, Verdict.UNSURE, reason)
            work = self._guard(registry, lambda: self._registries.by_name[registry].find(number))
        except NotThereError as problem:
            said = Difference(field="doi" if reference.doi else "isbn", here=number, there="")
            reason = f"{problem.args[0]} has nothing under {number}."
            return Outcome(reference.key, Verdict.NOT_FOUND, reason, differences=(said,))
        except UnansweredError as problem:
            return Outcome(reference.key, None, str(problem))
        return _judge(reference, work)

    def _registry_of(self, reference: Reference, number: str) -> str:
        if not reference.doi:
            return "Open Library"
        return self._guard("doi.org", lambda: self._registries.agency_of(number))

    def _guard(self, service: str, question: Callable[[], Value]) -> Value:
        """The answer of a service; counts what it leaves unanswered. Errors name the service."""
        if self._unanswered[service] >= GIVE_UP_AFTER:
            raise UnansweredError(f"{service} does not answer today.")
        try:
            answer = question()
        except NotThereError:
            self._unanswered[service] = 0
            raise NotThereError(service) from None
        except UnansweredError as problem:
            self._unanswered[service] += 1
            raise UnansweredError(f"{service}: {problem}.") from problem
        self._unanswered[service] = 0
        return answer


def _judge(reference: Reference, work: Work) -> Outcome:
    found = compare(reference, work)
    # What is said of another work, or of a notice, is not said of this one.
    is_it = found.verdict is not Verdict.NOT_FOUND and not work.is_notice_of
    standing = standing_of(work) if is_it else Standing()
    differences = found.differences
    if not is_it:
        number = work.doi or work.isbn
        there = work.is_notice_of[0].doi if work.is_notice_of else f"another work: {work.titles[0]}"
        differences = (Difference(field="doi" if work.doi else "isbn", here=number, there=there),)
    return Outcome(reference.key, found.verdict, found.reason, found.confirmed, differences, standing, work)


def entry_after(
    outcome: Outcome, reference: Reference, old: Verification | None, today: datetime.date
) -> Verification | None:
    """The entry of a reference after asking; `old` itself, or None, where nothing was learnt.

    Only a match confirms. Anything else leaves what a person or an earlier answer confirmed as it was, if
    the record is still the same, and notes beside it what the registry says otherwise.
    """
    digest = hash_of(reference)
    is_same = old is not None and old.hash == digest
    if outcome.verdict is None or not (is_same or outcome.verdict is Verdict.MATCH):
        return old
    standing = outcome.standing
    status, notice = _gravest(old, standing)
    changes: dict[str, object] = {
        "status": status,
        "notice": notice,
        "acknowledged": old.acknowledged if old and old.status is status else None,
        "differences": _remember(outcome.differences, old if is_same else None),
    }
    if outcome.verdict is not Verdict.MATCH and old is not None:
        return old.model_copy(update=changes)
    assert outcome.work is not None  # noqa: S101 -- a match is one with a work
    return Verification.model_validate(
        {
            "confirmed": list(outcome.confirmed),
            "method": outcome.work.registry,
            "address": outcome.work.address,
            "checked": today,
            "link": old.link if old else None,
            "hash": digest,
            **changes,
        }
    )


def _gravest(old: Verification | None, standing: Standing) -> tuple[ReferenceStatus, str | None]:
    """The graver of the status known and the one found: silence of a registry lifts no retraction.

    Only a reinstatement does, or a person with `--by-hand --status`.
    """
    order = list(ReferenceStatus)
    if old is None or standing.was_reinstated or order.index(standing.status) > order.index(old.status):
        return standing.status, standing.notice
    return old.status, old.notice or (standing.notice if standing.status is old.status else None)


def _remember(found: tuple[Difference, ...], old: Verification | None) -> list[Difference]:
    """The differences found, those that a person accepted as accepted."""
    accepted = {(one.field, one.here, one.there): one.accepted for one in (old.differences if old else [])}
    return [
        one.model_copy(update={"accepted": accepted.get((one.field, one.here, one.there))}) for one in found
    ]


def _is_settled(entry: Verification | None, reference: Reference) -> bool:
    if entry is None or entry.hash != hash_of(reference) or entry.open_differences:
        return False
    return not entry.status.is_grave or entry.acknowledged is not None


class Renewal:
    """One run over the references that are due. Use it in a `with` block: leaving it saves the ledger."""

    def __init__(  # noqa: PLR0913 -- what a run works on
        self,
        bibliography: Bibliography,
        entries: Mapping[str, Verification],
        *,
        ledger: Path,
        journal: Journal,
        inquiry: Inquiry,
        today: datetime.date,
    ) -> None:
        self._bibliography = bibliography
        self.entries = dict(entries)
        self._ledger = ledger
        self._journal = journal
        self._inquiry = inquiry
        self._today = today
        self._resumed = self._take_up()
        self._is_whole = False

    def _take_up(self) -> frozenset[str]:
        """Puts in what an interrupted run found, and names the references that it asked for."""
        done: set[str] = set()
        for note in self._journal.read():
            if note.key in self._bibliography and note.hash == hash_of(self._bibliography[note.key]):
                done.add(note.key)
                if note.entry:
                    self.entries[note.key] = note.entry
        return frozenset(done)

    def due(self, older_than: datetime.timedelta) -> list[Reference]:
        """The references that are due, those left out that an interrupted run asked for already."""
        return [
            reference
            for reference in self._bibliography.values()
            if reference.key not in self._resumed
            and is_due(reference, self.entries.get(reference.key), self._today, older_than)
        ]

    def run(self, references: Iterable[Reference]) -> Iterator[Outcome]:
        """Asks for each reference in turn, and notes the answer before it gives it on."""
        for number, reference in enumerate(references, start=1):
            outcome = self._inquiry.ask_for(reference)
            entry = entry_after(outcome, reference, self.entries.get(reference.key), self._today)
            if entry:
                self.entries[reference.key] = entry
            if outcome.verdict:
                self._journal.add(Note(key=reference.key, hash=hash_of(reference), entry=entry))
            if number % SAVE_EVERY == 0:
                write_ledger(self._ledger, self.entries)
            yield replace(outcome, is_settled=_is_settled(entry, reference))
        self._is_whole = True

    def __enter__(self) -> Renewal:
        return self

    def __exit__(self, *problem: object) -> None:
        write_ledger(self._ledger, self.entries)
        if self._is_whole:
            self._journal.finish()
