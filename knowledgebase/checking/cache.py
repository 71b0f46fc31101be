"""The findings of earlier runs, by the content of all that a run reads.

A key covers the knowledge base, the code of the library, what it runs on, and the day: the same key gives
the same findings. It also covers a secret of this user, which stands outside of the knowledge base: so a
result that came with a checkout or a pull request has no key that would ever be asked for. Results are
JSON; one that cannot be read is as good as none, and one that cannot be written is not kept.
"""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from knowledgebase.findings import Finding
from knowledgebase.knowledge import INPUTS
from knowledgebase.runtime import digest_runtime
from knowledgebase.user_secret import read_secret

FOLDER = Path(".cache", "checks")
"""Where results stand below the root of a knowledge base."""
_KEPT = 8
"""Results that are kept: going back and forth between branches finds them again."""


@dataclass(frozen=True)
class CachedResult:
    """What is kept of a run."""

    findings: tuple[Finding, ...]
    records: int
    references: int


_RESULT = TypeAdapter(CachedResult)


@dataclass(frozen=True)
class ResultCache:
    """Results below a folder, a file each, named after its key."""

    folder: Path
    secret: bytes

    def make_key(self, root: Path) -> str | None:
        """The key of a run over `root` today; None where what it reads cannot be told for certain."""
        digest = hashlib.blake2b(self.secret, digest_size=32)
        digest.update(f"{datetime.date.today()}".encode() + digest_runtime())
        try:
            for path in list_inputs(root):
                _add_file(digest, path.relative_to(root).as_posix(), path)
        except (_UncertainError, OSError):
            return None
        return digest.hexdigest()

    def load(self, key: str) -> CachedResult | None:
        """The result of a key, or None."""
        try:
            return _RESULT.validate_json(self._file(key).read_bytes())
        except (OSError, ValidationError):
            return None

    def store(self, key: str, result: CachedResult) -> None:
        """Keeps a result, and lets go of the oldest; does nothing where it cannot."""
        file = self._file(key)
        unfinished = file.with_suffix(f".{os.getpid()}.tmp")
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(_RESULT.dump_json(result))
            unfinished.replace(file)
            kept = sorted(self.folder.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)
            for old in kept[_KEPT:]:
                old.unlink(missing_ok=True)
        except (OSError, ValueError):  # ValueError: text that JSON cannot hold, such as half a character
            with suppress(OSError):
                unfinished.unlink()

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.json"


class _UncertainError(Exception):
    """What a run would read cannot be told from the list of its files."""


def list_inputs(root: Path) -> Iterator[Path]:
    """Every file that a run over `root` may read, sorted; raises where a folder is a link to another."""
    for name in INPUTS:
        top = root / name
        if not top.is_dir():
            yield top
            continue
        for path in sorted([top, *top.rglob("*")]):
            if path.is_dir():
                if path.is_symlink():
                    raise _UncertainError
                continue
            yield path


def _add_file(digest: hashlib.blake2b, name: str, path: Path) -> None:
    """Adds a file's name and content; of what is no ordinary file, that it is none."""
    content = b""
    kind = "file"
    try:
        if path.is_symlink():
            kind = f"link to {path.readlink()}"
        if stat.S_ISREG(path.stat().st_mode):
            content = path.read_bytes()
        else:
            kind += ", not ordinary"
    except OSError as problem:
        kind += f", {type(problem).__name__}"
    head = f"{name}\0{kind}\0{len(content)}\0"
    digest.update(head.encode("utf-8", "surrogateescape") + content)


def open_cache(root: Path) -> ResultCache | None:
    """The cache of a knowledge base; None where this user has no place for a secret."""
    secret = read_secret()
    return ResultCache(root / FOLDER, secret) if secret else None
