"""The article of a built page, whichever engine wrote it: elements, addresses and words, no furniture."""

from __future__ import annotations

import posixpath
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit

from knowledgebase import addresses

Token = tuple[str, ...]
"""A word of the text, or `<tag` with its attributes in alphabetical order, or `</tag`."""

FURNITURE = frozenset({"kb-cite", "kb-actions", "kb-languages", "Z3988", "__skip"})
"""Classes and ids of what themes put into an article around the page: how to cite it, where to edit it."""
_VOID = frozenset("area br col hr img input link meta source wbr".split())


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.tokens: list[Token] = []
        self.is_inside = False
        self.left_out = 0
        """How deep the parser stands in furniture."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "article":
            self.is_inside = True
            return
        values = {name: value or "" for name, value in attrs}
        names = {*values.get("class", "").split(), values.get("id", "")}
        if self.left_out or names & FURNITURE:
            self.left_out += tag not in _VOID
            return
        if self.is_inside:
            written = (f"{name}={self._place(name, value)}" for name, value in sorted(values.items()))
            self.tokens.append((f"<{tag}", *written))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "article":
            self.is_inside = False
        elif self.left_out:
            self.left_out -= tag not in _VOID
        elif self.is_inside:
            self.tokens.append((f"</{tag}",))

    def handle_data(self, data: str) -> None:
        if self.is_inside and not self.left_out:
            self.tokens += [(word,) for word in data.split()]

    def _place(self, name: str, value: str) -> str:
        """An address from the site's root, whether it is written as served or as the file of a page."""
        if name not in {"href", "src"} or urlsplit(value).scheme or value.startswith("#"):
            return value
        path, hash_sign, fragment = value.partition("#")
        is_file = path.endswith(".md")
        base = posixpath.dirname(self.page) if is_file else addresses.served(self.page)
        target = posixpath.normpath(posixpath.join("/", base, path))
        served = f"/{addresses.served(target.lstrip('/'))}" if is_file else target
        return f"{served}{hash_sign}{fragment}"


def read_article(html: str, page: str) -> list[Token]:
    """The tokens of the one article of a page, which `addresses` would call `page`."""
    reader = _Reader(page)
    reader.feed(html)
    assert reader.tokens, f"{page} has no article"
    return reader.tokens


def read_built(site: Path, page: str) -> list[Token]:
    """The same of a page of a built site."""
    return read_article((site / addresses.served(page) / "index.html").read_text(encoding="utf-8"), page)
