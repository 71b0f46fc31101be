"""Rules on the numbers and addresses that identify a work: their form, and their check digits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice

from knowledgebase.bibliography import Reference
from knowledgebase.bibliography.identifiers import (
    ARXIV_FORM,
    find_doi,
    is_address,
    is_isbn,
    is_issn,
    is_orcid,
    split_numbers,
)
from knowledgebase.bibliography.latex import decode_latex, decode_verbatim
from knowledgebase.checks.rule import Mistake, at_field, rule
from knowledgebase.findings import Severity
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.safety import dangerous_scheme

_MOST = 20
"""Wrong numbers that are told of a field. Where there are more, all of it is something else."""


@rule("KB220", "doi-form")
def check_dois(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`doi` holds a DOI: `10.`, the number of a registrant, a slash, and what the registrant chose.

    Anything else leads a reader to an error page at doi.org.

    Bad:
        doi = {a0037559}

    Good:
        doi = {10.1037/a0037559}
    """
    for reference, text in _own(knowledge, "doi"):
        if find_doi(text) is None:
            message = f"`{_shorten(text)}` of `{reference.key}` is no DOI."
            yield at_field(reference, "doi", message, "A DOI begins with `10.` and has a slash in it.")


@rule("KB221", "doi-spelling", Severity.WARNING)
def check_doi_spelling(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """A DOI stands alone, without `https://doi.org/`, `doi:` or a full stop.

    Styles put the address before it, so that it would stand there twice. `--fix` mends this.

    Bad:
        doi = {https://doi.org/10.1037/a0037559}

    Good:
        doi = {10.1037/a0037559}
    """
    for reference, text in _own(knowledge, "doi"):
        doi = find_doi(text)
        if doi is not None and doi != decode_verbatim(text):
            message = f"The DOI of `{reference.key}` is written with more than the DOI itself."
            yield at_field(reference, "doi", message, f"Write `doi = {{{doi}}}`.")


@rule("KB222", "isbn")
def check_isbns(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An ISBN has ten or thirteen digits, the last of which checks the others.

    With one digit wrong it is that of another book, or of none.

    Bad:
        isbn = {978-0-306-40615-8}

    Good:
        isbn = {978-0-306-40615-7}
    """
    yield from _check_numbers(knowledge, "isbn", is_isbn, "ISBN")


@rule("KB223", "issn")
def check_issns(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An ISSN has eight digits, the last of which checks the others.

    With one digit wrong it is that of another journal, or of none.

    Bad:
        issn = {0378-5954}

    Good:
        issn = {0378-5955}
    """
    yield from _check_numbers(knowledge, "issn", is_issn, "ISSN")


def _check_numbers(
    knowledge: KnowledgeBase, field: str, is_right: Callable[[str], bool], label: str
) -> Iterator[Mistake]:
    for reference, text in _own(knowledge, field):
        wrong = (found for found in split_numbers(text, is_right) if not is_right(found[1]))
        for offset, number in islice(wrong, _MOST):
            message = f"`{_shorten(number)}` of `{reference.key}` is no {label}: a digit is wrong or missing."
            yield at_field(reference, field, message, f"Copy the {label} from the work again.", offset)


@rule("KB224", "arxiv")
def check_arxiv(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An `eprint` on arXiv is the number alone: `2106.01234`, or `hep-th/9901001` before April 2007.

    The address of the preprint is made from it.

    Bad:
        eprint = {arXiv:2106.1234}, eprinttype = {arXiv}

    Good:
        eprint = {2106.01234}, eprinttype = {arXiv}
    """
    for reference, text in _own(knowledge, "eprint"):
        kind = reference.fields.get("eprinttype") or reference.fields.get("archiveprefix", "")
        if kind.casefold() == "arxiv" and not ARXIV_FORM.fullmatch(decode_verbatim(text)):
            message = f"`{_shorten(text)}` of `{reference.key}` is no number of arXiv."
            yield at_field(reference, "eprint", message, "Write the number alone, such as `2106.01234`.")


@rule("KB225", "pmid")
def check_pmids(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`pmid`, or an `eprint` on PubMed, is a number of up to eight digits, and `pmcid` one behind `PMC`.

    Links to PubMed are made from them.

    Bad:
        pmid = {PMID: 25150680}

    Good:
        pmid = {25150680}
    """
    forms = {"pmid": (r"[1-9]\d{0,7}", "25150680"), "pmcid": (r"PMC[1-9]\d{0,8}", "PMC3154040")}
    for field, (form, example) in forms.items():
        for reference, text in _own(knowledge, field):
            if not re.fullmatch(form, decode_verbatim(text)):
                message = f"`{_shorten(text)}` of `{reference.key}` is no {field.upper()}."
                yield at_field(reference, field, message, f"Write the number alone, such as `{example}`.")
    form, example = forms["pmid"]
    for reference, text in _own(knowledge, "eprint"):
        kind = reference.fields.get("eprinttype") or reference.fields.get("archiveprefix", "")
        if kind.casefold() in {"pubmed", "pmid"} and not re.fullmatch(form, decode_verbatim(text)):
            message = f"`{_shorten(text)}` of `{reference.key}` is no PMID."
            yield at_field(reference, "eprint", message, f"Write the number alone, such as `{example}`.")


@rule("KB226", "orcid")
def check_orcids(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """An ORCID iD has sixteen digits, the last of which checks the others.

    With one digit wrong it is that of somebody else, or of nobody.

    Bad:
        orcid = {0000-0002-1825-0098}

    Good:
        orcid = {0000-0002-1825-0097}
    """
    for reference, text in _own(knowledge, "orcid"):
        if not is_orcid(decode_verbatim(text)):
            message = f"`{_shorten(text)}` of `{reference.key}` is no ORCID iD."
            yield at_field(reference, "orcid", message, "Copy it from the person's page at orcid.org.")


@rule("KB227", "reference-url")
def check_urls(knowledge: KnowledgeBase) -> Iterator[Mistake]:
    """`url` is a whole address that begins with `https://` or `http://`.

    Pages link to no other, and half an address leads nowhere.

    Bad:
        url = {www.unitar.org/event}

    Good:
        url = {https://www.unitar.org/event}
    """
    for reference, text in _own(knowledge, "url"):
        address = decode_verbatim(text)
        if not is_address(address) and not dangerous_scheme(address):  # that one is KB502
            message = f"`{_shorten(address)}` of `{reference.key}` is no whole web address."
            yield at_field(reference, "url", message, "Copy it from the browser, with https:// before it.")


def _own(knowledge: KnowledgeBase, field: str) -> Iterator[tuple[Reference, str]]:
    """Each record that has a field itself, with the text of the field in LaTeX."""
    for reference in knowledge.bibliography.records:
        if field in reference.spans:
            yield reference, reference.raw_fields[field]


def _shorten(text: str) -> str:
    shown = decode_latex(text)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"
