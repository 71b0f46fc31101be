"""The form of a reference's key that is safe in file names, addresses and element ids."""

from __future__ import annotations

import hashlib
import re

_LONGEST = 120
"""Characters of a slug; with a folder and an ending it stays below the 255 bytes of a file name."""
_INDEX_NAMES = frozenset({"index", "readme"})
"""Names of files that site engines serve as a folder's own page."""
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]|-(?=x)")


def key_slug(key: str) -> str:
    """The slug of a key: the key itself where it is made of ASCII letters, digits, `_` and `-`.

    Any other character becomes `-x` with its code point in hexadecimal and `-`: `smith:2006` is
    `smith-x3a-2006`. No two keys share a slug: a hyphen before an `x` is written out too, and a slug that
    would be too long ends with a digest.
    """
    slug = _UNSAFE.sub(lambda found: _write_out(found[0]), key)
    if key.casefold() in _INDEX_NAMES:
        slug = _write_out(key[0]) + key[1:]
    if len(slug) > _LONGEST:
        digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
        slug = f"{slug[:80]}-xx{digest[:32]}"
    return slug


def _write_out(character: str) -> str:
    return f"-x{ord(character):x}-"
