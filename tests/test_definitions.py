"""Definitions where a term first stands on a page: what is linked, and what is left alone."""

from __future__ import annotations

import re
from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.citing import page_directive
from knowledgebase.definitions import make_lexicon
from knowledgebase.glossary import Term
from knowledgebase.named_list import NamedList

TERMS = """\
Effect size: {definition: How much difference it made., forms: [effect sizes]}
GRADE: {definition: How sure one can be.}
Hedges' g: {definition: A distance., forms: [g =]}
Low- and middle-income countries: {definition: Countries.}
Meta-analysis: {definition: A study of studies., forms: [meta-analyses]}
Near transfer: {definition: Use nearby.}
Spacing: {definition: 'Gaps <between> "sessions".', forms: [spaced practice], record: spaced-practice}
Transfer: {definition: Use at work.}
"""
OTHERS = ["abbr", "attr_list", "def_list", "footnotes", "md_in_html", "tables", "toc", "pymdownx.superfences"]


@pytest.fixture
def glossary(tmp_path: Path) -> Path:
    path = tmp_path / "glossary.yml"
    path.write_text(TERMS, encoding="utf-8")
    return path


def convert(text: str, glossary: Path, on: str = "techniques/a.md", **options: str) -> str:
    """The HTML of a text that stands on the page `on`."""
    own = {"glossary": str(glossary), **options}
    return markdown.markdown(
        f"{page_directive(on)}\n\n{text}",
        extensions=["knowledgebase.citations", "knowledgebase.definitions", *OTHERS],
        extension_configs={"knowledgebase.definitions": own},
    )


def linked(html: str) -> list[str]:
    """The words that became links to the glossary, in order."""
    return [" ".join(words.split()) for words in re.findall(r'<a class="kb-term"[^>]*>([^<]*)</a>', html)]


def test_a_term_becomes_a_link_with_its_definition(glossary: Path) -> None:
    html = convert("The effect size was small.", glossary)
    assert html == (
        '<p>The <a class="kb-term" data-definition="How much difference it made." data-term="Effect size"'
        ' href="../glossary.md#effect-size">effect size</a> was small.</p>'
    )


@pytest.mark.parametrize(
    ("page", "options", "href"),
    [
        ("index.md", {}, "glossary.md#transfer"),
        ("a/b/c.md", {}, "../../glossary.md#transfer"),
        ("a/b.md", {"page": "help/words.md"}, "../help/words.md#transfer"),
    ],
)
def test_the_link_is_relative_to_the_page(
    glossary: Path, page: str, options: dict[str, str], href: str
) -> None:
    assert f'href="{href}"' in convert("Plan for transfer.", glossary, page, **options)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Transfer, then transfer. TRANSFER.", ["Transfer"]),
        ("Transfer.\n\nMore on transfer.\n\n- transfer", ["Transfer"]),
        ("Effect sizes, an effect size.", ["Effect sizes"]),
        ("An effect\nsize.", ["effect size"]),
        ("A meta analysis and meta-analyses.", ["meta analysis"]),
        ("Near transfer is no transfer.", ["Near transfer", "transfer"]),
        ("Grade it with GRADE.", ["GRADE"]),
        ("It was g = 0.5; Hedges’ g.", ["g ="]),
        ("In low- and middle-income countries.", ["low- and middle-income countries"]),
        ("**Transfer** and *spacing*.", ["Transfer", "spacing"]),
        ("- transfer\n- spacing\n\n> GRADE", ["transfer", "spacing", "GRADE"]),
        ("Word\n:   A transfer.", ["transfer"]),
        ("Text[^1]\n\n[^1]: A transfer.", ["transfer"]),
        ('<div markdown="1">\n\nA transfer.\n\n</div>', ["transfer"]),
        ("A <b>transfer</b> in raw text.", ["transfer"]),
        ("Transferring retransfer transfer-like a/transfer transfer@home.", []),
        ("Nothing here.", []),
        ("", []),
    ],
)
def test_what_is_found_in_running_text(glossary: Path, text: str, words: list[str]) -> None:
    assert linked(convert(text, glossary)) == words


