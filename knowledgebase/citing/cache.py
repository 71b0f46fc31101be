"""What was formatted once, kept between builds by a hash of everything that it was made from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path

from knowledgebase.losable_database import LosableDatabase

_TABLES = "CREATE TABLE IF NOT EXISTS formatted (digest TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID"

Value = list[str]


class FormattingCache:
    """Lists of strings by the hash of what they were made from, in a file that may be lost at any time.

    A file that cannot be opened, read or written costs time and nothing else.
    """

    def __init__(self, path: Path | None) -> None:
        """`path` is the SQLite file, made where it is missing; None keeps nothing between builds."""
        self._memory: dict[str, Value] = {}
        self._database = LosableDatabase(path, _TABLES)

    def get(self, made_from: object, make: Callable[[], Value]) -> Value:
        """What was made from `made_from` (anything that JSON can hold), made now if it is not known."""
        text = json.dumps(made_from, ensure_ascii=False, sort_keys=True)
        digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        if digest not in self._memory:
            self._memory[digest] = self._read(digest) or self._write(digest, make())
        return self._memory[digest]

    def _read(self, digest: str) -> Value | None:
        row = self._database.find("SELECT value FROM formatted WHERE digest = ?", (digest,))
        try:
            value = json.loads(row[0]) if row else None
        except (ValueError, TypeError):
            return None
        return value if isinstance(value, list) and all(isinstance(part, str) for part in value) else None

    def _write(self, digest: str, value: Value) -> Value:
        text = json.dumps(value, ensure_ascii=False)
        self._database.write("INSERT OR REPLACE INTO formatted VALUES (?, ?)", (digest, text))
        return value
