"""Citations on pages, as Python-Markdown makes them with any other extension."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.bibliography import parse_bibliography, read_bibliography, to_bibtex, to_ris
from knowledgebase.citing import (
    UnknownStyleError,
    citation_anchor,
    page_directive,
    reference_anchor,
    share_bibliography,
)

BIBTEX = r"""
@article{rowland2014, author = {Rowland, C. A.}, title = {The effect of testing}, journal = {Science},
  year = 2014, doi = {10.1037/a0037559}}
@article{roediger2006, author = {Roediger, H. L. and Karpicke, J. D.}, title = {Recall}, journal = {Science},
  year = 2006}
@book{bjork:1994, author = {Bjork, R. A.}, title = {Memory}, publisher = {MIT Press}, year = 1994}
@misc{hostile, author = {{"><img src=x onerror=alert(1)>}}, title = {<script>alert(1)</script> \& "'>},
  year = {<svg onload=alert(1)>}, url = {https://example.org/?"onload="alert(1)}, doi = {10.1000/<b>"x},
  note = {</li></section><iframe>}}
"""
OTHERS = ["tables", "footnotes", "admonition", "toc", "def_list", "md_in_html", "attr_list", "abbr"]
CITED = "(Roediger & Karpicke, 2006)"

Render = Callable[..., str]


class Page(HTMLParser):
    """The elements of a page, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.text = ""
        self._open: list[str] = []
        self.texts: list[tuple[str, str]] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, name: str) -> list[str]:
        """The values of an attribute, in order."""
        return [attributes[name] for _, attributes in self.elements if name in attributes]

    def of_class(self, name: str) -> list[dict[str, str]]:
        """The attributes of the elements of a class, in order."""
        return [found for _, found in self.elements if name in found.get("class", "").split()]


@pytest.fixture
def render(tmp_path: Path) -> Render:
    """Converts a text with the extension; `others` are extensions besides, the rest are options."""
    path = tmp_path / "references.bib"
    path.write_text(BIBTEX, encoding="utf-8")

    def convert(text: str, others: list[str] | None = None, **options: Any) -> str:
        names = ["knowledgebase.citations", *(OTHERS if others is None else others)]
        configs = {"knowledgebase.citations": {"bibliography": str(path), **options}}
        return markdown.markdown(text, extensions=names, extension_configs=configs)

    return convert


def body(page: str) -> str:
    """The text of a page before its list of references."""
    return " ".join(Page(page.partition('<section aria-label="')[0]).text.split())


def test_a_site_needs_the_name_of_the_extension_and_a_bibtex_file_alone(render: Render) -> None:
    page = render("So says @rowland2014.", others=[])
    assert page == (
        '<p>So says <a class="citation-link" href="#ref-rowland2014" id="cite-rowland2014-1"'
        ' role="doc-biblioref">Rowland (2014)</a>.</p>\n'
        '<section aria-label="References" class="references" role="doc-bibliography">'
        '<h2 id="references">References</h2><ul class="reference-list"><li class="reference" data-bibtex="'
        "@article{rowland2014,\n  author  = {Rowland, C. A.},\n  title   = {The effect of testing},\n"
        "  journal = {Science},\n  year    = {2014},\n  doi     = {10.1037/a0037559},\n}\n"
        '" data-ris="TY  - JOUR\nAU  - Rowland, C. A.\nTI  - The effect of testing\nT2  - Science\n'
        "PY  - 2014\nDO  - 10.1037/a0037559\nID  - rowland2014\nER  -\n"
        '" id="ref-rowland2014"><span class="reference-text">Rowland, C. A. (2014). The effect of testing.'
        ' <i>Science</i>. <a href="https://doi.org/10.1037/a0037559">https://doi.org/10.1037/a0037559</a>'
        '</span> <a aria-label="Back to citation 1 of Rowland, 2014" class="reference-back"'
        ' href="#cite-rowland2014-1" role="doc-backlink">↩</a> </li></ul></section>'
    )


def test_a_text_that_cites_nothing_is_left_as_it_is(render: Render) -> None:
    text = "Write to me@example.org.\n\n- one\n- two"
    assert render(text) == markdown.markdown(text, extensions=OTHERS)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("[@roediger2006]", CITED),
        ("[see @roediger2006, pp. 3-4, and *on*]", "(see Roediger & Karpicke, 2006, pp. 3–4, and on)"),
        ("[@rowland2014; @roediger2006]", "(Roediger & Karpicke, 2006; Rowland, 2014)"),
        ("[see @rowland2014; @roediger2006]", "(see Rowland, 2014; Roediger & Karpicke, 2006)"),
        ("[-@roediger2006]", "(2006)"),
        ("@roediger2006 [p. 3] says", "Roediger and Karpicke (2006, p. 3) says"),
        ("@roediger2006 [p. 3; @rowland2014]", "Roediger and Karpicke (2006, p. 3) (Rowland, 2014)"),
        ("-@roediger2006", "2006"),
        ("[@bjork:1994]: @{bjork:1994}.", "(Bjork, 1994): Bjork (1994)."),
        ("*[@roediger2006]* and **@rowland2014**", "(Roediger & Karpicke, 2006) and Rowland (2014)"),
        ("[see `x` and [y](z.md) @rowland2014]", "(see x and y Rowland, 2014)"),
        (r"\@rowland2014 and me\@example.org", "@rowland2014 and me@example.org"),
        ("[@rowland2014][@roediger2006]", "(Rowland, 2014)(Roediger & Karpicke, 2006)"),
    ],
)
def test_citations_are_shown_as_the_style_has_them(render: Render, written: str, shown: str) -> None:
    assert body(render(written)) == shown


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("| a | b |\n| --- | --- |\n| [see @roediger2006,\\| x] | y |", "<td>(see "),
        ("| a |\n| --- |\n| [@roediger2006] |", "<td>("),
        ("| [@roediger2006] |\n| --- |\n| a |", "<th>("),
        ("A[^1].\n\n[^1]: See [@roediger2006].", "<p>See ("),
        ("A[^1].\n\n[^1]: See\n\n    [@roediger2006].", "<p>("),
        ("!!! note\n    [@roediger2006]", "<p>("),
        ('!!! note "On [@roediger2006]"\n    Text', '<p class="admonition-title">On ('),
        ("Term\n:   [@roediger2006]", "<dd>("),
        ("Of [@roediger2006]\n:   Meaning", "<dt>Of ("),
        ('<div markdown="1">\n\n[@roediger2006]\n\n</div>', "<div>\n<p>("),
        ("> [@roediger2006]", "<blockquote>\n<p>("),
        ("> > - [@roediger2006]", "<li>("),
        ("- a\n    - [@roediger2006]", "<li>("),
        ("1. a\n\n    [@roediger2006]", "<p>("),
        ("## On [@roediger2006]", "On ("),
        ("On [@roediger2006]\n===", "On ("),
        ("*[MDG]: Goals\n\nMDG [@roediger2006]", "</abbr> ("),
        ("<b>[@roediger2006]</b>", "<b>("),
        ("<span>@unknown</span> [@roediger2006]", "</span></span> ("),
    ],
)
def test_citations_work_wherever_text_stands(render: Render, text: str, where: str) -> None:
    page = render(text)
    link = '<a class="citation-link" href="#ref-roediger2006" id="cite-roediger2006-1" role="doc-biblioref">'
    assert f"{where}{link}Roediger &amp; Karpicke, 2006</a>" in page
    assert [found["href"] for found in Page(page).of_class("reference-back")] == ["#cite-roediger2006-1"]


