"""A bibliography in a style: references, citations, short names and their order."""

from __future__ import annotations

import html

import pytest

from knowledgebase.bibliography import Bibliography, parse_bibliography
from knowledgebase.citing import CitationItem, Formatter, Locator, scan_citations

BIBTEX = r"""
@article{rowland2014, author = {Rowland, C. A.}, title = {The effect of testing}, journal = {Science},
  year = 2014, doi = {10.1037/A0037559}}
@article{roediger2006, author = {Roediger, H. L. and Karpicke, J. D.}, title = {Recall}, journal = {Science},
  year = 2006}
@article{cepeda2006, author = {Cepeda, N. J. and Pashler, H. and Vul, E.}, title = {Spacing}, year = 2006}
@report{gates2011, author = {{Bill \& Melinda Gates Foundation} and Doe, J.}, title = {Report}, year = 2011}
@report{trade2012, author = {{Trade \& Aid}}, title = {Report}, year = 2012}
@book{guide, title = {The guide}, year = 2015}
@online{unitar, author = {{UNITAR}}, title = {Courses}, url = {https://unitar.org/x}}
"""


def read(text: str) -> Bibliography:
    return parse_bibliography(text, "b.bib")[0]


@pytest.fixture(scope="module")
def apa() -> Formatter:
    return Formatter(read(BIBTEX))


@pytest.fixture(scope="module")
def ieee() -> Formatter:
    return Formatter(read(BIBTEX), "ieee")


def item(text: str) -> CitationItem:
    """The one source of a citation as written."""
    (citation,) = scan_citations(text)
    (found,) = citation.items
    return found


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[@rowland2014]", "Rowland, 2014"),
        ("[@rowland2014, p. 33]", "Rowland, 2014, p. 33"),
        ("[@rowland2014, pp. 33-35]", "Rowland, 2014, pp. 33–35"),
        ("[@rowland2014, chap. 2]", "Rowland, 2014, Chapter 2"),
        ("[@rowland2014, fig. 2]", "Rowland, 2014, Figure 2"),
        ("[@rowland2014, para. 7(d)]", "Rowland, 2014, para. 7(d)"),
        ("[@rowland2014, Table 2]", "Rowland, 2014, Table 2"),
        ("[@rowland2014, Appendix B]", "Rowland, 2014, Appendix B"),
        ("[-@rowland2014, p. 33]", "2014, p. 33"),
        ("[-@rowland2014, Table 2]", "2014, Table 2"),
        ("[@roediger2006]", "Roediger &amp; Karpicke, 2006"),
        ("[@cepeda2006]", "Cepeda et al., 2006"),
        ("[@guide]", "<i>The Guide</i>, 2015"),
        ("[@unitar]", "UNITAR, n.d."),
        ("[@rowland2014, {<b>}]", "Rowland, 2014, p. &lt;b&gt;"),
    ],
)
def test_a_citation_in_brackets(apa: Formatter, written: str, shown: str) -> None:
    assert apa.cite_html(item(written)) == shown


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("@rowland2014", "Rowland (2014)"),
        ("@rowland2014 [p. 33]", "Rowland (2014, p. 33)"),
        ("@rowland2014 [Table 2]", "Rowland (2014, Table 2)"),
        ("@roediger2006", "Roediger and Karpicke (2006)"),
        ("@cepeda2006 [chap. 2]", "Cepeda et al. (2006, Chapter 2)"),
        ("@gates2011", "Bill &amp; Melinda Gates Foundation and Doe (2011)"),
        ("@trade2012", "Trade &amp; Aid (2012)"),
        ("@guide", "<i>The Guide</i> (2015)"),
        ("-@rowland2014", "2014"),
    ],
)
def test_a_citation_in_a_sentence(apa: Formatter, written: str, shown: str) -> None:
    assert apa.narrative_html(item(written)) == shown


@pytest.mark.parametrize(
    ("written", "bracketed", "narrative"),
    [
        ("[@rowland2014]", "[3]", "Rowland [3]"),
        ("[@roediger2006, pp. 3-4]", "[3, pp. 3–4]", "Roediger and Karpicke [3, pp. 3–4]"),
        ("[@cepeda2006, Table 2]", "[3], Table 2", "Cepeda et al. [3], Table 2"),
        ("[@guide]", "[3]", "The guide [3]"),
        ("[-@rowland2014]", "[3]", "Rowland [3]"),
    ],
)
def test_a_numeric_style_shows_the_number(
    ieee: Formatter, written: str, bracketed: str, narrative: str
) -> None:
    assert ieee.cite_html(item(written), 3) == bracketed
    assert ieee.narrative_html(item(written), 3) == narrative


