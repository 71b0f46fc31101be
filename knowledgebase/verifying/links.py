"""Asks addresses whether they still answer: slowly, and without judging by one bad day."""

from __future__ import annotations

import datetime
import ipaddress
import json
import re
import socket
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain, zip_longest
from pathlib import Path
from urllib.parse import urlsplit

import httpx

from knowledgebase.bibliography import Bibliography
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.ledger import DEAD_AFTER, LinkState, Verification
from knowledgebase.source import YamlValue, mask_code
from knowledgebase.verifying.asking import Patience, explain_transport

HOST_INTERVAL = 1.0
"""Seconds between two requests to one host."""
_UNVERIFIED = frozenset({401, 402, 403, 405, 406, 407, 423, 429, 451, 999})
"""The host refuses to tell: it asks for a login, dislikes programs, or is asked too often."""
_ADDRESS = re.compile(r"https?://[^\s<>\"'`\]{}|\\^]+", re.IGNORECASE)


class Answer(StrEnum):
    """How an address answered once."""

    ANSWERS = "answers"
    UNVERIFIED = "unverified"
    FAILED = "failed"


@dataclass(frozen=True)
class LinkOutcome:
    """What came of asking one address."""

    address: str
    answer: Answer
    reason: str = ""
    reached_host: bool = True
    """Whether anything answered at all; where nothing does anywhere, the fault is on our side."""


def addresses_in(knowledge: KnowledgeBase) -> list[str]:
    """Every address that a reference or a record links to, each once."""
    found = [reference.url for reference in knowledge.bibliography.values() if reference.url]
    for document in knowledge.documents:
        found += chain.from_iterable(map(_find_addresses, _texts(document.fields.values)))
        found += _find_addresses(mask_code(document.body))
    return list(dict.fromkeys(found))


def _texts(value: YamlValue | Mapping[str, YamlValue]) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, list):
        yield from chain.from_iterable(map(_texts, value))


def _find_addresses(text: str) -> list[str]:
    return [_without_end(found[0]) for found in _ADDRESS.finditer(text)]


def _without_end(address: str) -> str:
    """`address` without what closes the sentence around it; brackets that it opened itself stay."""
    while address[-1] in ".,;:!?*_" or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def is_public(address: str) -> bool:
    """Whether an address leads out into the world. Records come from strangers: none may point inwards.

    A host whose name cannot be resolved counts as public: asking it will fail and say so.
    """
    host = _host_of(address)
    try:
        found = {info[4][0] for info in socket.getaddrinfo(host, None)}
    except (OSError, UnicodeError):
        return True
    return all(ipaddress.ip_address(str(number).partition("%")[0]).is_global for number in found)


def _host_of(address: str) -> str:
    try:
        return urlsplit(address).hostname or ""
    except ValueError:
        return ""


class LinkAsker:
    """Asks addresses one after the other."""

    def __init__(
        self, client: httpx.Client, patience: Patience, may_ask: Callable[[str], bool] = is_public
    ) -> None:
        self._client = client
        self._patience = patience
        self._may_ask = may_ask
        self._next: defaultdict[str, float] = defaultdict(float)

    def ask_all(self, addresses: Iterable[str]) -> Iterator[LinkOutcome]:
        """The outcome for each address; hosts take turns, so that none is waited for without need."""
        for address in _take_turns(addresses):
            yield self.ask(address)

    def ask(self, address: str) -> LinkOutcome:
        """What one address answers, after a few redirects; its content is not fetched."""
        current = address
        for _ in range(6):
            if not self._may_ask(current):
                return LinkOutcome(address, Answer.UNVERIFIED, "it leads into a private network")
            self._keep_pace(current)
            try:
                with self._client.stream("GET", current, follow_redirects=False) as response:
                    status, following = response.status_code, response.next_request
            except (httpx.HTTPError, httpx.InvalidURL) as problem:
                return LinkOutcome(address, Answer.FAILED, explain_transport(problem), reached_host=False)
            if following is None:
                return _read_status(address, status)
            current = str(following.url)
        return LinkOutcome(address, Answer.FAILED, "it redirects in a circle")

    def _keep_pace(self, address: str) -> None:
        host = _host_of(address)
        wait = self._next[host] - self._patience.clock()
        if wait > 0:
            self._patience.sleep(wait)
        self._next[host] = self._patience.clock() + HOST_INTERVAL


def _take_turns(addresses: Iterable[str]) -> Iterator[str]:
    by_host: defaultdict[str, list[str]] = defaultdict(list)
    for address in addresses:
        by_host[_host_of(address)].append(address)
    yield from (address for turn in zip_longest(*by_host.values()) for address in turn if address)


def _read_status(address: str, status: int) -> LinkOutcome:
    if status < 400:
        return LinkOutcome(address, Answer.ANSWERS)
    if status in _UNVERIFIED:
        return LinkOutcome(
            address, Answer.UNVERIFIED, f"it answered {status}, which says nothing of the page"
        )
    return LinkOutcome(address, Answer.FAILED, f"it answered {status}")


# What is remembered from day to day

History = Mapping[str, list[datetime.date]]
"""The days on which each address failed since it last answered."""


def add_day(history: History, outcomes: Iterable[LinkOutcome], today: datetime.date) -> History:
    """The history with what was found today.

    An address that answers is forgotten, one that tells nothing stays as it was. Where nothing was reached
    at all, the network was down on our side, and the day does not count.
    """
    outcomes = list(outcomes)
    if not any(outcome.reached_host for outcome in outcomes):
        return history
    days = {address: list(failed) for address, failed in history.items()}
    for outcome in outcomes:
        if outcome.answer is Answer.ANSWERS:
            days.pop(outcome.address, None)
        elif outcome.answer is Answer.FAILED:
            failed = days.setdefault(outcome.address, [])
            # More days than make it dead say nothing more, and would change the ledger daily.
            if today not in failed and len(failed) < DEAD_AFTER:
                failed.append(today)
    return days


def read_history(path: Path, entries: Mapping[str, Verification], bibliography: Bibliography) -> History:
    """The history of references, from the ledger, and of other addresses, from the file that holds it."""
    days: dict[str, list[datetime.date]] = {}
    if path.exists():
        try:
            held = json.loads(path.read_text(encoding="utf-8"))
            days = {
                str(address): [datetime.date.fromisoformat(day) for day in found]
                for address, found in held.items()
            }
        except (ValueError, AttributeError, TypeError):
            days = {}  # A broken cache costs some days of patience, and nothing else.
    for key, entry in entries.items():
        if entry.link and key in bibliography and (url := bibliography[key].url):
            days[url] = list(entry.link.failed_on)
    return days


def write_history(
    path: Path, history: History, entries: Mapping[str, Verification], bibliography: Bibliography
) -> dict[str, Verification]:
    """Writes the history of other addresses, and returns the entries of the ledger with that of theirs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    urls = {key: bibliography[key].url for key in entries if key in bibliography}
    held = set(urls.values())
    others = {
        address: [day.isoformat() for day in days] for address, days in history.items() if address not in held
    }
    path.write_text(json.dumps(others, indent=1, sort_keys=True), encoding="utf-8")
    renewed = {}
    for key, entry in entries.items():
        days = history.get(urls.get(key) or "", [])
        renewed[key] = entry.model_copy(update={"link": LinkState(failed_on=days) if days else None})
    return renewed
