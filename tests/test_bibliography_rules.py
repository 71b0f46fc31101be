"""Each rule on the bibliography finds what it should, at the offending token, and no sound record."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from conftest import Draft, confirm_all

from knowledgebase.bibliography.exports import FIELD_ORDER
from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import Finding
from knowledgebase.knowledge import read_knowledge_base

MARK = "«"
"""Stands in a test's BibTeX where a finding is expected."""
TODAY = datetime.date(2026, 11, 24)
SOUND = {
    "author": "{Zander, A.}",
    "title": "{A title that no other work has}",
    "journal": "{Journal of Titles}",
    "year": "{2020}",
}
Check = Callable[..., list[Finding]]


def record(entry_type: str = "article", key: str = "zander2020", **changes: str) -> str:
    """A sound record, laid out, with some fields changed, added, or (empty) left out."""
    fields = {name: value for name, value in {**SOUND, **changes}.items() if value}
    names = sorted(fields, key=lambda name: (FIELD_ORDER.index(name) if name in FIELD_ORDER else 99, name))
    width = max(len(name.replace(MARK, "")) for name in names)
    lines = [f"  {name}{' ' * (width - len(name.replace(MARK, '')))} = {fields[name]}," for name in names]
    return "\n".join([f"@{entry_type}{{{key},", *lines, "}"])


@pytest.fixture
def check(draft: Draft) -> Check:
    """The findings after records were added behind all others, and cited, each in its order."""

    def added(*records: str, cited: bool = True) -> list[Finding]:
        text = (draft.root / "bibliography.bib").read_text(encoding="utf-8")
        text += "".join(f"\n{one}\n" for one in records)
        places = _take_marks(text)
        draft.write("bibliography.bib", text.replace(MARK, ""))
        confirm_all(draft.root)
        if cited:
            keys = [one.replace(MARK, "").partition("{")[2].partition(",")[0] for one in records]
            draft.replace("docs/contribute.md", "[@latimier2021]", f"[@latimier2021; @{'; @'.join(keys)}]")
        findings = check_knowledge_base(read_knowledge_base(draft.root, TODAY))
        for finding, place in zip(findings, places, strict=False):
            assert (finding.path, finding.line, finding.column) == ("bibliography.bib", *place)
        return findings

    return added


