"""Serves folders on this machine as a good web server would: text compressed, one process, no cache."""

from __future__ import annotations

import contextlib
import gzip
import http.server
import threading
from collections.abc import Iterator, Mapping
from http import HTTPStatus
from pathlib import Path
from urllib.parse import unquote, urlsplit

COMPRESSED = {".html", ".css", ".js", ".json", ".svg", ".xml", ".txt"}
"""What is worth compressing; Pagefind's own files are compressed already."""


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Gives files from the folder whose prefix the address has."""

    folders: Mapping[str, Path]
    protocol_version = "HTTP/1.1"
    """Connections are used again, as everywhere on the web."""

    def translate_path(self, path: str) -> str:
        """The file of an address; the longest prefix that fits decides."""
        asked = unquote(urlsplit(path).path)
        prefix = max((prefix for prefix in self.folders if asked.startswith(prefix)), key=len)
        folder = self.folders[prefix].resolve()
        file = (folder / asked.removeprefix(prefix)).resolve()
        if not file.is_relative_to(folder):
            return str(folder / "nothing-outside-of-the-folder")
        return str(file / "index.html" if file.is_dir() and asked.endswith("/") else file)

    def do_GET(self) -> None:
        """Compresses what is worth it, where the browser takes it."""
        file = Path(self.translate_path(self.path))
        if file.suffix not in COMPRESSED or "gzip" not in self.headers.get("Accept-Encoding", ""):
            return super().do_GET()
        if not file.is_file():
            return self.send_error(HTTPStatus.NOT_FOUND)
        body = gzip.compress(file.read_bytes(), 6)
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(file))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        return None

    def log_message(self, *_: object) -> None:
        """Says nothing of requests."""


@contextlib.contextmanager
def serve(folders: Mapping[str, Path]) -> Iterator[str]:
    """Serves each folder below its prefix (`/`, `/two/`) until the end of the block; gives the address."""
    handler = type("Handler", (_Handler,), {"folders": folders})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
