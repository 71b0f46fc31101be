"""The pages of the glossary and of learning paths, and what they say to machines."""

from __future__ import annotations

import re

import markdown
import pytest
from conftest import Draft
from rendering import DAY, make_shelf, site_extensions
from schemaorg import find_mistakes

from knowledgebase import addresses
from knowledgebase.exports import Site, structured_data
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.learning_paths import WORDS_A_MINUTE, minutes_to_read
from knowledgebase.pages.glossary import make_glossary_pages
from knowledgebase.pages.home import make_home_page
from knowledgebase.pages.learning_paths import make_path_pages
from knowledgebase.pages.sources import make_source_pages

TERMS = """\
<b>bold</b> & [term](x) @rowland2014: {definition: 'A <script> and *stars*.', forms: [g =, two words]}
Meta-analysis: {definition: Many studies., forms: [meta-analyses, pooled studies], source: latimier2021}
Spacing: {definition: Gaps., see: [Meta-analysis], record: spaced-practice, source: latimier2021}
"""
STEPS = """\
first-steps:
  title: First <steps>
  reader: For somebody new.
  outcome: You can ask.
  steps:
    - {record: retrieval-practice, purpose: Learn to ask.}
    - {record: rowland-2014-testing-effect, purpose: See that it helps.}
    - {record: spaced-practice, purpose: Learn to come back.}
    - {record: testing-effect, purpose: An alias.}
    - {record: recall-half-day, purpose: Use it.}
second-steps:
  title: Second steps
  reader: For others.
  outcome: You can more.
  steps: [{record: a, purpose: A.}, {record: b, purpose: B.}, {record: c, purpose: C.},
    {record: d, purpose: D.}, {record: recall-half-day, purpose: Use it.}]
"""


@pytest.fixture
def knowledge(draft: Draft) -> KnowledgeBase:
    draft.write("entries/glossary.yml", TERMS)
    draft.write("entries/paths.yml", STEPS)
    return draft.read()


def pages_of(knowledge: KnowledgeBase) -> dict[str, str]:
    """The HTML of the glossary, of the paths and of the home page, by their names."""
    shelf, options = make_shelf(knowledge)
    pages = [*make_glossary_pages(shelf), *make_path_pages(shelf), make_home_page(shelf)]
    return {
        page.path: markdown.Markdown(
            extensions=site_extensions()[0],
            extension_configs=options,  # type: ignore[arg-type]
        ).convert(page.with_front_matter().split("---\n", 2)[2])
        for page in pages
    }


def test_the_glossary_lists_terms_by_letter_with_an_anchor_each(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)[addresses.GLOSSARY]
    assert re.findall(r'<h2 id="(letter-.)">', html) == ["letter-b", "letter-m", "letter-s"]
    assert re.findall(r'<dt id="([^"]+)">', html) == [
        "b-bold-b-term-x-rowland2014",
        "meta-analysis",
        "spacing",
    ]
    assert 'See: <a href="#meta-analysis">Meta-analysis</a>.' in html
    assert 'More: <a href="../techniques/spaced-practice/">Spaced practice</a>.' in html


def test_each_term_is_one_and_none_is_part_of_another(draft: Draft) -> None:
    draft.write(
        "entries/glossary.yml",
        "Alpha: {definition: One.}\nAlso: {definition: Two.}\nAs: {definition: Three., see: [Also]}\n",
    )
    [page] = make_glossary_pages(make_shelf(draft.read())[0])
    html = markdown.markdown(page.markdown, extensions=["attr_list", "def_list", "md_in_html"])
    assert re.findall(r'<dt id="(\w+)">', html) == ["alpha", "also", "as"]
    assert html.count("<dl>") == html.count("<dt") // 3 == 1


def test_what_stands_in_a_term_is_text(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)[addresses.GLOSSARY]
    assert "&lt;b&gt;bold&lt;/b&gt; &amp; [term](x) @rowland2014</dt>" in html
    assert "A &lt;script&gt; and *stars*." in html


def test_other_names_are_told_but_no_plural_and_no_sign(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)[addresses.GLOSSARY]
    assert "Also: two words." in html
    assert "Also: pooled studies." in html


def test_a_definition_cites_its_source_and_the_source_tells_where(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)[addresses.GLOSSARY]
    assert html.count('href="#ref-latimier2021"') == 2
    shelf, _ = make_shelf(knowledge)
    (source,) = [page for page in make_source_pages(shelf) if page.path == "sources/latimier2021.md"]
    for number in (1, 2):
        assert f"../../glossary/#cite-latimier2021-{number}" in source.markdown
        assert f'id="cite-latimier2021-{number}"' in html


def test_the_glossary_is_a_set_of_defined_terms(knowledge: KnowledgeBase) -> None:
    site = Site("Learning", "What works.", "1.2", DAY, "https://example.org/kb/")
    data = structured_data.describe_glossary(knowledge.glossary.items, site)
    assert list(find_mistakes(data)) == []
    terms = data["mainEntity"]["hasDefinedTerm"]  # type: ignore[index, call-overload]
    assert terms[1] == {
        "@type": "DefinedTerm",
        "@id": "https://example.org/kb/glossary/#meta-analysis",
        "name": "Meta-analysis",
        "alternateName": ["meta-analyses", "pooled studies"],
        "description": "Many studies.",
    }


def test_a_path_shows_its_steps_in_order_with_purpose_minutes_and_rating(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)["paths/first-steps.md"]
    assert "<h1>First &lt;steps&gt;</h1>" in html
    steps = html[html.index("<ol") : html.index("</ol>")].split("<li>")[1:]
    assert [re.findall(r'href="([^"]+)"', step)[0] for step in steps] == [
        "../../techniques/retrieval-practice/",
        "../../research/rowland-2014-testing-effect/",
        "../../techniques/spaced-practice/",
        "../../techniques/retrieval-practice/",
        "../../trainings/recall-half-day/",
    ]
    assert all("<span>1 min</span>" in step for step in steps)
    assert ["certainty" in step or "Not assessed" in step for step in steps] == [
        True,
        False,
        True,
        True,
        False,
    ]
    assert '<a href="../second-steps/">Second steps</a>' in html


def test_a_step_that_leads_nowhere_is_left_out(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)["paths/second-steps.md"]
    assert html.count("<h2") == 1
    assert "<dt>Steps</dt> <dd>1</dd>" in html


def test_the_home_page_leads_to_each_path(knowledge: KnowledgeBase) -> None:
    html = pages_of(knowledge)[addresses.HOME]
    assert '<a href="paths/first-steps/">First &lt;steps&gt;</a>' in html
    assert "Start here" not in html


def test_the_home_page_leads_to_where_one_starts_if_somebody_wrote_it(draft: Draft) -> None:
    draft.write("docs/start.md", "# Start here\n")
    assert '<a href="start/">Little time? Start here</a>' in pages_of(draft.read())[addresses.HOME]


def test_without_the_lists_there_are_no_such_pages(draft: Draft) -> None:
    (draft.root / "entries" / "glossary.yml").unlink()
    assert list(pages_of(draft.read())) == [addresses.HOME]
    assert addresses.GLOSSARY not in draft.read().pages


def test_minutes_follow_from_the_words_of_a_record(draft: Draft) -> None:
    name = "entries/techniques/spaced-practice.md"
    draft.replace(name, "Forgetting a little makes recall work.", "Word " * 2 * WORDS_A_MINUTE)
    assert minutes_to_read(draft.read().records["spaced-practice"]) == 3
    assert minutes_to_read(draft.read().records["retrieval-practice"]) == 1
