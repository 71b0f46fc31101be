"""A server on this machine that plays the registries: answers of the true shape, and misbehaviour."""

from __future__ import annotations

import http.server
import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

Reply = Callable[[http.server.BaseHTTPRequestHandler], None]


@dataclass
class Played:
    """What the server answers, by path, and what it was asked."""

    base: str = ""
    replies: dict[str, list[Reply]] = field(default_factory=dict)
    """For each path the answers in turn; the last is given again and again."""
    asked: Counter[str] = field(default_factory=Counter)
    agents: list[str] = field(default_factory=list)
    released: threading.Event = field(default_factory=threading.Event)
    """Ends every answer that hangs."""

    def on(self, path: str, *replies: Reply) -> None:
        self.replies[path] = list(replies)

    def register(self, doi: str, agency: str) -> None:
        self.on(f"/ra/{doi}", as_json([{"DOI": doi, "RA": agency}]))

    def crossref(self, doi: str, **message: Any) -> None:
        """Puts a work into Crossref, as its REST API shows it."""
        self.register(doi, "Crossref")
        self.on(f"/works/{doi}", as_json(crossref_answer(doi, **message)))


def crossref_answer(doi: str, **message: Any) -> dict[str, Any]:
    message = {name.replace("_", "-"): value for name, value in message.items()}
    return {
        "status": "ok",
        "message-type": "work",
        "message-version": "1.0.0",
        "message": {"DOI": doi, "type": "journal-article", "publisher": "P", "source": "Crossref", **message},
    }


def as_json(value: object, status: int = 200, **headers: str) -> Reply:
    return as_body(json.dumps(value).encode(), "application/json;charset=utf-8", status, headers)


def as_body(body: bytes, kind: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(body)

    return reply


def fails(status: int, retry_after: str = "") -> Reply:
    headers = {"Retry-After": retry_after} if retry_after else {}
    return as_body(b"Resource not found.", "text/plain", status, headers)


def redirects(to: str) -> Reply:
    return as_body(b"", "text/html", 302, {"Location": to})


def half_a_body(handler: http.server.BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"status": "ok", "mess')


def half_a_body_that_seems_whole(handler: http.server.BaseHTTPRequestHandler) -> None:
    as_body(b'{"status": "ok", "mess', "application/json")(handler)


def not_json(handler: http.server.BaseHTTPRequestHandler) -> None:
    as_body(b"<html>We are doing some maintenance</html>", "text/html")(handler)


def not_json_though_it_says_so(handler: http.server.BaseHTTPRequestHandler) -> None:
    as_body(b"<html>We are doing some maintenance</html>", "application/json")(handler)


@contextmanager
def play() -> Iterator[Played]:
    """The server while it runs."""
    played = Played()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            played.asked[path] += 1
            played.agents.append(self.headers.get("User-Agent", ""))
            replies = played.replies.get(path, [fails(404)])
            reply = replies[min(played.asked[path], len(replies)) - 1]
            try:
                reply(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        played.base = f"http://127.0.0.1:{server.server_port}"
        yield played
        played.released.set()
        server.shutdown()


def hangs(played: Played) -> Reply:
    def reply(handler: http.server.BaseHTTPRequestHandler) -> None:
        played.released.wait(30)

    return reply
