"""Zip files that are the same to the byte whenever they hold the same."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable

_DAY = (1980, 1, 1, 0, 0, 0)
"""The first day that a zip file can name: when it was packed says nothing of what it holds."""


def pack(folder: str, files: Iterable[tuple[str, bytes]]) -> bytes:
    """A zip file of `files`, each with its path, in a folder of that name and in the order given."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in files:
            info = zipfile.ZipInfo(f"{folder}/{name}", _DAY)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return packed.getvalue()
