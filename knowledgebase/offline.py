"""The offline edition: a finished site as one file to unpack, read from a folder without a server.

Opened as a file, an address of a folder shows a list of files, and a browser loads no data but by script. So
links name `index.html`, and what pages load has a twin that a script element can load.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath

from knowledgebase.packing import pack
from knowledgebase.writing import write_whole

INDEX = "assets/offline-index.js"
"""Where the search of the offline edition finds its index; `finder.js` knows it too."""

LOADED = ("data/activities.json", "data/register.json")
"""Data that pages load; each gets a twin `….js`."""

LEFT_OUT = ("pagefind/", "404.html", "sitemap.xml", "sw.js", "assets/javascripts/")
"""What needs a server, and scripts of the theme that no page of ours loads."""

_LINK = re.compile(r'(?P<start>\shref=")(?P<path>[^"#?:]*)(?P<rest>[#?][^"]*)?"')
_POLICY = re.compile(r'<meta http-equiv="Content-Security-Policy"[^>]*>')
_REFRESH = re.compile(r'(?P<start>content="0; url=)(?P<path>[^"#?:]*)(?P<rest>[#?][^"]*)?"')
_VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
_UNREAD_CLASSES = frozenset({"references", "kb-backlinks", "headerlink", "kb-about"})
_UNREAD_TAGS = frozenset({"script", "style", "svg"})


@dataclass
class Entry:
    """What search knows of a page; `url` is its address from the site's root."""

    url: str
    language: str = ""
    """Of the page; search finds pages in the language of the one it is on."""
    meta: dict[str, str] = field(default_factory=dict)
    filters: dict[str, list[str]] = field(default_factory=dict)
    sort: dict[str, str] = field(default_factory=dict)
    text: str = ""


def open_as_file(html: str) -> str:
    """The page with links that open without a server: `../tags/#a` becomes `../tags/index.html#a`.

    Its content policy lets files in: not every browser counts the files beside a page as its own.
    """
    html = _POLICY.sub(lambda policy: policy[0].replace("'self'", "'self' file:"), html, count=1)
    return _REFRESH.sub(_name_file, _LINK.sub(_name_file, html))


def _name_file(link: re.Match[str]) -> str:
    path = link["path"]
    if not path or path.startswith("/"):
        return link[0]
    if path.endswith("/"):
        path += "index.html"
    elif PurePosixPath(path).name in {"", ".."}:
        path += "/index.html"
    return f'{link["start"]}{path}{link["rest"] or ""}"'


class _Reader(HTMLParser):
    """Reads a page by the same marks as Pagefind does: `data-pagefind-body`, `-meta`, `-filter`, `-sort`."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.entry = Entry(url)
        self.found = False
        self._open: list[tuple[str, bool, list[tuple[dict[str, str], str]], list[str]]] = []
        self._text: list[str] = []
        self._body = 0
        self._unread = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.entry.language = attributes.get("lang", "")
        is_body = "data-pagefind-body" in attributes
        self.found |= is_body
        if not (self._body or is_body):
            return
        if tag in _VOID:
            self.handle_data(" ")
            return
        unread = self._unread > 0 or _is_unread(tag, attributes)
        self._body += 1
        self._unread += unread
        self._open.append((tag, unread, self._read_marks(tag, attributes), []))

    def _read_marks(self, tag: str, attributes: Mapping[str, str]) -> list[tuple[dict[str, str], str]]:
        """Notes what attributes say at once; returns the marks that wait for the element's text."""
        waiting: list[tuple[dict[str, str], str]] = []
        for name in filter(None, re.split(r",\s*", attributes.get("data-pagefind-sort", ""))):
            key, value = _split_mark(name, attributes)
            self.entry.sort[key] = value or ""
        for kind in ("meta", "filter"):
            for name in filter(None, re.split(r",\s*", attributes.get(f"data-pagefind-{kind}", ""))):
                key, value = _split_mark(name, attributes)
                if value is None:
                    waiting.append(({"kind": kind}, key))
                else:
                    self._note(kind, key, value)
        if tag == "h1":
            waiting.append(({"kind": "meta"}, "title"))
        return waiting

    def _note(self, kind: str, key: str, value: str) -> None:
        if kind == "meta":
            self.entry.meta.setdefault(key, value)
        elif value not in self.entry.filters.setdefault(key, []):
            self.entry.filters[key].append(value)

    def handle_endtag(self, tag: str) -> None:
        while self._open and any(tag == opened for opened, *_ in self._open):
            closed, unread, waiting, words = self._open.pop()
            self._body -= 1
            self._unread -= unread
            for mark, key in waiting:
                self._note(mark["kind"], key, _squeeze("".join(words)))
            if not unread:
                self._text.append(" ")
            if closed == tag:
                break
        self.entry.text = _squeeze("".join(self._text)) if not self._open else ""

    def handle_data(self, data: str) -> None:
        if not self._open or self._unread:
            return
        self._text.append(data)
        for *_, words in self._open:
            words.append(data)


def _split_mark(mark: str, attributes: Mapping[str, str]) -> tuple[str, str | None]:
    """A mark's name and value: `kind:Page`, `year[data-year]`, or a name alone, whose value is the text."""
    if found := re.fullmatch(r"(\w+)\[([\w-]+)\]", mark):
        return found[1], attributes.get(found[2], "")
    name, colon, value = mark.partition(":")
    return name, value if colon else None


def _is_unread(tag: str, attributes: Mapping[str, str]) -> bool:
    marked = "data-pagefind-ignore" in attributes or "data-search-ignore" in attributes
    return marked or tag in _UNREAD_TAGS or bool(_UNREAD_CLASSES & set(attributes.get("class", "").split()))


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def read_entry(html: str, url: str) -> Entry | None:
    """What search knows of a page, or nothing where the page is not to be found."""
    reader = _Reader(url)
    reader.feed(html)
    reader.close()
    return reader.entry if reader.found else None


def make_offline_files(site: Path) -> Iterator[tuple[str, bytes]]:
    """The files of the edition by their path, in order; the index of search stands last."""
    entries = []
    for file in sorted(path for path in site.rglob("*") if path.is_file()):
        name = file.relative_to(site).as_posix()
        if name.startswith(LEFT_OUT) or name.endswith(".map"):
            continue
        content = file.read_bytes()
        if name.endswith(".html"):
            html = content.decode()
            if entry := read_entry(html, name):
                entries.append(vars(entry))
            content = open_as_file(html).encode()
        yield name, content
        if name in LOADED:
            yield f"{name}.js", _as_script(json.loads(content))
    yield INDEX, _as_script(entries)


def _as_script(data: object) -> bytes:
    return f"window.kbLoaded = {json.dumps(data, ensure_ascii=False, separators=(',', ':'))};\n".encode()


def write_offline_edition(site: Path, target: Path) -> int:
    """Packs a finished site into `target`, in a folder named like it; returns the size in bytes.

    The file is there whole or not at all. Raises OSError where the site cannot be read or the file written.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    write_whole(target, pack(target.stem, make_offline_files(site)))
    return target.stat().st_size