def _take_marks(text: str) -> list[tuple[int, int]]:
    places = []
    for number, line in enumerate(text.split("\n"), 1):
        columns = [index for index, character in enumerate(line) if character == MARK]
        places += [(number, column - count + 1) for count, column in enumerate(columns)]
    return places


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (record(journal="").replace("@", "«@", 1), "KB210"),
        (record(author="").replace("@", "«@", 1), "KB210"),
        (record(title="").replace("@", "«@", 1), "KB210"),
        (record(year="").replace("@", "«@", 1), "KB210"),
        (record("incollection", journal="").replace("@", "«@", 1), "KB210"),
        (record("online", journal="", year="", author="").replace("@", "«@", 1), "KB210"),
        (record("report", journal="").replace("@", "«@", 1), "KB211"),
        (record("phdthesis", journal="").replace("@", "«@", 1), "KB211"),
        (record("artcile").replace("@", "«@", 1), "KB212"),
        (record(**{"«jornal": "{Psychology}"}), "KB213"),
        (record(doi="{«a0037559}"), "KB220"),
        (record(doi="{«10.1037/a0039999 and more}"), "KB220"),
        (record(doi="{«https://doi.org/10.1037/a0039999}"), "KB221"),
        (record(doi="{«DOI: 10.1037/a0039999}"), "KB221"),
        (record(doi="{«10.1037/a0039999.}"), "KB221"),
        (record(isbn="{«978-0-306-40615-8}"), "KB222"),
        (record(isbn="{0-306-40615-2, «0-306-40615-3}"), "KB222"),
        (record(isbn="{«978-0-306-40615}"), "KB222"),
        (record(issn="{«0378-5954}"), "KB223"),
        (record(issn="{0378-5955, «0378-5954}"), "KB223"),
        (record(eprint="{«arXiv:2106.01234}", eprinttype="{arXiv}"), "KB224"),
        (record(eprint="{«2113.01234}", archiveprefix="{arXiv}"), "KB224"),
        (record(pmid="{«PMID: 25150680}"), "KB225"),
        (record(eprint="{«x25150680}", eprinttype="{pubmed}"), "KB225"),
        (record(pmcid="{«3154040}"), "KB225"),
        (record(orcid="{«0000-0002-1825-0098}"), "KB226"),
        (record(url="{«www.unitar.org/event}"), "KB227"),
        (record(url="{«https://}"), "KB227"),
        (record(url="{«https://unitar.org/an event}"), "KB227"),
        (record(url="{«mailto:a@example.org}"), "KB227"),
        (record(year="", date="{«30.6.2014}"), "KB230"),
        (record(year="", date="{«2014-02-30}"), "KB230"),
        (record(year="", date="{«2014-13}"), "KB230"),
        (record(year="", date="{«2014-06-30/2014-06-01}"), "KB230"),
        (record(year="{«2014a}"), "KB230"),
        (record(year="{«soon}"), "KB230"),
        (record(year="{«2014}", date="{2015-06}"), "KB230"),
        (record(month="{«Mai?}"), "KB230"),
        (record(month="{«13}"), "KB230"),
        (record(year="{«2104}"), "KB231"),
        (record(year="{«0214}"), "KB231"),
        (record(year="", date="{«2104-06}"), "KB231"),
        (record(url="{https://example.org/a}", urldate="{«2062-11-24}"), "KB231"),
        (record("online", journal="", url="{«https://example.org/a}"), "KB232"),
        (record(pages="{«1432--1336}"), "KB233"),
        (record(pages="{12--15, «33--30}"), "KB233"),
        (record(pages="{«S20--S12}"), "KB233"),
        (record(pages="{12«-15}"), "KB234"),
        (record(pages="{12--15, 20«–25}"), "KB234"),
        (record(author="{Zander, A. and Aa, B. «et al.}"), "KB240"),
        (record(author="{«Zander, A., Aa, B., Bb, C.}"), "KB240"),
        (record(author="{«Zander, A., Aa}"), "KB240"),
        (record(author="{«Zander A, Aa B}"), "KB240"),
        (record(author="{Cc, D. and «Zander, A., Aa, B., Bb, C.}"), "KB240"),
        (record(author="{Zander, A.«; Aa, B.}"), "KB240"),
        (record(author=r"{Zander, A. «\& Aa, B.}"), "KB240"),
        (record(author="{Zander, A. and «and Aa, B.}"), "KB240"),
        (record(author="{Zander, A. «and others}"), "KB241"),
        (record(title="{«THE EFFECT OF TESTING {IN} SCHOOLS}"), "KB242"),
        (record(title="{The «WHO and the {UN}}"), "KB243"),
        (record(title="{Of interest:\n    A «WHO checklist}"), "KB243"),
        (record(title="{A title «&amp; more}"), "KB244"),
        (record(title="{Learning «<i>in vivo</i>}"), "KB244"),
        (record(title=r"{The «\foo{effect} of titles}"), "KB245"),
        (record(title="{The eff«\ufffdct of titles}"), "KB245"),
        (record(title="{Le\u0301gare\u0301}".replace("Le", "L«e")), "KB246"),
        (record("inproceedings", journal="", booktitle="{Proceedings of Titles, «2020}"), "KB247"),
        (record("inproceedings", journal="", booktitle="{Proceedings of Titles, «pp. 33}"), "KB247"),
        (record(crossref="{«nobody}"), "KB214"),
        (record(crossref="{«zander2020}"), "KB215"),
        (record(xdata="{latimier2021}").replace("{lat", "{«lat"), "KB214"),
        (record(related="{rowland2014, «rowlnd2014}"), "KB214"),
    ],
)
def test_one_mistake_is_one_finding_at_its_token(check: Check, bad: str, code: str) -> None:
    assert [finding.code for finding in check(bad)] == [code]


