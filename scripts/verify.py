"""Renews `bibliography.lock.yml` from the registries, or by hand; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import ValidationError
from rich.console import Console
from rich.progress import track

from knowledgebase.findings import has_errors
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base
from knowledgebase.ledger import (
    LEDGER,
    Confirmable,
    ReferenceStatus,
    acknowledge,
    confirm_by_hand,
    hash_of,
    read_ledger,
    write_ledger,
)
from knowledgebase.printing import print_text
from knowledgebase.verifying import (
    Inquiry,
    Journal,
    LinkAsker,
    Patience,
    Registries,
    Renewal,
    Services,
    add_day,
    addresses_in,
    make_client,
    read_history,
    sum_up,
    tell_link,
    tell_outcome,
    write_history,
)

Outcome = TypeVar("Outcome")
CONSOLE = Console(stderr=True, highlight=False, markup=False, soft_wrap=True)


def main() -> int:
    """Exit status: 0 nothing to look at, outages included; 1 something for a person to look at; 2 misuse."""
    parser = make_parser()
    arguments = parser.parse_args()
    root: Path = arguments.root.resolve()
    if not (root / "bibliography.bib").is_file():
        parser.error(f"{root} holds no bibliography.bib")
    knowledge = read_knowledge_base(root)
    _, findings = read_ledger(root / LEDGER, root)
    if has_errors(findings):
        # Writing would lose the entries that could not be read.
        print(print_text(findings, root))
        parser.error(f"mend {LEDGER} first")
    if arguments.keys and (arguments.links or arguments.by_hand or arguments.acknowledge):
        parser.error(f"what is {arguments.keys[0]} for? Name one KEY, behind its option")
    named = [*arguments.keys, *filter(None, [arguments.by_hand, arguments.acknowledge])]
    if unknown := sorted({*named, *(arguments.rehash or [])} - set(knowledge.bibliography)):
        parser.error(f"not in bibliography.bib: {', '.join(unknown)}")
    if arguments.by_hand:
        return write_by_hand(parser, arguments, knowledge)
    if arguments.acknowledge:
        return write_acknowledgement(parser, arguments, knowledge)
    if arguments.rehash is not None:
        return write_hashes(arguments.rehash, knowledge)
    return check_links(arguments, knowledge) if arguments.links else renew(arguments, knowledge)


def make_parser() -> argparse.ArgumentParser:
    """The words of the command line."""
    parser = argparse.ArgumentParser(
        description="Ask the registries for every reference that is due, and write what they confirm.",
        epilog="Exit status: 0 nothing to look at (outages included), 1 something to look at, 2 misuse.",
    )
    parser.add_argument("keys", nargs="*", metavar="KEY", help="ask for these references (all that are due)")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--links", action="store_true", help="ask the addresses of references and records")
    what.add_argument("--by-hand", metavar="KEY", help="write what you saw yourself; needs --address")
    what.add_argument("--acknowledge", metavar="KEY", help="keep citing a retracted work; needs --reason")
    what.add_argument(
        "--rehash",
        nargs="*",
        metavar="KEY",
        help="write hashes anew where a change left what was confirmed as it is (where there is none yet)",
    )
    parser.add_argument("--address", help="by hand: where you saw it")
    parser.add_argument("--confirmed", default="title", help="by hand: the fields that agree, with commas")
    parser.add_argument("--status", choices=[status.value for status in ReferenceStatus], help="by hand")
    parser.add_argument("--notice", help="by hand: the address of the retraction, concern or correction")
    parser.add_argument("--reason", help="acknowledge: why the work is still cited, in a sentence")
    parser.add_argument("--older-than", type=int, default=30, metavar="DAYS", help="what is due (30)")
    parser.add_argument("--timeout", type=float, default=20, metavar="SECONDS", help="for one answer (20)")
    parser.add_argument("--attempts", type=int, default=4, help="at one question (4)")
    parser.add_argument("--root", type=Path, default=Path(__file__).parent.parent, help="the knowledge base")
    for service in fields(Services):
        variable = f"KB_{service.name.upper()}"
        parser.add_argument(
            f"--{service.name.replace('_', '-')}",
            default=os.environ.get(variable, service.default),
            help=f"or the variable {variable} ({service.default or 'your e-mail address, to be polite'})",
        )
    return parser


def renew(arguments: argparse.Namespace, knowledge: KnowledgeBase) -> int:
    """Asks for the references that are due."""
    patience = Patience(attempts=arguments.attempts, timeout=arguments.timeout)
    services = Services(**{service.name: getattr(arguments, service.name) for service in fields(Services)})
    outcomes = []
    with make_client(patience, services.mailto) as client:
        renewal = Renewal(
            knowledge.bibliography,
            knowledge.ledger.items,
            ledger=knowledge.root / LEDGER,
            journal=Journal(knowledge.root / ".cache" / "verification.jsonl"),
            inquiry=Inquiry(Registries.open(client, services, patience)),
            today=datetime.date.today(),
        )
        named = [knowledge.bibliography[key] for key in arguments.keys]
        due = named or renewal.due(datetime.timedelta(days=arguments.older_than))
        with renewal:
            for outcome in show_progress(renewal.run(due), len(due)):
                say(tell_outcome(outcome))
                outcomes.append(outcome)
    CONSOLE.print(f"{sum_up(outcomes)}.")
    return 1 if any(outcome.needs_a_person for outcome in outcomes) else 0


def check_links(arguments: argparse.Namespace, knowledge: KnowledgeBase) -> int:
    """Asks the addresses of references and records."""
    patience = Patience(timeout=arguments.timeout)
    cache = knowledge.root / ".cache" / "links.json"
    entries, bibliography = knowledge.ledger.items, knowledge.bibliography
    addresses = addresses_in(knowledge)
    outcomes = []
    with make_client(patience, arguments.mailto) as client:
        for outcome in show_progress(LinkAsker(client, patience).ask_all(addresses), len(addresses)):
            say(tell_link(outcome))
            outcomes.append(outcome)
    history = add_day(read_history(cache, entries, bibliography), outcomes, datetime.date.today())
    write_ledger(knowledge.root / LEDGER, write_history(cache, history, entries, bibliography))
    CONSOLE.print(f"{sum_up(outcomes)}.")
    return 0


def write_by_hand(
    parser: argparse.ArgumentParser, arguments: argparse.Namespace, knowledge: KnowledgeBase
) -> int:
    """Writes what a person saw."""
    key, names = arguments.by_hand, arguments.confirmed.split(",")
    if not arguments.address:
        parser.error("--by-hand needs --address: where did you see it?")
    if unknown := sorted(set(names) - set(get_args(Confirmable))):
        parser.error(f"--confirmed: {', '.join(unknown)}; choose from {', '.join(get_args(Confirmable))}")
    try:
        entry = confirm_by_hand(
            knowledge.bibliography[key],
            knowledge.ledger.items.get(key),
            confirmed=[name for name in get_args(Confirmable) if name in names],
            address=arguments.address,
            day=datetime.date.today(),
            status=ReferenceStatus(arguments.status) if arguments.status else None,
            notice=arguments.notice,
        )
    except ValidationError as problem:
        parser.error(problem.errors()[0]["msg"])
    write_ledger(knowledge.root / LEDGER, {**knowledge.ledger.items, key: entry})
    return 0


def write_acknowledgement(
    parser: argparse.ArgumentParser, arguments: argparse.Namespace, knowledge: KnowledgeBase
) -> int:
    """Writes that an editor cites a retracted or doubted work all the same."""
    key = arguments.acknowledge
    if not arguments.reason or key not in knowledge.ledger:
        parser.error("--acknowledge needs --reason, and a KEY that the ledger holds")
    try:
        entry = acknowledge(knowledge.ledger[key], arguments.reason, datetime.date.today())
    except ValidationError as problem:
        parser.error(problem.errors()[0]["msg"])
    except ValueError as problem:
        parser.error(f"{key}: {problem}")
    write_ledger(knowledge.root / LEDGER, {**knowledge.ledger.items, key: entry})
    return 0


def write_hashes(keys: list[str], knowledge: KnowledgeBase) -> int:
    """Writes the hashes of the records named, or of those whose entry has none, and sorts the ledger."""
    entries = {
        key: entry.model_copy(update={"hash": hash_of(knowledge.bibliography[key])})
        if key in keys or (not keys and entry.hash is None and key in knowledge.bibliography)
        else entry
        for key, entry in knowledge.ledger.items.items()
    }
    write_ledger(knowledge.root / LEDGER, entries)
    return 0


def show_progress(outcomes: Iterable[Outcome], total: int) -> Iterator[Outcome]:
    """The outcomes as they come, with a bar where someone watches."""
    yield from track(
        outcomes, "Asking", total, console=CONSOLE, transient=True, disable=not CONSOLE.is_terminal
    )


def say(lines: Iterable[str]) -> None:
    """Prints lines above the bar."""
    for line in lines:
        CONSOLE.print(line)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        CONSOLE.print("Stopped. What was found is kept; run it again to go on.")
        sys.exit(130)
