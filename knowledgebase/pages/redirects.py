"""Small HTML files at the old addresses of records, so that links to an alias go on working."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase

_REDIRECT = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>{title}</title>
<link rel="canonical" href="{href}">
<meta name="robots" content="noindex">
<meta http-equiv="refresh" content="0; url={href}">
</head>
<body><p>This page has moved: <a href="{href}">{title}</a></p></body>
</html>
"""


def make_redirects(knowledge: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """The file and the HTML of each redirect, from every alias to its record."""
    for record in knowledge.published:
        for alias in record.data.aliases:
            old = addresses.record_page(record.kind, alias)
            href = addresses.link(old, knowledge.page_of(record))
            html = _REDIRECT.format(title=escape(record.title), href=escape(href))
            yield f"{addresses.served(old)}/index.html", html
