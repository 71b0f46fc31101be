"""Pages that were converted once, kept between builds by a hash of all that they were made from.

Converting Markdown is half of the work of a build, and an edit changes few pages. A kept page was sanitised
when it was made and is not sanitised again, so each is sealed with a secret of this user. That its key covers
the secret would not be enough: a file that came with a checkout or a pull request may hold triggers, which
SQLite runs when a page is kept and which may change it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import posixpath
import re
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

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
# Of a link, or of a name that links are given: that may stand in a list or a quotation.
_DESTINATION = re.compile(r"\](?:\(|:)\s*<?([^\s()<>#?]+)")
_FAST = 1
_TABLES = (
    "CREATE TABLE IF NOT EXISTS sealed_pages"
    " (key TEXT PRIMARY KEY, html BLOB, rest TEXT, seal BLOB, day TEXT) WITHOUT ROWID"
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
        for target in sorted({found[1] for found in _DESTINATION.finditer(markdown)}):
            address = posixpath.normpath(posixpath.join(folder, unquote(target)))
            digest.update(b"\1" if is_page(address) else b"\0")
        return digest.hexdigest()

    def holds(self, key: str) -> bool:
        """Whether there is a page of a key."""
        return self._database.find("SELECT 1 FROM sealed_pages WHERE key = ?", (key,)) is not None

    def load(self, key: str) -> ConvertedPage | None:
        """The page of a key, or None."""
        row = self._database.find("SELECT html, rest, seal, day FROM sealed_pages WHERE key = ?", (key,))
        if row is None:
            return None
        try:
            if row[2] != self._seal(key, row[0], row[1]):
                return None
            html = zlib.decompress(row[0]).decode("utf-8", "surrogatepass")
            page = ConvertedPage(html=html, **json.loads(row[1]))
        except TypeError:
            return None
        if row[3] != self._today:
            self._database.write("UPDATE sealed_pages SET day = ? WHERE key = ?", (self._today, key))
        return page

    def keep(self, key: str, page: ConvertedPage) -> None:
        """Keeps a page; does nothing where it cannot."""
        html = zlib.compress(page.html.encode("utf-8", "surrogatepass"), _FAST)
        rest = json.dumps({name: value for name, value in vars(page).items() if name != "html"})
        row = (key, html, rest, self._seal(key, html, rest), self._today)
        self._database.write("INSERT OR REPLACE INTO sealed_pages VALUES (?, ?, ?, ?, ?)", row)

    def _seal(self, key: str, html: bytes, rest: str) -> bytes:
        """What only who knows the secret can tell of a row. Raises TypeError where `html` is not bytes."""
        digest = hashlib.blake2b(f"{key}\0{rest}\0".encode(), key=self._made_with, digest_size=32)
        digest.update(html)
        return digest.digest()

    def let_go(self) -> None:
        """Forgets pages that no build has asked for in a long time."""
        last = datetime.date.fromisoformat(self._today) - datetime.timedelta(days=KEPT_DAYS)
        self._database.write("DELETE FROM sealed_pages WHERE day < ?", (last.isoformat(),))


def open_kept_pages(
    knowledge: KnowledgeBase, extensions: Iterable[str], options: Mapping[str, Mapping[str, Any]], links: str
) -> KeptPages:
    """The pages kept for a knowledge base; none where this user has no place for a secret.

    `extensions` are the Markdown extensions in their order, `options` those of each that has any, and `links`
    says how the engine writes links. Raises UnknownStyleError for a citation style that does not exist.
    """
    secret = read_secret()
    digest = hashlib.blake2b(secret or b"", digest_size=32)
    digest.update(digest_runtime())
    # The glossary as it was read: its file may have been saved once more since then.
    terms = repr((knowledge.glossary.items, knowledge.translated_terms))
    given = json.dumps([[*extensions], [*options.items()], links, terms], default=str)
    digest.update(given.encode())
    formatter = share_bibliography(knowledge.bibliography, options.get(CITATIONS, {}))
    return KeptPages(knowledge.root / FILE if secret else None, digest.digest(), formatter)
