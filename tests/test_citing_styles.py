"""References and citations in CSL styles, as the styles' own manuals show them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.bibliography import CslItem, parse_bibliography
from knowledgebase.bibliography.csl import make_csl_item
from knowledgebase.citing import UnknownStyleError
from knowledgebase.citing.csl_styles import LOCATOR_MARK, NUMBER_MARK, CslStyle

STYLES = ["apa", "chicago-author-date", "ieee", "nature", "modern-language-association"]
TYPES = """
    article book booklet collection conference dataset inbook incollection inproceedings inreference
    manual mastersthesis misc online patent periodical phdthesis proceedings report software
    standard techreport thesis unpublished video nonsense
""".split()
FIELDS = {
    "author": r"M{\"u}ller, J{\"o}rg and {UNITAR} and others",
    "editor": "Metcalfe, Janet",
    "translator": "Doe, Jane",
    "title": "A {DNA} study: the {MDG}s",
    "journal": "Science",
    "booktitle": "A book",
    "publisher": "MIT Press",
    "address": "Geneva",
    "institution": "UNITAR",
    "date": "2014-05-02/2015",
    "urldate": "2026-03-04",
    "volume": "1",
    "number": "2",
    "edition": "third",
    "pages": "1--20",
    "doi": "10.1000/x",
    "url": "https://example.org/x",
    "langid": "german",
    "note": "A note",
}
PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U000fffff]")


@pytest.fixture(scope="module")
def styles() -> dict[str, CslStyle]:
    """Each style, read once."""
    return {name: CslStyle(name) for name in STYLES}


def item(record: str) -> CslItem:
    bibliography, findings = parse_bibliography(record, "b.bib")
    assert findings == []
    (reference,) = bibliography.values()
    return reference.csl


@pytest.mark.parametrize(
    ("record", "reference", "cite"),
    [
        pytest.param(
            r"""@article{a, author = {Rowland, Christopher A.},
                title = {The effect of testing versus restudy on retention: A meta-analytic review},
                journal = {Psychological Bulletin}, year = 2014, volume = 140, number = 6,
                pages = {1432--1463}, doi = {10.1037/a0037559}}""",
            "Rowland, C. A. (2014). The effect of testing versus restudy on retention: A meta-analytic"
            " review. <i>Psychological Bulletin</i>, <i>140</i>(6), 1432–1463. https://doi.org/10.1037/a0037559",
            "Rowland, 2014",
            id="article",
        ),
        pytest.param(
            r"""@article{a, author = {M{\"u}ller, J{\"o}rg and de la Cruz, Jos{\'e} and Smith, Jr., John},
                title = {Why?}, journal = {BMC Medicine}, year = 2014, volume = 140, eid = {12}}""",
            "Müller, J., de la Cruz, J., &amp; Smith, J., Jr. (2014). Why? <i>BMC Medicine</i>, <i>140</i>,"
            " Article 12.",
            "Müller et al., 2014",
            id="article-number-umlauts-particle-suffix",
        ),
        pytest.param(
            r"""@incollection{a, author = {Bjork, Robert A.}, editor = {Metcalfe, Janet},
                title = {Memory and metamemory}, booktitle = {Metacognition: Knowing about knowing},
                publisher = {MIT Press}, year = 1994, edition = {2nd}, pages = {185--205}}""",
            "Bjork, R. A. (1994). Memory and metamemory. In J. Metcalfe (Ed.), <i>Metacognition: Knowing"
            " about knowing</i> (2nd ed., pp. 185–205). MIT Press.",
            "Bjork, 1994",
            id="chapter",
        ),
        pytest.param(
            r"""@incollection{a, author = {Bjork, R. A.}, title = {Memory}, booktitle = {Metacognition},
                editor = {Metcalfe, Janet and Shimamura, Arthur P.}, publisher = {MIT Press}, year = 1994}""",
            "Bjork, R. A. (1994). Memory. In J. Metcalfe &amp; A. P. Shimamura (Eds.), <i>Metacognition</i>."
            " MIT Press.",
            "Bjork, 1994",
            id="chapter-two-editors",
        ),
        pytest.param(
            r"""@book{a, editor = {Metcalfe, Janet and Shimamura, Arthur P.}, translator = {Doe, Jane},
                title = {Metacognition}, publisher = {MIT Press}, year = 1994}""",
            "Metcalfe, J., &amp; Shimamura, A. P. (Eds.). (1994). <i>Metacognition</i> (J. Doe, Trans.)."
            " MIT Press.",
            "Metcalfe &amp; Shimamura, 1994",
            id="edited-book",
        ),
        pytest.param(
            r"""@techreport{a, author = {{World Health Organization}}, title = {Global strategy},
                institution = {World Health Organization}, year = 2021, number = {WHO/2021/3},
                url = {https://www.who.int/x}}""",
            "World Health Organization. (2021). <i>Global strategy</i> (Technical Report WHO/2021/3)."
            " https://www.who.int/x",
            "World Health Organization, 2021",
            id="report-by-its-publisher",
        ),
        pytest.param(
            r"""@report{a, author = {Kirk, J.}, title = {Training for {MDG}s}, type = {Policy brief},
                institution = {UNITAR}, year = 2011}""",
            "Kirk, J. (2011). <i>Training for MDGs</i> [Policy brief]. UNITAR.",
            "Kirk, 2011",
            id="report-protected-word",
        ),
        pytest.param(
            r"""@online{a, author = {{UNITAR}}, title = {Courses}, organization = {United Nations},
                url = {https://unitar.org/courses}, urldate = {2026-03-04}}""",
            "UNITAR. (n.d.). <i>Courses</i>. United Nations. Retrieved March 4, 2026, from"
            " https://unitar.org/courses",
            "UNITAR, n.d.",
            id="web-page-with-access-date",
        ),
        pytest.param(
            r"@online{a, author = {{UNITAR}}, title = {Courses}, url = {https://unitar.org/courses}}",
            "UNITAR. (n.d.). <i>Courses</i>. https://unitar.org/courses",
            "UNITAR, n.d.",
            id="web-page-without-dates",
        ),
        pytest.param(
            r"@book{a, title = {A guide to learning}, publisher = {United Nations}, year = 2015}",
            "<i>A guide to learning</i>. (2015). United Nations.",
            "<i>A Guide to Learning</i>, 2015",
            id="no-author",
        ),
        pytest.param(
            r"""@article{a, author = {Cepeda, N. J. and others}, title = {Spacing},
                journal = {Science}, year = 2006}""",
            "Cepeda, N. J., et al. (2006). Spacing. <i>Science</i>.",
            "Cepeda et al., 2006",
            id="and-others",
        ),
        pytest.param(
            r"""@article{a, author = {Cepeda, N. J. and Vul, E. and others}, title = {Spacing},
                journal = {Science}, year = 2006}""",
            "Cepeda, N. J., Vul, E., et al. (2006). Spacing. <i>Science</i>.",
            "Cepeda et al., 2006",
            id="two-and-others",
        ),
        pytest.param(
            r"""@phdthesis{a, author = {Crissman, J. K.}, title = {Worked examples},
                school = {University of Nebraska}, year = 2006, url = {https://example.org/x}}""",
            "Crissman, J. K. (2006). <i>Worked examples</i> [Doctoral dissertation, University of Nebraska]."
            " https://example.org/x",
            "Crissman, 2006",
            id="thesis-without-number",
        ),
        pytest.param(
            r"@article{a, author = {Doe, J.}, title = {Soon}, journal = {Science}, pubstate = {in press}}",
            "Doe, J. (in press). Soon. <i>Science</i>.",
            "Doe, in press",
            id="in-press",
        ),
    ],
)
def test_apa_is_as_its_manual_shows_it(
    styles: dict[str, CslStyle], record: str, reference: str, cite: str
) -> None:
    assert styles["apa"].render_reference(item(record)) == reference
    assert styles["apa"].render_cite(item(record)).full == cite


ARTICLE = r"""@article{a, author = {Roediger, Henry L. and Karpicke, Jeffrey D.}, year = 2006, volume = 17,
    title = {What is recall?}, journal = {Psychological Science}, pages = {249--255}}"""
EDITED = "@book{a, editor = {Metcalfe, Janet}, title = {Metacognition}, publisher = {MIT Press}, year = 1994}"
UNSIGNED = "@online{a, title = {A page on learning}, year = 2018, url = {https://example.org/x}}"


@pytest.mark.parametrize(
    ("style", "record", "reference"),
    [
        (
            "chicago-author-date",
            ARTICLE,
            "Roediger, Henry L., and Jeffrey D. Karpicke. 2006. “What Is Recall?” <i>Psychological"
            " Science</i> 17: 249–55.",
        ),
        ("chicago-author-date", UNSIGNED, "“A Page on Learning.” 2018. https://example.org/x."),
        (
            "modern-language-association",
            ARTICLE,
            "Roediger, Henry L., and Jeffrey D. Karpicke. “What Is Recall?” <i>Psychological Science</i>,"
            " vol. 17, 2006, pp. 249–55.",
        ),
        (
            "modern-language-association",
            EDITED,
            "Metcalfe, Janet, editor. <i>Metacognition</i>. MIT Press, 1994.",
        ),
        (
            "modern-language-association",
            UNSIGNED,
            "<i>A Page on Learning</i>. 2018, https://example.org/x.",
        ),
        (
            "ieee",
            ARTICLE.replace("recall?", "recall"),
            "H. L. Roediger and J. D. Karpicke, “What is recall,” <i>Psychological Science</i>, vol. 17,"
            " pp. 249–255, 2006.",
        ),
        (
            "nature",
            ARTICLE,
            "Roediger, H. L. &amp; Karpicke, J. D. What is recall? <i>Psychological Science</i> <b>17</b>,"
            " 249–255 (2006).",
        ),
        (
            "nature",
            f"@article{{a, author = {{{' and '.join(['A, B'] * 6)}}}, title = {{T}}, year = 2001}}",
            "A, B. <i>et al.</i> T. (2001).",
        ),
    ],
)
def test_other_styles_are_as_their_manuals_show_them(
    styles: dict[str, CslStyle], style: str, record: str, reference: str
) -> None:
    assert styles[style].render_reference(item(record)) == reference


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("fields", [FIELDS, {}], ids=["full", "empty"])
def test_every_type_can_be_shown_in_every_style(
    styles: dict[str, CslStyle], style: str, fields: dict[str, str]
) -> None:
    for entry_type in TYPES:
        made = make_csl_item("key", entry_type, fields)
        for text in (styles[style].render_reference(made), styles[style].render_cite(made).full):
            assert not PRIVATE.search(text.replace(NUMBER_MARK, ""))
            assert not re.search(r"\bothers\b|\(\)|\[\]|[.?!]\.", text), text


@pytest.mark.parametrize(
    ("label", "plural", "shown"),
    [
        ("page", False, f"Doe, 2001, p. {LOCATOR_MARK}"),
        ("page", True, f"Doe, 2001, pp. {LOCATOR_MARK}"),
        ("chapter", False, f"Doe, 2001, Chapter {LOCATOR_MARK}"),
        ("figure", False, f"Doe, 2001, Figure {LOCATOR_MARK}"),
        ("section", True, f"Doe, 2001, Sections {LOCATOR_MARK}"),
    ],
)
def test_a_citation_leaves_a_mark_for_the_place(
    styles: dict[str, CslStyle], label: str, plural: bool, shown: str
) -> None:
    made = item("@book{a, author = {Doe, J.}, title = {T}, year = 2001}")
    cite = styles["apa"].render_cite(made, label, plural=plural)
    assert cite.full == shown
    assert cite.without_author == shown.removeprefix("Doe, ")
    assert cite.author == "Doe"


def test_an_author_in_a_sentence_keeps_the_whole_of_an_escaped_character(styles: dict[str, CslStyle]) -> None:
    made = item("@book{a, author = {{<Doe>}}, title = {T}, year = 2001}")
    assert styles["apa"].render_cite(made).author == "&lt;Doe&gt;"


def test_a_numeric_style_leaves_a_mark_for_the_number(styles: dict[str, CslStyle]) -> None:
    made = item(ARTICLE)
    assert styles["ieee"].render_cite(made).full == f"[{NUMBER_MARK}]"
    assert NUMBER_MARK not in styles["ieee"].render_reference(made)


@pytest.mark.parametrize(
    ("style", "label", "citation_format", "is_numeric"),
    [
        ("apa", "APA", "author-date", False),
        ("ieee", "IEEE", "numeric", True),
        ("nature", "Nature", "numeric", True),
        (
            "chicago-author-date",
            "Chicago Manual of Style 18th edition (author-date)",
            "author-date",
            False,
        ),
    ],
)
def test_a_style_says_what_it_is(
    styles: dict[str, CslStyle], style: str, label: str, citation_format: str, is_numeric: bool
) -> None:
    found = styles[style]
    assert (found.label, found.citation_format, found.is_numeric) == (label, citation_format, is_numeric)


@pytest.mark.parametrize("name", ["no-such-style", "", "../apa"])
def test_a_style_that_does_not_exist_is_named(name: str) -> None:
    with pytest.raises(UnknownStyleError, match=re.escape(f"`{name}`")):
        CslStyle(name)


@pytest.mark.parametrize(
    ("locale", "chapter", "et_al", "joined"),
    [
        ("fr-FR", "In J. Doe (Éd.), <i>B</i> (p. 1‑2).", "et al.", "et"),
        ("de-DE", "In J. Doe (Hrsg.), <i>B</i> (S. 1–2).", "et al.", "und"),
        ("es-ES", "En J. Doe (Ed.), <i>B</i> (pp. 1-2).", "et\xa0al.", "y"),
        ("xx-XX", "In J. Doe (Ed.), <i>B</i> (pp. 1–2).", "et al.", "and"),
    ],
)
def test_terms_are_in_the_language_of_the_site(locale: str, chapter: str, et_al: str, joined: str) -> None:
    style = CslStyle("apa", locale)
    assert (style.et_al, style.joins_names_with) == (et_al, joined)
    made = item(
        "@incollection{a, author = {Doe, J. and others}, title = {T}, booktitle = {B}, editor = {Doe, J.},"
        " year = 2001, pages = {1--2}}"
    )
    assert style.render_reference(made) == f"Doe, J., {et_al} (2001). T. {chapter}"


def test_a_title_in_another_language_keeps_its_capitals(styles: dict[str, CslStyle]) -> None:
    record = "@article{a, author = {Doe, J.}, title = {Zum Lernen}, journal = {Zeitschrift für Pädagogik}}"
    assert "<i>Zeitschrift Für Pädagogik</i>" in styles["apa"].render_reference(item(record))
    german = item(record.replace("title", "langid = {german}, title", 1))
    assert "<i>Zeitschrift für Pädagogik</i>" in styles["apa"].render_reference(german)


def test_quotation_marks_within_a_title_stay_as_written(styles: dict[str, CslStyle]) -> None:
    made = item("@article{a, title = {The “Hub”, a review}, journal = {J}, year = 2001}")
    assert "“The “Hub”, a Review.”" in styles["chicago-author-date"].render_reference(made)


def test_brackets_of_a_style_are_escaped() -> None:
    made = item("@article{a, author = {Doe, J.}, title = {T}, journal = {J}, doi = {10.1000/x}, year = 2001}")
    assert CslStyle("oscola").render_reference(made).endswith("&lt;https://doi.org/10.1000/x&gt;")


@settings(max_examples=40)
@given(value=st.text(alphabet="<>&\"'/=scriptoneAé {}$:?.“”", max_size=30))
def test_no_field_makes_markup(styles: dict[str, CslStyle], value: str) -> None:
    names = (
        "author",
        "editor",
        "title",
        "journal",
        "publisher",
        "volume",
        "pages",
        "number",
        "year",
        "edition",
    )
    made = make_csl_item("key", "article", dict.fromkeys(names, f"x{value}"))
    for text in (styles["apa"].render_reference(made), styles["apa"].render_cite(made).full):
        assert re.sub("</?[ib]>", "", text).count("<") == 0, text