@pytest.mark.parametrize(
    "good",
    [
        record(),
        record(author="", editor="{Zander, A.}"),
        record(author="{Zander, Jr., A.}"),
        record(author="{{Ministry of Education, Science and Youth; Department B} and Zander, A.}"),
        record(author=r"{{Taylor \& Francis}}"),
        record(author="{van der Berg, A. and O'Neil, B. and Espinosa Garces, M.}"),
        record(year="", date="{2014-06}"),
        record(year="", date="{2014/..}"),
        record(year="", date="{2014-06-30T12:00:00Z}"),
        record(year="", date="{2014-21}"),
        record(year="", date="{2014-06-01/2014-06-30}"),
        record(year="{in press}"),
        record(year="{1998--2003}"),
        record(year="{c. 1902}"),
        record(year="2020", month="jun"),
        record(month="{12 June}"),
        record(month="{Spring}"),
        record(pages="{1432--63}"),
        record(pages="{331--337.e1}"),
        record(pages="{e12-15}"),
        record(pages="{3-1--3-12}"),
        record(pages="{S12--14}"),
        record(pages="{xii--xvi, 33, 40--41}"),
        record(doi="{10.1002/(SICI)1097-4679(199909)55:9<1041::AID-JCLP1>3.0.CO;2-M}"),
        record(isbn="{978-0-306-40615-7 0-306-40615-2}"),
        record(isbn="{978 0 306 40615 7}"),
        record(issn="{0378-5955}", pmid="{25150680}", pmcid="{PMC3154040}"),
        record(eprint="{hep-th/9901001v2}", eprinttype="{arxiv}"),
        record(eprint="{25150680}", eprinttype="{PubMed}"),
        record("misc", journal="", url="{https://arxiv.org/abs/1402.6711}", eprint="{1402.6711}"),
        record(orcid="{https://orcid.org/0000-0002-1825-0097}"),
        record(title="{Part II of a title that no other work has}"),
        record(title="{A {WHO} checklist in the {USA}}"),
        record(title="{{UNITAR}: {GLO.ACT}}"),
        record(title="{The effect, p < .05 and a > b}"),
        record(title=r"{M{\"u}ller's \emph{in vivo} test \& more}"),
        record("inproceedings", journal="", booktitle="{Handbook of 2030, 20th edition}"),
        record("online", journal="", year="", url="{https://example.org/a}", urldate="{2026-11-24}"),
        record("report", journal="", institution="{UNITAR}"),
        record("mastersthesis", journal="", school="{A school}"),
        record("dataset", journal="", doi="{10.5061/dryad.abc}", version="{1}"),
        record(related="{rowland2014}", keywords="{a}", abstract="{b}"),
    ],
)
def test_a_sound_record_is_left_alone(check: Check, good: str) -> None:
    assert check(good) == []


def test_the_hint_names_the_nearest_type_and_field(check: Check) -> None:
    findings = check(record("artcile", jornal="{J}"))
    assert [finding.code for finding in findings] == ["KB212", "KB213"]
    assert "`article`" in findings[0].hint
    assert "`journal`" in findings[1].hint


def test_a_date_that_is_no_date_is_not_also_implausible(check: Check) -> None:
    assert [finding.code for finding in check(record(year="{«21040}"))] == ["KB230"]


# Records and each other


BOOK = record("book", "zb", journal="", title="{The whole of some book}", isbn="{978-0-306-40615-7}")


def test_what_is_inherited_is_there(check: Check) -> None:
    assert check(record("inbook", "za", journal="", year="", crossref="{zb}"), BOOK) == []


def test_a_circle_is_one_finding(check: Check) -> None:
    findings = check(
        record(key="za", title="{First of three}", crossref="{zb}"),
        record(key="zb", title="{Another one}", crossref="{zc}"),
        record(key="zc", title="{Number three}", crossref="{«za}"),
    )
    assert [finding.code for finding in findings] == ["KB215"]


def test_data_for_others_is_no_source(check: Check) -> None:
    data = "@xdata{zb,\n  journal = {Journal of Titles},\n  year    = {2020},\n}"
    child = record(key="za", journal="", year="", xdata="{zb}")
    assert check(child, data, cited=False) != []
    assert {finding.code for finding in check(cited=False)} == {"KB216"}


@pytest.mark.parametrize(
    "second",
    [
        record(key="zz", title="{A title that no other work had}"),
        record(key="zz", title="{A Title that No Other Work Has!}", author="{Other, B.}"),
        record(key="zz", year="{2019}"),
    ],
)
def test_nearly_the_same_title_is_found_at_the_second(check: Check, second: str) -> None:
    (finding,) = check(record(), second.replace("{A ", "{«A "))
    assert finding.code == "KB250"
    assert "`zander2020`" in finding.message


