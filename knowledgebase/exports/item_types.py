"""What sort of thing a source is, in the words of Zotero's item types and of Schema.org."""

from __future__ import annotations

from knowledgebase.bibliography import Reference

_ITEM_TYPES = {
    "article-journal": "journalArticle",
    "article-magazine": "magazineArticle",
    "article-newspaper": "newspaperArticle",
    "article": "preprint",
    "book": "book",
    "pamphlet": "book",
    "chapter": "bookSection",
    "entry-encyclopedia": "encyclopediaArticle",
    "paper-conference": "conferencePaper",
    "report": "report",
    "thesis": "thesis",
    "webpage": "webpage",
    "manuscript": "manuscript",
    "dataset": "dataset",
    "software": "computerProgram",
    "patent": "patent",
    "standard": "standard",
    "legislation": "statute",
    "legal_case": "case",
    "motion_picture": "videoRecording",
    "song": "audioRecording",
    "graphic": "artwork",
    "personal_communication": "letter",
}
_SCHEMA_TYPES = {
    "article-journal": "ScholarlyArticle",
    "article-magazine": "Article",
    "article-newspaper": "Article",
    "article": "ScholarlyArticle",
    "book": "Book",
    "chapter": "Chapter",
    "paper-conference": "ScholarlyArticle",
    "report": "Report",
    "thesis": "Thesis",
    "webpage": "WebPage",
    "dataset": "Dataset",
    "software": "SoftwareApplication",
}


def item_type(reference: Reference) -> str:
    """Zotero's item type: `journalArticle`; `document` for what it has no word for."""
    return _ITEM_TYPES.get(reference.text("type"), "document")


def schema_type(reference: Reference) -> str:
    """Schema.org's type: `ScholarlyArticle`; `CreativeWork` for what it has no word for."""
    return _SCHEMA_TYPES.get(reference.text("type"), "CreativeWork")
