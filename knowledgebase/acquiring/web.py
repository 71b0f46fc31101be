"""Asks services on the web, politely and never for long."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx

from knowledgebase.acquiring.problems import AcquisitionError

MAX_BYTES = 5_000_000
"""Of an answer; the longest real one, an article with a thousand authors, stays below a million."""
_OK, _TOO_MANY, _SERVER_ERROR = 200, 429, 500
_UNKNOWN = frozenset({404, 410})


@dataclass(frozen=True)
class Services:
    """Where the services are, and how patiently they are asked."""

    doi: str = "https://doi.org"
    open_library: str = "https://openlibrary.org"
    arxiv: str = "https://export.arxiv.org"
    pubmed: str = "https://api.ncbi.nlm.nih.gov"
    seconds: float = 20
    """For one answer, from its request to its last byte."""
    attempts: int = 3
    longest_pause: float = 10
    """Seconds between two attempts at the most, whatever a service asks for."""
    user_agent: str = "knowledgebase/0.1 (adds sources to an open bibliography)"
    sleep: Callable[[float], None] = field(default=time.sleep, compare=False)


@dataclass(frozen=True)
class Answer:
    """What a service said."""

    content: bytes
    text: str
    address: str
    """Where it came from in the end, after redirections."""


def ask(services: Services, address: str, *, accept: str, what: str) -> Answer:
    """The answer from an address, which `what` names for people: `doi.org`.

    Asks again where the service is busy (429) or broken (5xx), as long as it may. Raises AcquisitionError
    where it does not know the thing, does not answer in time, or answers anything but success.
    """
    problem = AcquisitionError(f"{what} was not asked.")
    with httpx.Client(
        follow_redirects=True,
        timeout=services.seconds,
        headers={"Accept": accept, "User-Agent": services.user_agent},
    ) as client:
        for attempt in range(1, services.attempts + 1):
            pause: float = attempt
            try:
                status, answer, wanted = _read(client, address, services.seconds)
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                problem = AcquisitionError(_explain(error, what), "Try again later, or add it by hand.")
                continue
            if status == _OK:
                return answer
            if status in _UNKNOWN:
                raise AcquisitionError(f"{what} does not know it.", "Check it for a slip of the pen.")
            problem = AcquisitionError(f"{what} answers with an error ({status}).", "Try again later.")
            if status == _TOO_MANY:
                problem = AcquisitionError(f"{what} is asked too often (429).", "Try again in some minutes.")
                pause = wanted or pause
            elif status < _SERVER_ERROR:
                break
            if attempt < services.attempts:
                services.sleep(min(pause, services.longest_pause))
    raise problem


def _read(client: httpx.Client, address: str, seconds: float) -> tuple[int, Answer, float]:
    """The status, the answer, and the seconds that the service asks to wait."""
    deadline = time.monotonic() + seconds
    content = b""
    with client.stream("GET", address) as response:
        for piece in response.iter_bytes():
            content += piece
            if len(content) > MAX_BYTES:
                raise httpx.DecodingError("the answer is too long")
            if time.monotonic() > deadline:
                raise httpx.ReadTimeout("the answer takes too long")
        encoding = response.charset_encoding or "utf-8"
        wanted = response.headers.get("Retry-After", "")
        try:
            text = content.decode(encoding, errors="replace")
        except LookupError:
            text = content.decode("utf-8", errors="replace")
        answer = Answer(content, text, str(response.url))
        return response.status_code, answer, float(wanted) if wanted.isdecimal() else 0


def _explain(error: Exception, what: str) -> str:
    if isinstance(error, httpx.TimeoutException):
        return f"{what} does not answer in time."
    if isinstance(error, httpx.ConnectError):
        return f"{what} cannot be reached."
    return f"{what} answers in a way that cannot be read: {error}."
