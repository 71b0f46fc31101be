"""SQLite files of results that could be made again: losing one costs time and nothing else."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path


def open_losable(path: Path, tables: str) -> sqlite3.Connection | None:
    """The database at `path`, made where it is missing or broken; None where there can be none.

    `tables` is the SQL that makes its tables, where they are not there yet. The caller closes it.
    """
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
