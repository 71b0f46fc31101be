"""Rules on the ledger of what was confirmed. They read `bibliography.lock.yml` alone, never the network."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from knowledgebase.bibliography import Reference
from knowledgebase.checks.rule import Mistake, at_reference, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.ledger import ReferenceStatus, Verification, hash_of
from knowledgebase.source import Place

_COMMAND = "scripts/verify.py"


@rule("KB701", "unconfirmed-source")
def check_confirmation(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A source that is cited has an entry in the ledger.

    Without one nobody has seen that the work exists, and an invented reference looks like any other.

    Bad:
        [@rowland2014], and no `rowland2014:` in bibliography.lock.yml

    Good:
        [@rowland2014], confirmed at Crossref on a day that the ledger names
    """
    for key, path in _first_citing(knowledge).items():
        if key in knowledge.bibliography and not knowledge.ledger.names(key):
            message = f"`{key}` is cited in {path}, but nothing confirms that it exists."
            hint = f"Run `{_COMMAND} {key}`, or see it yourself and run {_by_hand(key)}."
            yield at_reference(knowledge.bibliography[key], message, hint)


@rule("KB702", "stale-confirmation")
def check_hashes(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A record is still the one that was confirmed.

    Its hash in the ledger covers type, authors, title, date, container, volume, issue, pages, DOI, ISBN and
    address; after a change to one of these, what was confirmed is another work, or another spelling of it.

    Bad:
        year = {2015}, where the record was confirmed with 2014

    Good:
        year = {2015}, and `scripts/verify.py` run after the change
    """
    for reference, entry in _entries(knowledge):
        key = reference.key
        if entry.hash is None:
            message = f"The entry of `{key}` has no hash, so a later change to the record would go unseen."
            yield _at_entry(knowledge, message, f"Run `{_COMMAND} --rehash {key}`.", key)
        elif entry.hash != hash_of(reference):
            message = f"`{key}` was changed after it was confirmed on {entry.checked}."
            hint = f"Run `{_COMMAND} {key}`, or see it yourself and run {_by_hand(key)}."
            yield at_reference(reference, message, hint)


@rule("KB703", "entry-without-source", Severity.WARNING)
def check_keys(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An entry of the ledger is that of a record in `bibliography.bib`.

    One left behind confirms nothing; after a key was changed, the new one has no entry.

    Bad:
        rowland2041: {confirmed: [title], …}

    Good:
        rowland2014: {confirmed: [title], …}
    """
    if any(finding.code in {"KB201", "KB204"} for finding in knowledge.findings):
        return  # The record may stand in what could not be read, and that is a finding already.
    for key in knowledge.ledger.items:
        if key not in knowledge.bibliography:
            message = f"`{key}` is not in bibliography.bib, so its entry confirms nothing."
            yield _at_entry(knowledge, message, "Take the entry out, or mend its key.", key)


@rule("KB704", "nothing-confirmed")
def check_confirmed_fields(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An entry confirms the title or the address of its work.

    Names and years alone fit many works.

    Bad:
        confirmed: [year]

    Good:
        confirmed: [title, year, first-author]
    """
    for reference, entry in _entries(knowledge):
        if not {"title", "url"} & set(entry.confirmed):
            message = f"Neither the title nor the address of `{reference.key}` was confirmed."
            hint = f"Look at {entry.address} again, then run {_by_hand(reference.key)}."
            yield _at_entry(knowledge, message, hint, reference.key, "confirmed")


@rule("KB705", "source-of-concern", Severity.WARNING)
def check_concerns(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A source under an expression of concern is cited only after an editor looked at it.

    Its publisher doubts the work and has not decided yet; readers see a banner, and should see a reason.

    Bad:
        status: expression-of-concern

    Good:
        status: expression-of-concern
        acknowledged: {reason: "Cited for its method alone.", day: 2026-11-24}
    """
    citing = _first_citing(knowledge)
    for reference, entry in _entries(knowledge):
        key = reference.key
        if entry.status is ReferenceStatus.CONCERN and key in citing and entry.acknowledged is None:
            message = f"`{key}` is under an expression of concern, and {citing[key]} cites it."
            hint = f'Rest the claim on another source, or run `{_COMMAND} --acknowledge {key} --reason "…"`.'
            yield _at_entry(knowledge, message, hint, key, "status")


@rule("KB706", "open-difference", Severity.WARNING)
def check_differences(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """Where a service says otherwise than the bibliography, a person has looked who is right.

    A wrong volume or DOI leads a reader to another work.

    Bad:
        differences:
        - {field: volume, here: '33', there: '34'}

    Good:
        differences:
        - {field: volume, here: '33', there: '34', accepted: 2026-11-24}
    """
    for reference, entry in _entries(knowledge):
        if entry.hash != hash_of(reference):
            continue  # They were found in another state of the record.
        if found := entry.open_differences:
            said = "; ".join(f"{item.field} {item.there or 'nothing'}, not {item.here}" for item in found)
            message = f"The registry says otherwise of `{reference.key}`: {said}."
            hint = f"Mend the record, or see the work yourself and run {_by_hand(reference.key)}."
            yield at_reference(reference, message, hint)


@rule("KB707", "ledger-order", Severity.WARNING)
def check_order(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The entries of the ledger stand in the order of their keys.

    Two people who add sources then seldom change the same lines.

    Bad:
        rowland2014: {…}
        adesope2017: {…}

    Good:
        adesope2017: {…}
        rowland2014: {…}
    """
    for before, key in pairwise(knowledge.ledger.items):
        if key < before:
            message = f"`{key}` stands after `{before}`."
            yield _at_entry(knowledge, message, f"Run `{_COMMAND} --rehash`, which sorts the file.", key)
            return


@rule("KB708", "dead-address", Severity.WARNING)
def check_addresses(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """The address of a source has not failed on several days.

    A reader who wants to see for themselves would find nothing.

    Bad:
        link: {failed_on: [2026-11-20, 2026-11-21, 2026-11-24]}

    Good:
        url = {https://web.archive.org/web/2025/https://example.org/report}
    """
    for reference, entry in _entries(knowledge):
        if entry.link and entry.link.is_dead:
            days = f"on {len(entry.link.failed_on)} days, first on {min(entry.link.failed_on)}"
            message = f"The address of `{reference.key}` failed {days}."
            hint = "Look for its new address or an archived copy, and confirm the record anew."
            yield at_reference(reference, message, hint)


def _entries(knowledge: KnowledgeBase) -> Iterator[tuple[Reference, Verification]]:
    """Each reference that has an entry, with the entry."""
    for key, entry in knowledge.ledger.items.items():
        if key in knowledge.bibliography:
            yield knowledge.bibliography[key], entry


def _first_citing(knowledge: KnowledgeBase) -> dict[str, str]:
    """The first document that cites each key."""
    found: dict[str, str] = {}
    for path, keys in knowledge.cited_keys.items():
        for key in keys:
            found.setdefault(key, path)
    return found


def _by_hand(key: str) -> str:
    return f"`{_COMMAND} --by-hand {key} --address URL --confirmed title,year`"


def _at_entry(knowledge: KnowledgeBase, message: str, hint: str, key: str, *path: str) -> Mistake:
    place: Place = knowledge.ledger.place(key, *path)
    return Mistake(knowledge.ledger.path, place.line, place.column, message, hint)
