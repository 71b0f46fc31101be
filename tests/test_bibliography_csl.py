"""Records as items of CSL-JSON, which citation styles read."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledgebase.bibliography import Reference, normalise_doi, strip_nocase
from knowledgebase.bibliography.csl import CslItem, make_csl_item, web_address


def item(entry_type: str = "article", **fields: str) -> CslItem:
    return make_csl_item("key", entry_type, fields)


@pytest.mark.parametrize(
    ("entry_type", "csl_type"),
    [
        ("article", "article-journal"),
        ("book", "book"),
        ("collection", "book"),
        ("proceedings", "book"),
        ("inbook", "chapter"),
        ("incollection", "chapter"),
        ("inproceedings", "paper-conference"),
        ("conference", "paper-conference"),
        ("techreport", "report"),
        ("phdthesis", "thesis"),
        ("online", "webpage"),
        ("unpublished", "manuscript"),
        ("dataset", "dataset"),
        ("software", "software"),
        ("misc", "document"),
        ("nonsense", "document"),
    ],
)
def test_every_type_has_one_in_csl(entry_type: str, csl_type: str) -> None:
    assert item(entry_type, journal="J") | {"id": "key", "type": csl_type} == item(entry_type, journal="J")


@pytest.mark.parametrize(
    ("fields", "csl_type"),
    [
        ({"journal": "J"}, "article-journal"),
        ({"journaltitle": "J", "entrysubtype": "Magazine"}, "article-magazine"),
        ({"journal": "J", "entrysubtype": "newspaper"}, "article-newspaper"),
        ({"eprint": "2001.00001"}, "article"),
        ({}, "article-journal"),
    ],
)
def test_an_article_is_told_by_where_it_appeared(fields: dict[str, str], csl_type: str) -> None:
    assert item("article", **fields)["type"] == csl_type


def test_protected_case_is_marked_in_titles() -> None:
    title = item(title="{DNA} in {\\'E}tudes \\& more")["title"]
    assert title == '<span class="nocase">DNA</span> in Études & more'


def test_the_plain_text_of_a_title_has_no_marks() -> None:
    reference = Reference("key", "article", {"title": "{{Whole {DNA}}}"})
    assert reference.title == reference.fields["title"] == "Whole DNA"


@pytest.mark.parametrize(
    ("title", "joined"),
    [
        ("Recall", "Recall: A review"),
        ("Why recall?", "Why recall? A review"),
        ("Recall!", "Recall! A review"),
        ("{Why Recall?}", "Why Recall? A review"),
        ("{Recall!}", "Recall! A review"),
        ("{Recall}", "Recall: A review"),
        ("", "A review"),
    ],
)
def test_a_subtitle_follows_a_colon_or_the_mark_that_ends_the_title(title: str, joined: str) -> None:
    assert strip_nocase(str(item(title=title, subtitle="A review")["title"])) == joined


def test_a_volume_of_several_has_the_title_of_the_whole() -> None:
    assert item("book", title="Part", maintitle="Whole", mainsubtitle="All")["title"] == "Whole: All"


@pytest.mark.parametrize(
    ("entry_type", "fields", "container"),
    [
        ("article", {"journal": "J", "journalsubtitle": "S"}, "J: S"),
        ("article", {"journaltitle": "J"}, "J"),
        ("incollection", {"booktitle": "B", "booksubtitle": "S"}, "B: S"),
        ("inproceedings", {"booktitle": "B", "journal": "J"}, "B"),
        ("online", {"organization": "UNITAR"}, "UNITAR"),
    ],
)
def test_what_holds_a_work_is_its_container(entry_type: str, fields: dict[str, str], container: str) -> None:
    assert item(entry_type, **fields)["container-title"] == container


def test_names_have_their_roles() -> None:
    found = item(author="A, B", editor="{WHO}", translator="C", bookauthor="D and others")
    assert found["author"] == [{"family": "A", "given": "B"}]
    assert found["editor"] == [{"literal": "WHO"}]
    assert found["translator"] == [{"family": "C"}]
    assert found["container-author"] == [{"family": "D"}, {"literal": "others"}]


def test_a_role_without_a_name_is_left_out() -> None:
    assert "author" not in item(author=" , ")


@pytest.mark.parametrize(
    "pages", ["959--987", "959-987", "959 -- 987", "959–987", "959---987", r"959\textendash 987"]
)
def test_pages_are_joined_with_one_hyphen(pages: str) -> None:
    assert item(pages=pages)["page"] == "959-987"


def test_an_article_number_is_a_number_in_a_journal_and_a_page_elsewhere() -> None:
    assert item("article", journal="J", eid="e12")["number"] == "e12"
    assert item("inproceedings", articleno="12")["page"] == "12"


def test_an_article_number_does_not_take_the_place_of_pages() -> None:
    assert item("inproceedings", articleno="12", pages="1--9")["page"] == "1-9"


@pytest.mark.parametrize(
    ("entry_type", "fields", "variable"),
    [
        ("article", {"number": "6"}, "issue"),
        ("article", {"number": "5", "issue": "6"}, "issue"),
        ("book", {"number": "6"}, "collection-number"),
        ("incollection", {"number": "6"}, "collection-number"),
        ("techreport", {"number": "6"}, "number"),
    ],
)
def test_a_number_counts_what_the_type_says(entry_type: str, fields: dict[str, str], variable: str) -> None:
    assert item(entry_type, **fields)[variable] == "6"


@pytest.mark.parametrize(
    ("written", "edition"),
    [
        ("2", "2"),
        ("2nd", "2"),
        ("Second", "2"),
        ("3rd ed.", "3"),
        ("Third edition", "3"),
        ("2. ed", "2"),
        ("Revised", "Revised"),
        ("Abridged", "Abridged"),
        ("Revised ed.", "Revised"),
        ("edition", "edition"),
    ],
)
def test_an_edition_is_a_number_where_it_is_one(written: str, edition: str) -> None:
    assert item("book", edition=written)["edition"] == edition


@pytest.mark.parametrize(
    ("entry_type", "fields", "genre"),
    [
        ("phdthesis", {}, "Doctoral dissertation"),
        ("mastersthesis", {}, "Master's thesis"),
        ("thesis", {"type": "mathesis"}, "Master's thesis"),
        ("phdthesis", {"type": "Habilitation"}, "Habilitation"),
        ("techreport", {"number": "3"}, "Technical report"),
        ("techreport", {}, None),
        ("misc", {"type": "Poster"}, "Poster"),
    ],
)
def test_theses_and_reports_say_what_they_are(
    entry_type: str, fields: dict[str, str], genre: str | None
) -> None:
    assert item(entry_type, **fields).get("genre") == genre


@pytest.mark.parametrize(
    ("entry_type", "fields", "publisher"),
    [
        ("book", {"publisher": "P", "institution": "I"}, "P"),
        ("techreport", {"publisher": "P", "institution": "I"}, "I"),
        ("phdthesis", {"school": "S"}, "S"),
        ("misc", {"howpublished": "Leaflet"}, "Leaflet"),
        ("misc", {"howpublished": "\\url{https://x.org}"}, None),
        ("online", {"organization": "O"}, None),
    ],
)
def test_the_publisher_is_whoever_the_type_has_for_one(
    entry_type: str, fields: dict[str, str], publisher: str | None
) -> None:
    assert item(entry_type, **fields).get("publisher") == publisher


@pytest.mark.parametrize("field", ["address", "location"])
def test_the_place_has_two_names_in_bibtex(field: str) -> None:
    assert item("book", **{field: "Geneva"})["publisher-place"] == "Geneva"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("english", "en"),
        ("British", "en-GB"),
        ("ngerman", "de"),
        ("fr", "fr"),
        ("en-GB", "en-GB"),
        ("pt-BR", "pt-BR"),
        ("klingon", None),
        ("<b>", None),
    ],
)
def test_a_language_is_a_code_or_nothing(written: str, code: str | None) -> None:
    assert item(langid=written).get("language") == code


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ({"year": "2014", "month": "May"}, {"date-parts": [[2014, 5]]}),
        ({"date": "2014-06-01", "year": "2013", "month": "May"}, {"date-parts": [[2014, 6, 1]]}),
        ({"date": "2014/2016"}, {"date-parts": [[2014], [2016]]}),
        ({"year": "in press"}, {"literal": "in press"}),
        ({"pubstate": "forthcoming"}, {"literal": "forthcoming"}),
        ({"pubstate": "published", "year": "2014"}, {"date-parts": [[2014]]}),
        ({"year": "n.d."}, None),
        ({"month": "May"}, None),
    ],
)
def test_the_date_of_issue_is_the_best_there_is(fields: dict[str, str], date: object) -> None:
    assert item(**fields).get("issued") == date


def test_other_dates_are_dates_or_left_out() -> None:
    found = item(urldate="2026-01-02", eventdate="2010-09", origdate="long ago")
    assert found["accessed"] == {"date-parts": [[2026, 1, 2]]}
    assert found["event-date"] == {"date-parts": [[2010, 9]]}
    assert "original-date" not in found


def test_fields_of_bibtex_that_csl_has_by_other_names_are_kept() -> None:
    found = item(
        "book", isbn="978-1", issn="1-2", series="S", volume="3", pagetotal="9", keywords="k", note="n"
    )
    assert found == {
        "id": "key",
        "type": "book",
        "ISBN": "978-1",
        "ISSN": "1-2",
        "collection-title": "S",
        "volume": "3",
        "number-of-pages": "9",
        "keyword": "k",
        "note": "n",
    }


@pytest.mark.parametrize(
    "spelling",
    [
        "10.1037/a0037559",
        " 10.1037/a0037559 ",
        "10.1037/a0037559.",
        "doi:10.1037/a0037559",
        "DOI: 10.1037/a0037559",
        "doi 10.1037/a0037559",
        "doi.org/10.1037/a0037559",
        "https://doi.org/10.1037/a0037559",
        "HTTP://DX.DOI.ORG/10.1037/a0037559",
        "https://www.doi.org/10.1037/a0037559",
        "https://doi.org/doi:10.1037/a0037559",
        "https://doi.org/10.1037%2Fa0037559",
        "info:doi/10.1037/a0037559",
        "urn:doi:10.1037/a0037559",
        r"\url{https://doi.org/10.1037/a0037559}",
        "{10.1037/a0037559}",
        "10.1037/a0037559 (in press)",
    ],
)
def test_a_doi_is_the_same_in_all_its_spellings(spelling: str) -> None:
    assert normalise_doi(spelling) == "10.1037/a0037559"
    assert item(doi=spelling)["DOI"] == "10.1037/a0037559"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        (r"10.1007/978-3\_4", "10.1007/978-3_4"),
        (r"10.1007/978-3{\_}4", "10.1007/978-3_4"),
        (
            "10.1002/(SICI)1097(1998)49:8<693::AID>3.0.CO;2-O",
            "10.1002/(SICI)1097(1998)49:8<693::AID>3.0.CO;2-O",
        ),
        (r"10.1002/1097{\textless}693::AID{\textgreater}3", "10.1002/1097<693::AID>3"),
        ("https://doi.org/10.1002/1097%3C693::AID%3E3", "10.1002/1097<693::AID>3"),
        ("10.1000.10/123", "10.1000.10/123"),
        ("10.1037/A0037559", "10.1037/A0037559"),
    ],
)
def test_the_characters_of_a_doi_are_kept(written: str, doi: str) -> None:
    assert normalise_doi(written) == doi


@pytest.mark.parametrize(
    "text", ["", "none", "10.1/a", "10.1037", "https://example.org/10.1037/a", "a 10.1037/a"]
)
def test_what_is_no_doi_is_none(text: str) -> None:
    assert normalise_doi(text) is None
    assert "DOI" not in item(doi=text)


def test_two_spellings_of_a_doi_compare_equal_on_references() -> None:
    first, second = (Reference("k", "misc", {"doi": doi}) for doi in ("10.1037/A", "doi:10.1037/a"))
    assert first.doi == second.doi == "10.1037/a"


@pytest.mark.parametrize(
    "address",
    ["https://x.org", "http://x.org/a?b=c&d#e", "HTTPS://X.org", "https://x.org/ü", "https://x.org/(a)"],
)
def test_addresses_of_the_web_are_kept(address: str) -> None:
    assert item(url=address)["URL"] == address


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,hi",
        "vbscript:x",
        "file:///etc/passwd",
        "ftp://x.org",
        "//x.org",
        "x.org",
        "https://",
        "https://x.org/a b",
        'https://x.org/" onclick="x',
        "https://x.org/<script>",
        "https://x.org/\x00",
        "https://x.org\njavascript:alert(1)",
        r"\url{javascript:alert(1)}",
    ],
)
def test_an_address_that_is_not_safe_to_link_to_is_dropped(address: str) -> None:
    assert "URL" not in item(url=address)
    assert "URL" not in item("misc", howpublished=address)


def test_an_address_may_stand_where_the_work_appeared() -> None:
    assert item("misc", howpublished="\\url{https://x.org/a\\_b}")["URL"] == "https://x.org/a_b"


def test_a_preprint_has_its_archive_and_an_address() -> None:
    found = item(eprint="2001.00001", archiveprefix="arXiv")
    assert (found["archive"], found["archive_location"]) == ("arXiv", "2001.00001")
    assert found["URL"] == "https://arxiv.org/abs/2001.00001"
    assert item(eprint="2001.00001", eprinttype="arxiv", url="https://x.org")["URL"] == "https://x.org"


@pytest.mark.parametrize("eprint", ['"><script>alert(1)</script>', "1 onclick=x", "<b>"])
def test_a_preprint_cannot_forge_an_address(eprint: str) -> None:
    assert "URL" not in item(eprint=eprint, archiveprefix="arXiv")


@pytest.mark.parametrize(
    ("fields", "year"), [({"date": "2014/2016"}, 2014), ({"year": "in press"}, None), ({}, None)]
)
def test_the_year_of_a_reference_is_a_number_or_none(fields: dict[str, str], year: int | None) -> None:
    assert Reference("k", "misc", fields).year == year


def test_names_and_texts_of_a_reference_are_empty_where_it_has_none() -> None:
    reference = Reference("k", "misc", {"year": "2014"})
    assert reference.names("author") == reference.names("issued") == []
    assert reference.text("title") == reference.text("issued") == ""
    assert (reference.doi, reference.url) == (None, None)


@given(st.text(max_size=60) | st.text(alphabet='htps:/.xd10 <>"\\{}%\n', max_size=40))
def test_no_text_makes_an_unsafe_address(text: str) -> None:
    for address in (web_address(text), item(url=text).get("URL"), item("misc", howpublished=text).get("URL")):
        assert address is None or re.fullmatch(r"https?://[^\s<>\"]+", str(address), re.IGNORECASE)


@given(st.text(alphabet="dDoiOI:/.,;10 237a%_()<>", max_size=40))
def test_a_normal_doi_is_normal_already(text: str) -> None:
    doi = normalise_doi(f"10.1037/{text}")
    assert doi is None or normalise_doi(doi) == doi


@given(st.text(max_size=60) | st.text(alphabet="{}\\'aD?! ", max_size=40))
@example('<span class="nocase">')
@example("{a</span>}")
def test_marks_of_protected_case_are_paired_in_any_title(text: str) -> None:
    title = str(item(title=text, subtitle=text).get("title", ""))
    assert title.count('<span class="nocase">') == title.count("</span>")