def test_a_footnote_may_follow_a_citation(render: Render) -> None:
    page = render("[@roediger2006][^1]\n\n[^1]: Note")
    assert f"{CITED}1" in body(page)
    assert 'href="#fn:1"' in page


def test_a_table_keeps_its_columns(render: Render) -> None:
    page = render("| a | b |\n| --- | --- |\n| [see @roediger2006; @rowland2014] | `[@rowland2014]` |")
    assert (page.count("<td>"), page.count("<tr>")) == (2, 2)
    assert "<code>[@rowland2014]</code>" in page


@pytest.mark.parametrize(
    ("heading", "anchor", "name"),
    [
        ("## On recall [@roediger2006]", "on-recall", "On recall"),
        ("## On [see @roediger2006, p. 3; @rowland2014] recall", "on-recall", "On recall"),
        ("## On recall [@roediger2006]: and more", "on-recall-and-more", "On recall: and more"),
        ("## @roediger2006 on recall", "on-recall", "on recall"),
        ("## A &amp; *b* `c` [@roediger2006]", "a-b-c", "A &amp; b c"),
        ("## On (*recall*) [@roediger2006; @unknown]", "on-recall", "On (recall)"),
        ("## On recall [@roediger2006] {: #own }", "own", "On recall"),
        ("## [@roediger2006]", "roediger-karpicke-2006", "(Roediger &amp; Karpicke, 2006)"),
        ("## Ref roediger2006 [@roediger2006]", "ref-roediger2006_1", "Ref roediger2006"),
    ],
)
def test_a_heading_has_an_id_and_a_name_without_its_citations(
    render: Render, heading: str, anchor: str, name: str
) -> None:
    page = render(f"[TOC]\n\n{heading}")
    assert f'<li><a href="#{anchor}">{name}</a></li>' in page
    assert f'<h2 id="{anchor}">' in page
    assert page.count('class="citation-link"') == page.count('class="reference-back"')
    assert "Karpicke" in body(page)


