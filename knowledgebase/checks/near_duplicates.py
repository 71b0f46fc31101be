"""Rules on works that stand in the bibliography more than once."""

from __future__ import annotations

from collections.abc import Iterator

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.likeness import find_alike, is_preprint
from knowledgebase.checks.rule import Mistake, at_field, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase


@rule("KB250", "near-duplicate-reference", Severity.WARNING)
def check_duplicates(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """No two records of the same year or first author have nearly the same title.

    They are mostly one work: what cites it is then split over two pages, and the two drift apart.

    Bad:
        title = {The effect of testing versus restudy on retention},
        title = {The Effect of Testing vs. Restudy on Retention}

    Good:
        one record, cited everywhere; or `related = {key}` where they are two works
    """
    for first, second in find_alike(knowledge.bibliography.values()):
        if is_preprint(first) == is_preprint(second) and not _share_a_doi(first, second):
            message = f"`{second.key}` has nearly the title of `{first.key}` on line {first.line}."
            hint = "Keep one and cite it everywhere; if they are two works, say so with `related = {…}`."
            yield at_field(second, "title", message, hint)


@rule("KB251", "preprint-and-article", Severity.WARNING)
def check_preprints(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A preprint does not stand beside the article that came of it.

    The article was reviewed, and may differ; a rating of evidence would count one study twice.

    Bad:
        two records, one with doi = {10.31234/osf.io/abcde}, one with the journal

    Good:
        the record of the article; or `related = {key}` in one where both are meant
    """
    for pair in find_alike(knowledge.bibliography.values()):
        if is_preprint(pair[0]) != is_preprint(pair[1]):
            preprint, article = pair if is_preprint(pair[0]) else pair[::-1]
            message = f"`{preprint.key}` is a preprint of `{article.key}` on line {article.line}."
            hint = "Cite the article; where both are meant, say so with `related = {…}`."
            yield at_field(preprint, "title", message, hint)


def _share_a_doi(first: Reference, second: Reference) -> bool:
    """Which is KB203 already."""
    return first.doi is not None and first.doi == second.doi
