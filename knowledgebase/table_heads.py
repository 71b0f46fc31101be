"""Names for tables written in Markdown: a Python-Markdown extension.

Markdown has no way to write a caption or the scope of a heading, which screen readers tell (WCAG 2.2,
1.3.1). So each heading at the top of a column says what it is, and the table bears the name of the heading
above it.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import markdown
from markdown.treeprocessors import Treeprocessor

_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})


class _TableHeads(Treeprocessor):
    def run(self, root: Element) -> None:
        heading = None
        for element in root.iter():
            if element.tag in _HEADINGS and "id" in element.attrib:
                heading = element.attrib["id"]
            elif element.tag == "table" and element.find("caption") is None:
                _name(element, heading)


def _name(table: Element, heading: str | None) -> None:
    for head in table.iterfind("thead/tr/th"):
        head.attrib.setdefault("scope", "col")
    if heading:
        table.attrib.setdefault("aria-labelledby", heading)


class TableHeadsExtension(markdown.Extension):
    """Gives tables a name and their headings a scope."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers the step behind `toc` (priority 5), which gives headings their ids."""
        md.treeprocessors.register(_TableHeads(md), "knowledgebase-table-heads", 4)


def makeExtension(**options: object) -> TableHeadsExtension:  # noqa: N802 -- Python-Markdown's name
    """What Python-Markdown calls to load the extension by its module's name."""
    return TableHeadsExtension(**options)