def test_two_headings_alike_but_for_their_citations_have_two_ids(render: Render) -> None:
    page = Page(render("## A [@roediger2006]\n\n## A [@rowland2014]\n\n## A"))
    assert [found["id"] for tag, found in page.elements if tag == "h2"][:3] == ["a", "a_1", "a_2"]


@pytest.mark.parametrize(
    ("style", "order"),
    [
        ("apa", ["bjork:1994", "roediger2006", "rowland2014"]),
        ("ieee", ["rowland2014", "bjork:1994", "roediger2006"]),
    ],
)
def test_the_list_is_by_author_or_by_number(render: Render, style: str, order: list[str]) -> None:
    page = Page(render("[@rowland2014; @bjork:1994] @roediger2006 @rowland2014", style=style))
    assert [found["id"] for found in page.of_class("reference")] == [reference_anchor(key) for key in order]


def test_a_numeric_style_numbers_by_first_citation(render: Render) -> None:
    page = render("@unknown, [@rowland2014; @bjork:1994]; @roediger2006 [p. 3] [@rowland2014]", style="ieee")
    assert body(page) == "@unknown?, [1], [2]; Roediger and Karpicke [3, p. 3] [1]"
    assert '<ol class="reference-list">' in page
    assert [found["value"] for found in Page(page).of_class("reference")] == ["1", "2", "3"]


def test_a_source_that_is_listed_only_comes_after_the_numbered(render: Render) -> None:
    page = Page(render("<!-- nocite: @bjork:1994 -->\n\n@rowland2014", style="ieee"))
    assert [found.get("value") for found in page.of_class("reference")] == ["1", None]


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        ("Text <!-- nocite: @rowland2014, @{bjork:1994} -->", ["bjork:1994", "rowland2014"]),
        ("@rowland2014 <!-- nocite: @rowland2014 -->", ["rowland2014"]),
        ("Text <!-- nocite: @unknown -->", []),
        ("`<!-- nocite: @rowland2014 -->`", []),
    ],
)
def test_a_comment_lists_what_a_page_does_not_cite(render: Render, text: str, listed: list[str]) -> None:
    page = Page(render(text))
    assert [found["id"] for found in page.of_class("reference")] == [reference_anchor(key) for key in listed]
    assert len(page.of_class("reference-back")) == text.startswith("@")


def test_every_citation_has_its_way_back(render: Render) -> None:
    page = render(
        "@rowland2014 [@rowland2014, p. 2]\n\n## On [@rowland2014]\n\n- [-@rowland2014] @roediger2006"
    )
    backs = [found["href"] for found in Page(page).of_class("reference-back")]
    assert backs == ["#cite-roediger2006-1"] + [
        f"#{citation_anchor('rowland2014', number)}" for number in (1, 2, 3, 4)
    ]
    assert re.findall(r">(↩\d*)<", page) == ["↩", "↩1", "↩2", "↩3", "↩4"]
    assert 'aria-label="Back to citation 2 of Rowland, 2014"' in page


def test_the_tenth_way_back_comes_after_the_ninth(render: Render) -> None:
    page = Page(render("@rowland2014 " * 11))
    assert [found["href"][-2:] for found in page.of_class("reference-back")][8:] == ["-9", "10", "11"]


@pytest.mark.parametrize(
    "written", ["[@unknown]", "@unknown", "[-@unknown, p. 3]", "[@unknown; @rowland2014]"]
)
def test_an_unknown_key_is_shown_as_such(render: Render, written: str) -> None:
    page = render(written)
    assert '<span class="citation--unknown">@unknown?</span>' in page
    assert "ref-unknown" not in page
    assert ("reference-list" in page) == ("rowland2014" in written)


