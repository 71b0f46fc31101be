"""What may reach a page alive: a Python-Markdown extension that sanitises the finished HTML.

Records come from pull requests. Whatever stands in a body, a field or a BibTeX record, the page holds
only what is listed here: no script, no handler, no style, no frame or form, no picture from elsewhere,
and links only to http, https and mail addresses or within the site. The sanitiser is nh3 (ammonia),
which parses as browsers do.
"""

from __future__ import annotations

import html
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

import markdown
import nh3
from markdown.postprocessors import Postprocessor

LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_TEXT_TAGS = frozenset(
    (
        "a abbr b blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption"
        " figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark nav aside ol p pre q s samp section"
        " small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr"
    ).split()
)
_DRAWING_TAGS = frozenset(
    ("svg g path line rect circle ellipse polyline polygon text tspan title desc defs").split()
)
_DRAWING_ATTRIBUTES = frozenset(
    (
        "viewBox width height x y x1 y1 x2 y2 cx cy r rx ry d points transform fill stroke stroke-width"
        " stroke-dasharray text-anchor dominant-baseline font-size font-weight preserveAspectRatio focusable"
    ).split()
)
_ATTRIBUTES: dict[str, set[str]] = {
    "*": {"class", "id", "title", "lang", "dir", "role", "tabindex"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height", "loading"},
    "time": {"datetime"},
    "td": {"colspan", "rowspan", "headers"},
    "th": {"colspan", "rowspan", "headers", "scope", "abbr"},
    "ol": {"start", "reversed"},
    "li": {"value"},
    "details": {"open"},
    **{tag: set(_DRAWING_ATTRIBUTES) for tag in _DRAWING_TAGS},
}


def _keep_attribute(tag: str, name: str, value: str) -> str | None:
    """The attribute's value, or None for a picture that would be fetched from elsewhere."""
    if tag == "img" and name == "src" and (urlsplit(value).scheme or value.lstrip().startswith(("//", "\\"))):
        return None
    return value


_CLEANER = nh3.Cleaner(
    tags=set(_TEXT_TAGS | _DRAWING_TAGS),
    clean_content_tags={"script", "style", "iframe", "object", "noscript", "template"},
    attributes=_ATTRIBUTES,
    attribute_filter=_keep_attribute,
    generic_attribute_prefixes={"data-", "aria-"},
    url_schemes=set(LINK_SCHEMES),
    link_rel=None,
    strip_comments=True,
)


def sanitise(page_html: str) -> str:
    """`page_html` with only the elements, attributes and links that a page may hold."""
    return _CLEANER.clean(page_html)


class _SanitisingPostprocessor(Postprocessor):
    def run(self, text: str) -> str:
        return sanitise(text)


class SafetyExtension(markdown.Extension):
    """Sanitises the HTML of each page after every other step."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers the sanitiser behind all postprocessors that Python-Markdown has."""
        md.postprocessors.register(_SanitisingPostprocessor(md), "knowledgebase-safety", -1000)


_DANGEROUS_TAG = re.compile(
    r"<\s*(?P<end>/\s*)?"
    r"(?P<name>script|iframe|frame|object|embed|applet|style|link|meta|base|form|input|button|template)\b",
    re.IGNORECASE,
)
_HANDLER = re.compile(r"(?:<[a-z][^<>]*|\{:?[^{}\n]*)[\s/\"'](on[a-z]{3,})\s*=", re.IGNORECASE)
_SCHEME = re.compile(r"^\s*([a-z][a-z0-9+.-]*):", re.IGNORECASE)
_SPACES = re.compile(r"[\x00-\x20\u200b-\u200f\ufeff]")


def scan_live_markup(text: str) -> Iterator[tuple[int, str]]:
    """The offset and the name of each script-like element and event handler in `text`, in order.

    An element counts once, whatever it carries, and its end not at all where its beginning was named.
    """
    if "<" not in text and "{" not in text:  # both begin with one of them
        return
    dangerous = list(_DANGEROUS_TAG.finditer(text))
    starts = {found.start() for found in dangerous}
    handlers = (found for found in _HANDLER.finditer(text) if found.start() not in starts)
    found_at = [(found.start(1), f"{found[1]}=") for found in handlers]
    opened: set[str] = set()
    for found in dangerous:
        name = found["name"].lower()
        if not (found["end"] and name in opened):
            found_at.append((found.start(), f"<{name}>"))
        opened.add(name)
    yield from sorted(found_at)


def find_live_markup(text: str) -> tuple[int, str] | None:
    """The first of what `scan_live_markup` finds, or None."""
    return next(scan_live_markup(text), None)


def leads_out(folder: str, address: str) -> bool:
    """Whether a relative address leads out of the site from one of its folders, or begins at its server."""
    address = html.unescape(address).partition("#")[0].partition("?")[0].strip().replace("\\", "/")
    if address.startswith("//") or _SCHEME.match(address):
        return False
    if address.startswith("/"):
        return True
    return posixpath.normpath(posixpath.join(folder, unquote(address))).startswith("..")


def dangerous_scheme(address: str) -> str | None:
    """The scheme of `address` where no page may link to it, which is any outside LINK_SCHEMES."""
    if ":" not in address and "&" not in address:  # a colon may be written as `&colon;`
        return None
    found = _SCHEME.match(_SPACES.sub("", html.unescape(address)))
    return found[1].lower() if found and found[1].lower() not in LINK_SCHEMES else None
