"""The catalogs of messages: what library, theme and scripts say to readers, gathered for translators.

`locales/knowledgebase.pot` lists every message with the files that say it; each language's `.po` has the same
list with its translations. `make messages` renews both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po, write_po

from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.languages import DOMAIN, LANGUAGES, LOCALES
from knowledgebase.records import KINDS
from knowledgebase.vocabulary import Facet

TEMPLATE = f"{DOMAIN}.pot"
SETTINGS = "mkdocs.yml"
Keywords = Mapping[str, tuple[int, ...] | None]
# Which of a call's arguments are texts; in Python the language stands before them.
_IN_PYTHON: Keywords = {"message": None, "say": (2,), "say_count": (3, 4)}
_IN_TEMPLATES: Keywords = {"say": None, "count": (2, 3)}
_IN_SCRIPTS: Keywords = {"translate": None, "translateCount": (2, 3)}
_SOURCES: tuple[tuple[str, str, Keywords], ...] = (
    ("knowledgebase/**/*.py", "python", _IN_PYTHON),
    ("knowledgebase/templates/*.jinja", "jinja2", _IN_TEMPLATES),
    ("docs/overrides/**/*.html", "jinja2", _IN_TEMPLATES),
    ("docs/assets/js/*.js", "javascript", _IN_SCRIPTS),
)
_OPTIONS = {"parse_template_string": "true"}
"""Scripts say some texts within others: `${translate('move')}`."""
_HEADER = """\
# {title} Licence: CC BY 4.0.{review}
msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: {plurals}\\n"
"""
_PLURAL_FORMS = {
    "fr": "nplurals=2; plural=(n > 1);",
    "es": "nplurals=2; plural=(n != 1);",
    "ar": (
        "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5);"
    ),
}

Text = str | tuple[str, ...]
"""A message, or its singular and plural."""


def find_messages(knowledge: KnowledgeBase) -> Iterator[tuple[Text, str]]:
    """Every text that a reader of another language is to have, with the file that says it."""
    root = knowledge.root
    for pattern, method, keywords in _SOURCES:
        for path in sorted(root.glob(pattern)):
            for _, text, _, _ in extract_from_file(method, path, keywords=keywords, options=_OPTIONS):
                yield text, path.relative_to(root).as_posix()
    yield from (
        (text, "knowledgebase/records.py") for kind in KINDS.values() for text in (kind.label, kind.plural)
    )
    yield from ((text, SETTINGS) for text in _titles_of_site(root / SETTINGS))
    for tag in knowledge.tags_of_facet(Facet.NEED):
        entry = knowledge.vocabulary[tag]
        yield from ((text, knowledge.vocabulary.path) for text in (entry.label, entry.definition))
    for path_ in knowledge.learning_paths.items.values():
        yield from ((text, knowledge.learning_paths.path) for text in (path_.title, path_.reader))


class _AnyTag(yaml.SafeLoader):
    """Reads `mkdocs.yml`, whose own tags say nothing of titles."""


_AnyTag.add_multi_constructor("!", lambda loader, suffix, node: None)


def _titles_of_site(path: Path) -> Iterator[str]:
    """The name of the site and the titles of its sections, as the theme shows them on every page."""
    settings = yaml.load(path.read_text(encoding="utf-8"), _AnyTag)  # noqa: S506 -- a SafeLoader
    yield settings["site_name"]
    yield from (title for item in settings["nav"] for title in item)


def make_template(knowledge: KnowledgeBase) -> Catalog:
    """The list of all messages, without translations."""
    template = Catalog(charset="utf-8")
    for text, place in find_messages(knowledge):
        template.add(text, locations=[(place, 0)])
    return template


def renew_catalogs(knowledge: KnowledgeBase, folder: Path = LOCALES) -> dict[str, int]:
    """Writes the template and each language's catalog anew; how many messages each language still lacks."""
    template = make_template(knowledge)
    (folder / TEMPLATE).write_text(_write("", template), encoding="utf-8", newline="\n")
    lacking: dict[str, int] = {}
    for code in LANGUAGES:
        path = folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"
        with path.open("rb") as file:
            catalog = read_po(file, locale=code, abort_invalid=True)
        catalog.update(template, no_fuzzy_matching=True)
        path.write_text(_write(code, catalog), encoding="utf-8", newline="\n")
        lacking[code] = sum(not _is_translated(found.string) or found.fuzzy for found in catalog if found.id)
    return lacking


def _is_translated(string: str | tuple[str, ...] | list[str] | None) -> bool:
    return all(string) if isinstance(string, tuple) else bool(string)


def _write(code: str, catalog: Catalog) -> str:
    """A catalog as a file, with a header that changes with nothing but the language."""
    buffer = io.BytesIO()
    write_po(buffer, catalog, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    header = _HEADER.format(
        title="The words of translated pages." if code else "The words of the site, for translators.",
        review=" To be reviewed by a native reader." if code else "",
        code=code,
        plurals=_PLURAL_FORMS.get(code, "nplurals=2; plural=(n != 1);"),
    )
    return f"{header}\n{buffer.getvalue().decode().strip()}\n"