@pytest.mark.parametrize(
    "text",
    [
        "`[@rowland2014]`",
        "``[@rowland2014] ` @roediger2006``",
        "    [@rowland2014]",
        "- a\n\n        [@rowland2014]",
        "<div>\n[see <b>x</b> & y @rowland2014]\n</div>",
        "<pre>\n[@rowland2014] & @roediger2006 [p. 3]\n</pre>",
        "[by @rowland2014](x.md)",
        "![by @rowland2014](x.png)",
        "<https://example.org/@rowland2014>",
        "[x]\n\n[x]: https://example.org/@rowland2014",
        "<!-- [@rowland2014] -->",
        "<span title='by @rowland2014'>x</span>",
        "Mail me@rowland2014",
    ],
)
def test_code_links_raw_html_and_comments_stay_as_they_were(render: Render, text: str) -> None:
    assert body(render(text)) == body(markdown.markdown(text, extensions=OTHERS))
    if "<div>" not in text:
        assert render(text) == markdown.markdown(text, extensions=OTHERS)


def test_a_fence_in_a_list_stays_as_it_was(render: Render) -> None:
    code = "[@rowland2014]\n\n[see @roediger2006 & <b>x</b>, p. 3; @unknown] \\@ \\[\n<!-- page: a.md -->"
    indented = code.replace("\n", "\n    ")
    page = render(f"- a\n\n    ```\n    {indented}\n    ```", others=["pymdownx.superfences"])
    assert Page(page).text.split("\n", 3)[3].strip() == code
    assert "reference-list" not in page


CODE = st.lists(
    st.sampled_from("@[](){};\"'`,.:/\\<>&!*|~#$ \n\t1aé")
    | st.sampled_from(
        "[@rowland2014]·@roediger2006 [p. 3]·\n\n·    ·[^1]: ·<!-- page: x -->·-->"
        "·<!-- nocite: @rowland2014 -->·<div>·- ·```·| --- |".split("·")
    ),
    max_size=25,
).map("".join)