@pytest.mark.parametrize(
    "second",
    [
        record(key="zz", title="{A title that no other work has}", author="{Other, B.}", year="{1999}"),
        record(key="zz", title="{A title that no other work has: Part II}"),
        record(key="zz", title="{Reply to a title that no other work has}"),
        record(key="zz", related="{zander2020}"),
        record(key="zz", title="{Introduction}"),
    ],
)
def test_two_works_are_left_alone(check: Check, second: str) -> None:
    assert check(record(), second) == []


def test_pages_at_two_addresses_may_have_one_title(check: Check) -> None:
    page = {"journal": "", "urldate": "{2026-11-24}"}
    first = record("online", "za", url="{https://example.org/a}", **page)
    assert check(first, record("online", "zb", url="{https://example.org/b}", **page)) == []


@pytest.mark.parametrize(
    "preprint",
    [
        record(key="zz", journal="", eprint="{2106.01234}", eprinttype="{arXiv}", year="{2019}"),
        record(key="zz", journal="{PsyArXiv}", year="{2019}"),
        record("unpublished", key="zz", journal="", doi="{10.31234/osf.io/abcde}"),
    ],
)
def test_a_preprint_beside_its_article_is_found(check: Check, preprint: str) -> None:
    article = record(volume="{3}", pages="{1--9}")
    (finding,) = check(article, preprint.replace("{A title", "{«A title"))
    assert finding.code == "KB251"


def test_a_doi_that_stands_twice_is_no_near_duplicate_too(check: Check) -> None:
    findings = check(record(doi="{10.1037/a}"), record(key="zz", doi="{«10.1037/A}"))
    assert [finding.code for finding in findings] == ["KB203"]


# What cites, and what is cited


def test_a_record_that_nothing_cites_is_a_warning(check: Check) -> None:
    (finding,) = check(record().replace("@", "«@", 1), cited=False)
    assert (finding.code, finding.severity) == ("KB216", "warning")


def test_a_record_that_a_broken_file_may_cite_is_left_alone(draft: Draft, check: Check) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "schema_version: 1", "schema_version: one")
    draft.replace("entries/techniques/spaced-practice.md", "Spread it out", "Spread it out [@zander2020]")
    assert [finding.code for finding in check(record(), cited=False)] == ["KB106"]


def test_citations_of_a_record_that_cannot_be_read_are_no_findings_of_their_own(draft: Draft) -> None:
    draft.replace("bibliography.bib", "year    = {2014},", "year")
    assert {(finding.code, finding.path) for finding in draft.check()} == {("KB201", "bibliography.bib")}


def test_a_bibliography_that_cannot_be_read_makes_no_citation_unknown(draft: Draft) -> None:
    (draft.root / "bibliography.bib").write_bytes(b"@misc{a, title = {\xe9}}")
    assert "KB301" not in {finding.code for finding in draft.check()}


# Layout


def test_a_record_out_of_order_is_found_and_no_other(check: Check) -> None:
    findings = check(record(key="aa").replace("@", "«@", 1))
    assert [finding.code for finding in findings] == ["KB255"]
    assert "before `latimier2021`" in findings[0].message


@pytest.mark.parametrize("between", ["% Of titles", '@string{j = "Journal"}', "@comment{here}"])
def test_records_are_sorted_between_comments_not_across_them(
    check: Check, draft: Draft, between: str
) -> None:
    draft.replace("docs/contribute.md", "[@latimier2021]", "[@latimier2021; @aa]")
    assert check(f"{between}\n\n{record(key='aa')}", cited=False) == []


@pytest.mark.parametrize(
    "bad",
    [
        record().replace("@article", "@«Article"),
        record().replace("  title ", "  «Title "),
        record().replace("year    =", "year   «="),
        record().replace("{2020},\n}", "{2020}«\n}"),
        record().replace("{2020},\n}", "{2020},«}"),
        "@misc{zander2020,\n  «title = {A title of its own},\n  author = {Zander, A.},\n  year = {2020},\n}",
        "\n" + record().replace("@", "«@", 1),
    ],
)
def test_a_record_that_is_laid_out_otherwise_is_found_at_the_first_difference(check: Check, bad: str) -> None:
    assert [finding.code for finding in check(bad)] == ["KB256"]