@pytest.mark.parametrize(
    "text",
    [
        "# On transfer",
        "Transfer\n========",
        "[transfer](a.md)",
        "[the *transfer* there](a.md)",
        "`transfer`",
        "    transfer",
        "```\ntransfer\n```",
        "| transfer | a |\n| --- | --- |\n| transfer | b |",
        "See [on transfer, @rowland2014, and transfer].",
        "Transfer\n:   Something.",
        '<a href="a">transfer</a> and <code>transfer</code>',
        '<a href="a">all <b>transfer</b></a>',
        "<p>transfer</p>",
        "<!-- transfer -->",
        "![transfer](a.png)",
        '<div markdown="1">\n\n<p class="x"><a href="b">transfer</a></p>\n\n</div>',
    ],
)
def test_what_is_left_alone(glossary: Path, text: str) -> None:
    assert linked(convert(text, glossary)) == []


def test_what_was_left_alone_counts_not_as_the_first_time(glossary: Path) -> None:
    text = (
        "## Transfer\n\n[Transfer](a.md) [see transfer, @rowland2014] and <a href='x'>transfer</a>: transfer."
    )
    html = convert(text, glossary)
    assert linked(html) == ["transfer"]
    assert html.index("kb-term") > html.index("</a>: ")


def test_a_raw_tag_that_nobody_closed_ends_with_its_block(glossary: Path) -> None:
    assert linked(convert('An <a href="x">open transfer\n\nThen transfer.', glossary)) == ["transfer"]


def test_the_page_of_a_terms_own_record_does_not_explain_it(glossary: Path) -> None:
    text = "Spacing and transfer."
    assert linked(convert(text, glossary, "techniques/spaced-practice.md")) == ["transfer"]
    assert linked(convert(text, glossary, "tags/spaced-practice.md")) == ["Spacing", "transfer"]


def test_the_glossary_itself_has_no_such_links(glossary: Path) -> None:
    assert linked(convert("Transfer.", glossary, "glossary.md")) == []


def test_elements_of_a_class_can_be_skipped(glossary: Path) -> None:
    text = '<section class="x backlinks" markdown="1">\n\nTransfer.\n\n</section>\n\nThen transfer.'
    assert linked(convert(text, glossary, skip="other backlinks")) == ["transfer"]


def test_a_heading_keeps_its_name_and_the_contents_their_words(glossary: Path) -> None:
    text = "## Transfer and spacing\n\nTransfer."
    assert '<h2 id="transfer-and-spacing">Transfer and spacing</h2>' in convert(text, glossary)


def test_a_definition_cannot_break_out_of_its_attribute(glossary: Path) -> None:
    html = convert("Spacing.", glossary)
    assert 'data-definition="Gaps &lt;between&gt; &quot;sessions&quot;."' in html


def test_a_citation_beside_a_term_stays_whole(glossary: Path, tmp_path: Path) -> None:
    html = convert("Transfer [see transfer @a; @b] and spacing [-@a].", glossary)
    assert linked(html) == ["Transfer", "spacing"]
    assert not set(html) & set("\ue000\ue001\ue002\ue003\ue004\x02\x03")


def test_a_converter_begins_each_page_anew(glossary: Path) -> None:
    converter = markdown.Markdown(
        extensions=["knowledgebase.definitions"],
        extension_configs={"knowledgebase.definitions": {"glossary": str(glossary)}},
    )
    for _ in range(2):
        assert linked(converter.reset().convert("Transfer and transfer.")) == ["Transfer"]


def test_without_a_glossary_nothing_changes(tmp_path: Path) -> None:
    assert convert("Transfer.", tmp_path / "none.yml") == "<p>Transfer.</p>"


def test_a_changed_file_is_read_again(glossary: Path) -> None:
    assert linked(convert("Recall.", glossary)) == []
    glossary.write_text(TERMS + "Recall: {definition: To call back.}\n", encoding="utf-8")
    assert linked(convert("Recall.", glossary)) == ["Recall"]


def test_a_term_with_a_mistake_takes_no_other_with_it(glossary: Path) -> None:
    glossary.write_text(TERMS + "Recall: {meaning: To call back.}\n", encoding="utf-8")
    assert linked(convert("Recall and transfer.", glossary)) == ["transfer"]


WORDS = st.sampled_from("transfer Transfer spacing GRADE near effect size - . , ( ) ' g = the".split())


@given(st.lists(WORDS, max_size=30), st.sets(st.sampled_from(["transfer", "near transfer", "g =", "GRADE"])))
def test_every_spelling_found_stands_for_a_term(words: list[str], terms: set[str]) -> None:
    items = {term: Term(definition="Something.") for term in sorted(terms)}
    lexicon = make_lexicon(NamedList("glossary.yml", items))
    for found in lexicon.find(" ".join(words)):
        assert lexicon.term_of(found[0]) in items