@pytest.mark.parametrize("fences", ["fenced_code", "pymdownx.superfences"])
@settings(max_examples=60)
@given(text=CODE)
def test_nothing_in_a_fence_changes(fences: str, text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "fences.bib"
    if not path.exists():
        path.write_text(BIBTEX, encoding="utf-8")
    fence = "`" * (max((len(run) for run in re.findall("`+", text)), default=0) + 3)
    fenced = f"{fence}\n{text}\n{fence}"
    page = markdown.markdown(
        fenced,
        extensions=["knowledgebase.citations", fences],
        extension_configs={"knowledgebase.citations": {"bibliography": str(path)}},
    )
    assert page == markdown.markdown(fenced, extensions=[fences])


TEXT = st.lists(
    st.sampled_from(
        "[@rowland2014]·@roediger2006·[see @bjork:1994, p. 3; @unknown]·-@rowland2014·x· ·\n·\n\n"
        "·<!-- nocite: @bjork:1994 -->·\n    ·# ·*·**·`·[·]·(·)·> ·- ·&·;·\\·| a |\n| --- |\n| ·[^1]"
        "·\n\n[^1]: ·\n:   ·[TOC]\n\n"
        '·```\n·!!! note\n    ·<b>·</b>·<div>\n·<div markdown="1">\n·</div>\n·{: #x }'.split("·")
    ),
    max_size=25,
).map("".join)


@settings(max_examples=200)
@given(text=TEXT)
def test_every_link_within_any_page_has_its_place(
    text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "links.bib"
    if not path.exists():
        path.write_text(BIBTEX, encoding="utf-8")
    source = markdown.markdown(
        text,
        extensions=["knowledgebase.citations", *OTHERS],
        extension_configs={"knowledgebase.citations": {"bibliography": str(path)}},
    )
    assert not re.search("[\ue000-\uf8ff]", source)
    page = Page(source)
    ids = Counter(page.all("id"))
    ids.pop("x", None)  # given by hand, maybe twice
    assert [name for name, times in ids.items() if times > 1] == []
    for href in page.all("href"):
        if href.startswith(("#ref-", "#cite-")):
            assert href[1:] in ids, source


def test_the_record_is_there_to_take_away(render: Render, tmp_path: Path) -> None:
    render("")
    bibliography, _ = read_bibliography(tmp_path / "references.bib", tmp_path)
    page = Page(render("@hostile @rowland2014 @bjork:1994 @roediger2006"))
    found = {entry["id"]: entry for entry in page.of_class("reference")}
    for key, reference in bibliography.items():
        entry = found[reference_anchor(key)]
        assert entry["data-bibtex"] == to_bibtex(reference)
        assert entry["data-ris"] == to_ris(reference)
        assert parse_bibliography(entry["data-bibtex"], "b.bib")[0][key].csl == reference.csl


@pytest.mark.parametrize("style", ["apa", "ieee", "modern-language-association", "oscola"])
def test_hostile_records_make_no_markup(render: Render, style: str) -> None:
    page = render("[@hostile, {<script>}] @hostile [see @hostile]\n\n## [@hostile]\n\n[TOC]", style=style)
    parsed = Page(page)
    allowed = {"p", "a", "h2", "section", "ul", "ol", "li", "span", "i", "div", "b"}
    assert {tag for tag, _ in parsed.elements} <= allowed
    assert not [name for _, found in parsed.elements for name in found if name.startswith("on")]
    assert not [href for href in parsed.all("href") if not re.match("#|https://", href)]
    assert "<script>alert(1)</script>" in parsed.text.casefold()


@pytest.mark.parametrize("key", ['a"b', "a&b", "a'b", "a>b"])
def test_hostile_keys_make_no_markup(render: Render, key: str) -> None:
    page = Page(render(f"[@{{{key}}}] @{{{key}}}"))
    assert {tag for tag, _ in page.elements} == {"p", "span"}
    assert page.text == f"(@{key}?) @{key}?"


@pytest.mark.parametrize(
    ("page", "href"),
    [
        ("index.md", "sources/bjork-x3a-1994.md"),
        ("research/a.md", "../sources/bjork-x3a-1994.md"),
        ("a/b/c.md", "../../sources/bjork-x3a-1994.md"),
    ],
)
def test_a_page_that_says_which_it_is_links_to_the_pages_of_sources(
    render: Render, page: str, href: str
) -> None:
    text = f"{page_directive(page)}\n\n@bjork:1994"
    shown = render(text, sources="sources/{slug}.md")
    assert [found["href"] for found in Page(shown).of_class("reference-source")] == [href]
    assert "page:" not in shown
    assert "reference-source" not in render(text)
    assert "reference-source" not in render("@bjork:1994", sources="sources/{slug}.md")


@pytest.mark.parametrize(("heading", "shown"), [("Sources", "Sources</h2>"), ("", '="References"')])
def test_the_heading_of_the_list_can_be_chosen(render: Render, heading: str, shown: str) -> None:
    page = render("@rowland2014", heading=heading)
    assert shown in page
    assert ("<h2" in page) == bool(heading)


def test_a_heading_of_the_same_name_has_another_id(render: Render) -> None:
    ids = Page(render("## References\n\n@rowland2014")).all("id")
    assert len(ids) == len(set(ids))


def test_each_page_of_a_site_begins_anew(tmp_path: Path) -> None:
    (tmp_path / "b.bib").write_text(BIBTEX, encoding="utf-8")
    converter = markdown.Markdown(
        extensions=["knowledgebase.citations"],
        extension_configs={"knowledgebase.citations": {"bibliography": str(tmp_path / "b.bib")}},
    )
    first = converter.convert("@rowland2014 [@rowland2014]")
    converter.reset()
    assert "reference-list" not in converter.convert("Nothing.")
    converter.reset()
    assert converter.convert("@rowland2014 [@rowland2014]") == first


def test_a_bibliography_that_changed_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "b.bib"
    configs = {"knowledgebase.citations": {"bibliography": str(path)}}

    def show() -> str:
        return body(
            markdown.markdown("@a", extensions=["knowledgebase.citations"], extension_configs=configs)
        )

    assert show() == "@a?"
    path.write_text("@misc{a, author = {Doe, J.}, year = 2001}", encoding="utf-8")
    assert show() == "Doe (2001)"


def test_a_bibliography_that_was_read_already_can_be_shared(tmp_path: Path) -> None:
    options = {"bibliography": str(tmp_path / "shared.bib")}
    bibliography, _ = parse_bibliography("@misc{a, author = {Doe, J.}, year = 2001}", "b.bib")
    formatter = share_bibliography(bibliography, options)
    page = markdown.markdown(
        "@a", extensions=["knowledgebase.citations"], extension_configs={"knowledgebase.citations": options}
    )
    assert body(page) == "Doe (2001)"
    assert formatter.bibliography is bibliography


def test_references_are_kept_between_builds(render: Render, tmp_path: Path) -> None:
    cache = tmp_path / "new" / "cache.sqlite"
    assert render("@rowland2014", cache=str(cache)) == render("@rowland2014")
    assert cache.is_file()


def test_a_style_or_an_option_that_does_not_exist_is_refused(render: Render) -> None:
    with pytest.raises(UnknownStyleError):
        render("@rowland2014", style="no-such-style")
    with pytest.raises(KeyError):
        render("@rowland2014", stile="apa")


def test_private_characters_of_a_text_do_no_harm(render: Render) -> None:
    page = render("A \ue0000\ue001 \ue0020\ue003x\ue004 [@rowland2014]")
    assert body(page) == "A 0 0x (Rowland, 2014)"
