"""Asks a service politely and patiently: never fast, again after an outage, and never for ever."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TypeVar

import httpx

Value = TypeVar("Value")

MOST_BYTES = 5_000_000
"""Of one answer; the longest record of a registry is well under a megabyte."""
_NOT_THERE = frozenset({404, 410})
_WORTH_ANOTHER_TRY = frozenset({408, 425, 429})


class NotThereError(Exception):
    """The service answered that it has no such thing."""


class UnansweredError(Exception):
    """The service gave no answer that can be used, and says nothing about the work: an outage."""


class FailedError(Exception):
    """One try failed; `status` is that of HTTP where there was one, `retry_after` what the service asks."""

    def __init__(self, reason: str, status: int | None = None, retry_after: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.retry_after = retry_after

    @property
    def is_worth_another_try(self) -> bool:
        """Whether the same question may be answered a little later."""
        return self.status is None or self.status >= 500 or self.status in _WORTH_ANOTHER_TRY


@dataclass(frozen=True)
class Patience:
    """How often a question is asked and how long is waited between; seconds throughout."""

    attempts: int = 4
    first_pause: float = 1.0
    """Doubled after each try."""
    longest_pause: float = 60.0
    """A service that asks for more is left alone for this run."""
    timeout: float = 20.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], datetime.datetime] = lambda: datetime.datetime.now(datetime.UTC)


class Asker:
    """Asks one service, with at least `interval` seconds between two questions."""

    def __init__(self, interval: float, patience: Patience) -> None:
        self._interval = interval
        self._patience = patience
        self._next = 0.0

    def ask(self, question: Callable[[], Value]) -> Value:
        """The answer to `question`, which raises FailedError or ValueError for a try that failed.

        Raises NotThereError where the service has no such thing, UnansweredError where it cannot be asked.
        """
        pause = self._patience.first_pause
        for attempt in range(1, self._patience.attempts + 1):
            self._keep_pace()
            try:
                return question()
            except FailedError as problem:
                failed = problem
            except ValueError as problem:  # not JSON, or of another shape
                failed = FailedError(f"its answer is not of the expected form ({_first_line(problem)})")
            if failed.status in _NOT_THERE:
                raise NotThereError(str(failed)) from failed
            wait = seconds_to_wait(failed.retry_after, self._patience.now()) or pause
            is_last = attempt == self._patience.attempts
            if is_last or not failed.is_worth_another_try or wait > self._patience.longest_pause:
                break
            self._patience.sleep(wait)
            pause *= 2
        raise UnansweredError(str(failed)) from failed

    def _keep_pace(self) -> None:
        wait = self._next - self._patience.clock()
        if wait > 0:
            self._patience.sleep(wait)
        self._next = self._patience.clock() + self._interval


def seconds_to_wait(retry_after: str, now: datetime.datetime) -> float | None:
    """What a header Retry-After asks for, in seconds: a number of them, or a date (RFC 9110, 10.2.3)."""
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        date = parsedate_to_datetime(retry_after)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=datetime.UTC)
    return max(0.0, (date - now).total_seconds())


def make_client(patience: Patience, mailto: str) -> httpx.Client:
    """A client that says who asks, follows a few redirects, and never waits for ever."""
    return httpx.Client(
        timeout=patience.timeout,
        follow_redirects=True,
        max_redirects=5,
        headers={"User-Agent": user_agent(mailto)},
    )


def user_agent(mailto: str) -> str:
    """Who asks: the registries want an address to write to before they would block anyone."""
    return f"knowledgebase-verify/1{f' (mailto:{mailto})' if mailto else ''}"


def get_json(client: httpx.Client, address: str, parameters: Mapping[str, str] | None = None) -> object:
    """The JSON at an address. Raises FailedError, or ValueError for what is no JSON."""
    try:
        with client.stream("GET", address, params=parameters) as response:
            if not response.is_success:
                raise FailedError(
                    f"it answered {response.status_code}",
                    response.status_code,
                    response.headers.get("Retry-After", ""),
                )
            body = bytearray()
            for piece in response.iter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise ValueError("it is far too long")
    except httpx.TooManyRedirects as problem:
        raise FailedError("it redirects in a circle", 310) from problem
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise FailedError(explain_transport(problem)) from problem
    answer: object = json.loads(body)
    return answer


def explain_transport(problem: Exception) -> str:
    """Why nothing came back, in a few words."""
    name = type(problem).__name__
    if "Timeout" in name:
        return "it did not answer in time"
    if name == "RemoteProtocolError":
        return "it broke off in the middle of its answer"
    return f"it cannot be reached ({name})"


def _first_line(problem: Exception) -> str:
    return (str(problem).splitlines() or [type(problem).__name__])[0][:100]
