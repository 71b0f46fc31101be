"""What the pages of a built site weigh."""

from __future__ import annotations

import gzip
from pathlib import Path
from statistics import median


def weigh_pages(site: Path, folder: str) -> dict[str, float]:
    """Medians in bytes over the pages below `folder`: as they are, compressed, and the frame of each.

    The frame is what stands outside the article: header, navigation, footer, and what a page says to
    machines.
    """
    pages = [file.read_bytes() for file in sorted((site / folder).glob("*/index.html"))]
    return {
        f"{folder}: page": median(map(len, pages)),
        f"{folder}: page, gzip": median(len(gzip.compress(page, 6)) for page in pages),
        f"{folder}: frame": median(map(measure_frame, pages)),
    }


def measure_frame(page: bytes) -> int:
    """The bytes of a page without its article."""
    start, end = page.find(b"<article"), page.rfind(b"</article>")
    return len(page) - (end - start) if 0 <= start < end else len(page)
