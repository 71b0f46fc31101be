"""Pages that were converted once, kept between builds by a hash of all that they were made from.

Converting Markdown is half of the work of a build, and an edit changes few pages. A kept page was sanitised
when it was made and is not sanitised again, so its key covers a secret of this user: a file of pages that
came with a checkout or a pull request has no key that is ever asked for.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import posixpath
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledgebase.citing import Formatter, find_possible_keys, share_bibliography
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.losable_database import LosableDatabase
from knowledgebase.runtime import digest_runtime
from knowledgebase.site_settings import CITATIONS
from knowledgebase.user_secret import read_secret

FILE = Path(".cache", "pages.sqlite")
"""Where pages are kept, below the root of a knowledge base."""
KEPT_DAYS = 14
"""A page that no build has asked for in so many days is let go."""
_DESTINATION = re.compile(r"\]\(\s*<?([^\s()<>#?]+)|^ {0,3}\[[^\]\n]+\]:\s*<?([^\s<>#?]+)", re.MULTILINE)
_FAST = 1
_TABLES = (
    "CREATE TABLE IF NOT EXISTS pages (key TEXT PRIMARY KEY, html BLOB, rest TEXT, day TEXT) WITHOUT ROWID"
)


@dataclass(frozen=True)
class ConvertedPage:
    """A page as HTML, with what its frame has to know of it."""

    html: str
    outline: list[dict[str, Any]] = field(default_factory=list)
    """The headings, nested: each with `level`, `id`, `name` and `children`, as Python-Markdown gives them."""
    title: str | None = None
    """That of its first heading."""
    anchors: list[str] = field(default_factory=list)
    """The ids on it."""
    links: dict[str, dict[str, str]] = field(default_factory=dict)
    """The anchors on other pages that it links to: by page and anchor, the link as written."""


class KeptPages:
    """Converted pages by their keys, in a file that may be lost at any time.

    A file that cannot be opened, read or written costs time and nothing else.
    """

    def __init__(self, file: Path | None, made_with: bytes, formatter: Formatter) -> None:
        """`file` is the SQLite file, made where it is missing; None keeps nothing.

        `made_with` is a digest of all that every page depends on, a secret included; `formatter` knows the
        sources that single pages cite.
        """
        self._made_with = made_with
        self._formatter = formatter
        self._today = datetime.date.today().isoformat()
        self._database = LosableDatabase(file, _TABLES)

    def key(self, page: str, markdown: str, is_page: Callable[[str], bool]) -> str:
        """What is the same only for the same page from the same text, sources and targets of links.

        `page` is its address; `is_page` says whether there is a page or file of an address.
        """
        digest = hashlib.blake2b(self._made_with, digest_size=24)
        digest.update(f"{page}\0{len(markdown)}\0{markdown}".encode("utf-8", "surrogatepass"))
        for key in sorted(find_possible_keys(markdown)):
            if key in self._formatter.bibliography:
                digest.update(self._formatter.fingerprint(key))
        folder = posixpath.dirname(page)
        for target in sorted({found[1] or found[2] for found in _DESTINATION.finditer(markdown)}):
            digest.update(b"\1" if is_page(posixpath.normpath(posixpath.join(folder, target))) else b"\0")
        return digest.hexdigest()

    def holds(self, key: str) -> bool:
        """Whether there is a page of a key."""
        return self._database.find("SELECT 1 FROM pages WHERE key = ?", (key,)) is not None

    def load(self, key: str) -> ConvertedPage | None:
        """The page of a key, or None."""
        row = self._database.find("SELECT html, rest, day FROM pages WHERE key = ?", (key,))
        if row is None:
            return None
        try:
            html = zlib.decompress(row[0]).decode("utf-8", "surrogatepass")
            page = ConvertedPage(html=html, **json.loads(row[1]))
        except (zlib.error, ValueError, TypeError):
            return None
        if row[2] != self._today:
            self._database.write("UPDATE pages SET day = ? WHERE key = ?", (self._today, key))
        return page

    def keep(self, key: str, page: ConvertedPage) -> None:
        """Keeps a page; does nothing where it cannot."""
        html = zlib.compress(page.html.encode("utf-8", "surrogatepass"), _FAST)
        rest = {name: value for name, value in vars(page).items() if name != "html"}
        values = (key, html, json.dumps(rest), self._today)
        self._database.write("INSERT OR REPLACE INTO pages VALUES (?, ?, ?, ?)", values)

    def let_go(self) -> None:
        """Forgets pages that no build has asked for in a long time."""
        last = datetime.date.fromisoformat(self._today) - datetime.timedelta(days=KEPT_DAYS)
        self._database.write("DELETE FROM pages WHERE day < ?", (last.isoformat(),))


def open_kept_pages(knowledge: KnowledgeBase, extensions: Mapping[str, Mapping[str, Any]]) -> KeptPages:
    """The pages kept for a knowledge base; none where this user has no place for a secret.

    `extensions` are the Markdown extensions in their order, each with its options. Raises UnknownStyleError
    where they name a citation style that does not exist.
    """
    secret = read_secret()
    digest = hashlib.blake2b(secret or b"", digest_size=32)
    digest.update(digest_runtime())
    digest.update(json.dumps([*extensions.items()], default=str, ensure_ascii=False).encode())
    for glossary in sorted((knowledge.root / knowledge.glossary.path).parent.glob("glossary*.yml")):
        digest.update(f"{glossary.name}\0".encode() + glossary.read_bytes() + b"\0")
    formatter = share_bibliography(knowledge.bibliography, extensions.get(CITATIONS, {}))
    return KeptPages(knowledge.root / FILE if secret else None, digest.digest(), formatter)
