"""What this library runs on and consists of, as one digest: where it is the same, so is what comes out."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable
from functools import cache
from importlib.metadata import distributions
from pathlib import Path

LIBRARY = Path(__file__).parent
_PARTS = frozenset({".py", ".jinja", ".po", ".json", ".css"})


@cache
def digest_runtime() -> bytes:
    """Of the version of Python and of each package installed, and of each file of this library."""
    digest = hashlib.blake2b(sys.version.encode(), digest_size=32)
    for installed in sorted(f"{package.name} {package.version}" for package in distributions()):
        digest.update(f"{installed}\0".encode())
    parts = (path for path in LIBRARY.rglob("*") if path.suffix in _PARTS and path.is_file())
    digest.update(digest_files(LIBRARY, parts).encode())
    return digest.digest()


def digest_files(root: Path, paths: Iterable[Path]) -> str:
    """Of the names below `root` and the contents of files, whatever their order.

    Raises OSError where one cannot be read, ValueError where one lies elsewhere.
    """
    digest = hashlib.blake2b(digest_size=32)
    for path in sorted(paths):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()
