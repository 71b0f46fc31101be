"""A secret of this user, which stands outside of every knowledge base.

Whatever is kept between runs lies below the knowledge base, where a pull request could put a file too. A key
that covers this secret is one that nobody else could have written a result for.
"""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

_LENGTH = 32


def read_secret() -> bytes | None:
    """This user's secret, made where there is none yet; None where it cannot be kept."""
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
        file = home / "knowledgebase" / "secret"
        if not file.exists():
            _make_secret(file)
        secret = file.read_bytes()
    except (OSError, RuntimeError):  # RuntimeError: a user without a home
        return None
    return secret if len(secret) >= _LENGTH else None  # shorter: another run is just writing it


def _make_secret(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):  # of two runs at once, one makes it
        descriptor = os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as opened:
            opened.write(secrets.token_hex(_LENGTH))
