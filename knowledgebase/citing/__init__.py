"""Citations: their grammar, the CSL styles they are shown in, and the Markdown extension.

`scan_citations` reads them from a text; a `Formatter` shows references and citations of a bibliography in
a style; `CitationExtension` (`knowledgebase.citations` for Python-Markdown) puts both on a page.
"""

from knowledgebase.citing.cache import FormattingCache
from knowledgebase.citing.csl_styles import UnknownStyleError
from knowledgebase.citing.extension import (
    CITATION_MARKS,
    CitationExtension,
    citation_anchor,
    find_page,
    page_directive,
    reference_anchor,
    share_bibliography,
)
from knowledgebase.citing.formatter import Formatter
from knowledgebase.citing.grammar import (
    Citation,
    CitationForm,
    CitationItem,
    MalformedCitation,
    find_malformed_citations,
    find_possible_keys,
    scan,
    scan_citations,
    scan_nocite,
)
from knowledgebase.citing.locators import Locator

__all__ = [
    "CITATION_MARKS",
    "Citation",
    "CitationExtension",
    "CitationForm",
    "CitationItem",
    "Formatter",
    "FormattingCache",
    "Locator",
    "MalformedCitation",
    "UnknownStyleError",
    "citation_anchor",
    "find_malformed_citations",
    "find_page",
    "find_possible_keys",
    "page_directive",
    "reference_anchor",
    "scan",
    "scan_citations",
    "scan_nocite",
    "share_bibliography",
]
