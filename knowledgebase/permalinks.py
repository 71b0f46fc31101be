"""The title of each heading's link in the language of the page: a Python-Markdown extension.

`toc` takes one title for all pages (`permalink_title`); on a page in another language it is said in that.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element

import markdown
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor

from knowledgebase.citing import find_page
from knowledgebase.languages import Language, language_of_page, say


class PermalinksExtension(markdown.Extension):
    """Says the titles of headings' links in the language of the page."""

    language: Language | None = None
    """That of the page which is converted."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 -- Python-Markdown's name
        """Registers two steps: one that sees which page it is, and one behind `toc` (priority 5)."""
        # Before the citations, which take the name of the page out.
        md.preprocessors.register(_SeeLanguage(md, self), "knowledgebase-permalinks", 176)
        md.treeprocessors.register(_TranslateTitles(md, self), "knowledgebase-permalinks", 4)


class _SeeLanguage(Preprocessor):
    def __init__(self, md: markdown.Markdown, extension: PermalinksExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        self.extension.language = language_of_page(find_page("\n".join(lines))[0])
        return lines


class _TranslateTitles(Treeprocessor):
    def __init__(self, md: markdown.Markdown, extension: PermalinksExtension) -> None:
        super().__init__(md)
        self.extension = extension

    def run(self, root: Element) -> None:
        if self.extension.language is None:
            return
        for link in root.iter("a"):
            if "headerlink" in link.get("class", "").split() and "title" in link.attrib:
                link.set("title", say(self.extension.language, "Link to this section"))


def makeExtension(**options: object) -> PermalinksExtension:  # noqa: N802 -- Python-Markdown's name
    """What Python-Markdown calls to load the extension by its module's name."""
    return PermalinksExtension(**options)
