"""Small HTML files at the old addresses of records, so that links to an alias go on working."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import escape

from knowledgebase import addresses
from knowledgebase.knowledge import KnowledgeBase

_REDIRECT = """<!doctype html>
<html lang="{language}">
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
    """The file and the HTML of each redirect, from every alias to its record and to its translations."""
    for record in knowledge.published:
        for alias in record.data.aliases:
            old, page = addresses.record_page(record.kind, alias), knowledge.page_of(record)
            yield _make_redirect(old, page, record.title, record.data.language)
            for translation in knowledge.translations_of.get(record.id, ()):
                code = translation.language.code
                places = addresses.translated(old, code), addresses.translated(page, code)
                yield _make_redirect(*places, translation.data.title, code)


def _make_redirect(old: str, page: str, title: str, language: str) -> tuple[str, str]:
    href = escape(addresses.link(old, page))
    html = _REDIRECT.format(title=escape(title), href=href, language=escape(language))
    return f"{addresses.served(old)}/index.html", html
