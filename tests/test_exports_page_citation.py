"""How a page is cited: any title and any name arrive as they are."""

from __future__ import annotations

import unicodedata

import pytest
from conftest import Draft
from hypothesis import given
from hypothesis import strategies as st
from rendering import DAY

from knowledgebase.bibliography import parse_bibliography, to_bibtex
from knowledgebase.exports import Site
from knowledgebase.exports.page_citation import (
    CitedPage,
    cite_record,
    escape_latex,
    make_reference,
    write_citations,
)
from knowledgebase.records import Contributor

SITE = Site("R&D 100%", "What works.", "1.2", DAY, "https://example.org/a_b/")
TEAM = Contributor(name="Editorial team")


def cite(title: str = "T", *authors: Contributor) -> CitedPage:
    return CitedPage("key", "techniques/a.md", title, "Technique", authors or (TEAM,), DAY)


_PLAIN = st.text(st.characters(exclude_categories=("C", "Z", "M")) | st.just(" "), min_size=1)


@given(_PLAIN | st.text(alphabet="\\{}$%&#_^~'`\"- ab@", min_size=1))
def test_any_title_is_read_back_from_bibtex_as_it_was(title: str) -> None:
    (reference,) = parse_bibliography(to_bibtex(make_reference(cite(title), SITE)), "b.bib")[0].values()
    assert reference.fields.get("title", "") == unicodedata.normalize("NFC", " ".join(title.split()))
    assert reference.fields["organization"] == "R&D 100%"


def test_only_who_has_an_orcid_is_split_into_names() -> None:
    person = Contributor(name="Jane Doe", orcid="0000-0002-1825-0097")
    reference = make_reference(cite("T", person, TEAM, Contributor(name="Research and Training")), SITE)
    assert reference.names("author") == [
        {"family": "Doe", "given": "Jane"},
        {"literal": "Editorial team"},
        {"literal": "Research and Training"},
    ]


def test_a_page_is_cited_by_the_day_of_its_last_review(draft: Draft) -> None:
    knowledge = draft.read()
    cited = cite_record(knowledge, knowledge.records["retrieval-practice"], SITE)
    assert cited.day.isoformat() == "2026-11-24"
    assert cited.authors == (Contributor(name="R&D 100% contributors"),)


def test_a_page_without_a_day_is_cited_by_the_day_of_the_build(draft: Draft) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created: 2026-11-02\n", "")
    knowledge = draft.read()
    assert cite_record(knowledge, knowledge.records["spaced-practice"], SITE).day == DAY


def test_two_pages_of_one_author_and_year_get_no_letter() -> None:
    for title in ("One", "Two"):
        apa = write_citations(cite(title), SITE)[0].text
        assert apa.startswith(f"Editorial team. (2026, November 24). {title} [Technique, version 1.2].")


def test_without_an_address_of_the_site_none_is_cited() -> None:
    for citation in write_citations(cite(), Site("L", "W", "1", DAY)):
        assert "http" not in citation.text
        assert "techniques/a" not in citation.text


@pytest.mark.parametrize(
    ("text", "escaped"), [("a_b", r"a\_b"), ("a--b", "a-{}-b"), ("''", "'{}'"), ("plain", "plain")]
)
def test_marks_of_latex_are_escaped(text: str, escaped: str) -> None:
    assert escape_latex(text) == escaped