@pytest.mark.parametrize("style", ["apa", "ieee"])
def test_short_names_are_plain_text(style: str) -> None:
    formatter = Formatter(read(BIBTEX), style)
    joined = "&" if style == "apa" else "and"
    assert formatter.short_text("roediger2006") == f"Roediger {joined} Karpicke, 2006"
    assert formatter.short_text("unitar") == "UNITAR, n.d."
    assert formatter.short_text("no-such-key") == "no-such-key"
    assert formatter.short_author("cepeda2006") == "Cepeda et al."
    assert formatter.short_author("guide") == "The guide"


def test_an_unknown_key_has_no_reference(apa: Formatter) -> None:
    with pytest.raises(KeyError):
        apa.reference_html("no-such-key")


def test_a_reference_is_html_and_plain_text(apa: Formatter) -> None:
    assert apa.reference_html("rowland2014") == (
        "Rowland, C. A. (2014). The effect of testing. <i>Science</i>."
        ' <a href="https://doi.org/10.1037/A0037559">https://doi.org/10.1037/A0037559</a>'
    )
    assert apa.reference_text("trade2012") == "Trade & Aid. (2012). Report."


@pytest.mark.parametrize(
    ("style", "fields", "link"),
    [
        ("apa", "url = {https://example.org/a_(b)}", "https://example.org/a_(b)"),
        ("apa", "url = {https://example.org/?a=1&b='2'}", "https://example.org/?a=1&b='2'"),
        ("apa", "doi = {10.1000/a(b)c}, url = {https://example.org/x}", "https://doi.org/10.1000/a(b)c"),
        (
            "apa",
            "doi = {10.1002/(SICI)1<1::AID>3.0.CO;2-2}",
            "https://doi.org/10.1002/(SICI)1<1::AID>3.0.CO;2-2",
        ),
        ("ieee", "doi = {10.1000/x}", "https://doi.org/10.1000/x"),
        ("oscola", "doi = {10.1000/x}", "https://doi.org/10.1000/x"),
        ("nature", "howpublished = {Online}, url = {https://example.org/x}", "https://example.org/x"),
    ],
)
def test_every_reference_links_once_to_its_address(style: str, fields: str, link: str) -> None:
    record = f"@article{{a, author = {{Doe, J.}}, title = {{T}}, journal = {{J}}, year = 2001, {fields}}}"
    text = Formatter(read(record), style).reference_html("a")
    assert text.count("<a ") == 1
    assert f'<a href="{html.escape(link)}">' in text


def test_an_address_in_a_title_is_a_link_and_the_mark_after_it_is_not() -> None:
    text = Formatter(
        read("@misc{a, title = {About (https://example.org/a), so}, year = 2001}")
    ).reference_html("a")
    assert '(<a href="https://example.org/a">https://example.org/a</a>), so' in text


@pytest.mark.parametrize(
    ("records", "order"),
    [
        (["author = {Zed, A.}", "author = {{\\AA}berg, A.}", "author = {Ace, A.}"], "bca"),
        (["author = {Doe, B.}", "author = {Doe, A.}", "author = {doe, a.}, year = 1901"], "cba"),
        (["author = {Doe, A. and Roe, B.}, year = 1990", "author = {Doe, A.}, year = 2000"], "ba"),
        (["author = {Doe, A.}, year = 2001", "author = {Doe, A.}, year = 1999"], "ba"),
        (["author = {Doe, A.}", "author = {Doe, A.}, year = 1999"], "ba"),
        (["author = {Doe, A.}, title = {The Zoo}", "author = {Doe, A.}, title = {An Ark}"], "ba"),
        (["title = {The Zoo}", "editor = {Yew, A.}", "title = {A “map”}"], "cba"),
        (["author = {van Zed, A.}", "author = {Young, A.}", "author = {Ude, A.}"], "cab"),
    ],
)
def test_a_list_is_in_order_of_authors_then_years_then_titles(records: list[str], order: str) -> None:
    named = zip("abc", records, strict=False)
    formatter = Formatter(read("\n".join(f"@misc{{{key}, {record}}}" for key, record in named)))
    assert "".join(formatter.sorted_keys(formatter.bibliography)) == order
    assert "".join(formatter.sorted_keys([*formatter.bibliography, "unknown"])) == order


def test_a_place_without_a_style_for_it_stands_as_written(apa: Formatter) -> None:
    cited = CitationItem("rowland2014", 0, locator=Locator("equation", "3a", "eq. 3a"))
    assert apa.cite_html(cited) == "Rowland, 2014, eq. 3a"
