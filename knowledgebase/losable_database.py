"""SQLite files of results that could be made again: losing one costs time and nothing else."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import weakref
from pathlib import Path
from typing import Any

Row = tuple[Any, ...]


class LosableDatabase:
    """A database that may be missing, broken, locked or lost at any time; then it holds nothing.

    A process that was forked opens the file anew: SQLite does not allow a connection to be shared.
    """

    def __init__(self, path: Path | None, tables: str) -> None:
        """`path` is the file, made where it is missing or broken; None is no database. `tables` is the SQL
        that makes its tables, where they are not there yet."""
        self._path = path
        self._tables = tables
        self._inherited: list[sqlite3.Connection] = []
        """Those of the process that this one was forked from: neither used nor closed here."""
        self._open()

    def _open(self) -> None:
        self._process = os.getpid()
        self._connection = _open(self._path, self._tables) if self._path else None
        if self._connection:
            weakref.finalize(self, self._connection.close)

    def find(self, statement: str, values: Row) -> Row | None:
        """The first row that a query gives, or None. Raises ValueError where a value is no text that can be
        kept."""
        if connection := self._own_connection():
            with contextlib.suppress(sqlite3.Error):
                row: Row | None = connection.execute(statement, values).fetchone()
                return row
        return None

    def write(self, statement: str, values: Row) -> None:
        """Runs a statement that changes the database, where it can."""
        if connection := self._own_connection():
            with contextlib.suppress(sqlite3.Error):
                connection.execute(statement, values)

    def _own_connection(self) -> sqlite3.Connection | None:
        if self._connection and self._process != os.getpid():
            self._inherited.append(self._connection)
            self._open()
        return self._connection


def _open(path: Path, tables: str) -> sqlite3.Connection | None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return _connect(path, tables)
    except sqlite3.OperationalError:
        return None
    except (sqlite3.DatabaseError, OSError):
        with contextlib.suppress(OSError, sqlite3.Error):
            path.unlink()
            return _connect(path, tables)
        return None


def _connect(path: Path, tables: str) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
    try:
        # Losing the last entries in a crash is no loss, waiting for the disk at each one is.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")
        database.execute(tables)
    except sqlite3.Error:
        database.close()
        raise
    return database
