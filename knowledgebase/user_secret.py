"""A secret of this user, which stands outside of every knowledge base.

Whatever is kept between runs lies below the knowledge base, where a pull request could put a file too. A key
that covers this secret is one that nobody else could have written a result for.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from pathlib import Path

_LENGTH = 32


def read_secret() -> bytes | None:
    """This user's secret, made where there is none yet; None where it cannot be kept."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        file = home / "knowledgebase" / "secret"
        if not file.exists() or file.stat().st_size < _LENGTH:  # shorter: a full disk cut it off
            _make_secret(file)
        return file.read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None


def _make_secret(file: Path) -> None:
    """Writes a secret whole or not at all; of two runs at once, the later one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor, unfinished = tempfile.mkstemp(dir=file.parent)  # readable by this user alone
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(_LENGTH))
        Path(unfinished).replace(file)
    except OSError:
        Path(unfinished).unlink(missing_ok=True)
        raise
