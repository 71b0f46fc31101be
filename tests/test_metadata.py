"""What built pages say to machines, in JSON-LD, meta tags, COinS and the sitemap; and how to cite them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as etree
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import extruct
import pytest
from conftest import PROJECT, SMALL, Draft
from html_pages import HtmlPage, read_html, zotero_by_coins, zotero_by_meta_tags
from hypothesis import given
from hypothesis import strategies as st
from rendering import DAY
from schemaorg import find_mistakes

from knowledgebase import __version__
from knowledgebase.bibliography import parse_bibliography
from knowledgebase.exports import Site, describe_pages, structured_data
from knowledgebase.knowledge import KnowledgeBase, read_knowledge_base

URL = "https://example.org/kb/"
REPOSITORY = "https://github.com/example/kb"
SITE = Site("Learning", "What works.", "1.2", DAY, URL)
TITLE = 'Spaced "practice" & <em>gaps</em> don\'t'


@pytest.fixture(scope="module")
def built_small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small knowledge base as a site with addresses of its own, one title full of marks."""
    root = tmp_path_factory.mktemp("small") / "base"
    shutil.copytree(SMALL, root)
    Draft(root).replace(
        "entries/techniques/spaced-practice.md", "title: Spaced practice", "title: >-\n  " + TITLE
    )
    shutil.copy(PROJECT / "mkdocs.yml", root)
    for folder in ("hooks", "docs/overrides", "docs/assets"):
        shutil.copytree(PROJECT / folder, root / folder)
    result = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", str(root / "mkdocs.yml")],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "SITE_URL": URL, "REPO_URL": REPOSITORY, "NO_MKDOCS_2_WARNING": "1"},
    )
    assert result.returncode == 0, result.stderr
    return root / "site"


@pytest.fixture(scope="module")
def pages(built_small: Path) -> dict[str, HtmlPage]:
    """Every page of it, by its address from the site's root."""
    return {
        f"{path.parent.relative_to(built_small).as_posix()}/".removeprefix("./"): read_html(path.read_text())
        for path in built_small.rglob("index.html")
        if 'http-equiv="refresh"' not in path.read_text()
    }


TECHNIQUE = "techniques/retrieval-practice/"
SUMMARY = "research/rowland-2014-testing-effect/"
ACTIVITY = "activities/unitar-seminar-migration-mdgs/"
TRAINING = "trainings/recall-half-day/"
SOURCE = "sources/rowland2014/"
RECORDS = (TECHNIQUE, SUMMARY, ACTIVITY, TRAINING, "techniques/spaced-practice/")


# Schema.org


def test_every_page_has_one_block_of_json_ld_that_schema_org_has(pages: dict[str, HtmlPage]) -> None:
    assert len(pages) > 20
    for address, page in pages.items():
        (data,) = page.json_ld
        assert data["@context"] == "https://schema.org"
        assert list(find_mistakes(data)) == [], address
        assert data.get("url", URL) == URL + address


@pytest.mark.parametrize(
    ("address", "kind", "entity"),
    [
        ("", "WebSite", None),
        ("techniques/", "CollectionPage", None),
        ("contribute/", "WebPage", None),
        (TECHNIQUE, "LearningResource", None),
        (TRAINING, "LearningResource", None),
        (SUMMARY, "ScholarlyArticle", None),
        (ACTIVITY, "WebPage", "Course"),
        (SOURCE, "WebPage", "ScholarlyArticle"),
        ("data/", "WebPage", "Dataset"),
    ],
)
def test_a_page_is_of_its_type(
    pages: dict[str, HtmlPage], address: str, kind: str, entity: str | None
) -> None:
    (data,) = pages[address].json_ld
    assert data["@type"] == kind
    assert data.get("mainEntity", {}).get("@type") == entity


def test_a_technique_names_its_sources_with_their_doi_and_page(pages: dict[str, HtmlPage]) -> None:
    (data,) = pages[TECHNIQUE].json_ld
    source = data["citation"][0]
    assert source["@id"] == "https://doi.org/10.1037/a0037559"
    assert source["mainEntityOfPage"] == f"{URL}sources/rowland2014/"
    assert data["audience"] == [{"@type": "Audience", "audienceType": "Trainers"}]
    assert data["alternateName"] == ["Practice testing"]
    assert (data["dateCreated"], data["dateModified"]) == ("2026-11-01", "2026-11-24")


def test_a_summary_is_based_on_its_source_and_about_its_techniques(pages: dict[str, HtmlPage]) -> None:
    (data,) = pages[SUMMARY].json_ld
    assert data["isBasedOn"]["@id"] == "https://doi.org/10.1037/a0037559"
    assert [about["@id"] for about in data["about"]] == [URL + TECHNIQUE]


def test_an_activity_is_a_course_with_one_instance(pages: dict[str, HtmlPage]) -> None:
    course = pages[ACTIVITY].json_ld[0]["mainEntity"]
    assert course["provider"]["alternateName"] == "UNITAR"
    instance = course["hasCourseInstance"]
    assert (instance["startDate"], instance["location"][0]["name"]) == ("2010-09-02", "United States")
    assert "license" not in course


# As a crawler reads it that knows nothing of this site


def extract(site: Path, address: str) -> dict[str, list[Any]]:
    """What extruct finds in a page, by syntax."""
    text = (site / address / "index.html").read_text()
    found: dict[str, list[Any]] = extruct.extract(
        text, base_url=URL + address, syntaxes=["json-ld", "microdata", "opengraph", "dublincore"]
    )
    return found


@pytest.mark.parametrize("address", ["", "techniques/", "data/", "contribute/", SOURCE, *RECORDS])
def test_a_crawler_finds_the_same_json_ld_and_nothing_that_contradicts_it(
    built_small: Path, pages: dict[str, HtmlPage], address: str
) -> None:
    found = extract(built_small, address)
    assert found["json-ld"] == pages[address].json_ld
    assert list(find_mistakes(found["json-ld"][0])) == []
    assert (found["microdata"], found["opengraph"]) == ([], [])


@pytest.mark.parametrize("address", [SOURCE, *RECORDS])
def test_a_crawler_finds_the_dublin_core_of_what_zotero_imports(
    built_small: Path, pages: dict[str, HtmlPage], address: str
) -> None:
    (core,) = extract(built_small, address)["dublincore"]
    elements = {element["name"]: element["content"] for element in core["elements"]}
    assert elements["DC.type"] == zotero_by_coins(pages[address])["type"]


def test_what_is_no_course_is_not_called_one(draft: Draft) -> None:
    name = "entries/activities/unitar-seminar-migration-mdgs.md"
    draft.replace(name, "activity_type: seminar series", "activity_type: advisory")
    knowledge = draft.read()
    record = knowledge.records["unitar-seminar-migration-mdgs"]
    data = structured_data.describe_record(knowledge, record, SITE)
    assert list(find_mistakes(data)) == []
    assert data["mainEntity"]["@type"] == "Service"  # type: ignore[index, call-overload]


def test_the_dataset_offers_files_that_are_there(built_small: Path, pages: dict[str, HtmlPage]) -> None:
    dataset = pages["data/"].json_ld[0]["mainEntity"]
    paths = [download["contentUrl"].removeprefix(URL) for download in dataset["distribution"]]
    assert "data/effects.csv" in paths
    assert all((built_small / path).is_file() for path in paths)
    assert dataset["version"] == __version__
    assert dataset["citation"]


@pytest.mark.parametrize(
    ("node", "mistake"),
    [
        ({"@type": "Lesson"}, ": no type Lesson"),
        ({"@type": "Course", "minutes": 3}, ": Course has no minutes"),
        ({"@type": "Course", "provider": {"@type": "Country"}}, "/Course.provider holds no Country"),
        (
            {"@type": "Course", "provider": {"@type": "Person", "isbn": "1"}},
            "/Course.provider: Person has no isbn",
        ),
        ({"@type": "CourseInstance", "startDate": "May"}, "/CourseInstance.startDate: May is no date"),
        ({"@type": "Course", "url": "courses/"}, "/Course.url: courses/ is no address"),
        ({"@type": "Course", "isAccessibleForFree": "yes"}, "/Course.isAccessibleForFree holds no text"),
        ({"@type": "Course", "provider": "UNITAR"}, "/Course.provider holds no text"),
        ({"@type": "Course", "name": True}, "/Course.name is no truth value"),
    ],
)
def test_what_schema_org_does_not_have_is_found(node: dict[str, object], mistake: str) -> None:
    assert list(find_mistakes(node)) == [mistake]


def test_every_real_record_and_source_says_what_schema_org_has() -> None:
    knowledge = read_knowledge_base(PROJECT)
    for record in knowledge.published:
        data = structured_data.describe_record(knowledge, record, SITE)
        assert list(find_mistakes(data)) == [], record.id
    for reference in knowledge.bibliography.values():
        assert list(find_mistakes(structured_data.describe_source_page(reference, SITE))) == []


def test_without_an_address_of_the_site_no_address_is_made_up(small: KnowledgeBase) -> None:
    local = replace(SITE, url="")
    for record in small.published:
        data = structured_data.describe_record(small, record, local)
        assert list(find_mistakes(data)) == []
        assert "@id" not in data
        assert "url" not in data


@given(st.text() | st.sampled_from(["</script><script>alert(1)</script>", "<!--", "]]>", "\u2028"]))
def test_no_text_ends_the_script_that_holds_it(text: str) -> None:
    written = structured_data.write_script({"@type": "Thing", "name": text})
    assert not set(written) & set("<>&\u2028\u2029")
    assert read_html(f'<script type="application/ld+json">{written}</script>').json_ld == [
        {"@context": "https://schema.org", "@type": "Thing", "name": text}
    ]


def test_no_page_runs_a_script_of_its_own(pages: dict[str, HtmlPage]) -> None:
    for address, page in pages.items():
        assert "" not in page.scripts, address


# Zotero


def test_a_technique_is_imported_as_a_page_of_this_site(pages: dict[str, HtmlPage]) -> None:
    expected = {
        "type": "webpage",
        "title": "Retrieval practice",
        "creators": ["Effective Learning Techniques contributors"],
        "container": "Effective Learning Techniques",
        "date": "2026-11-24",
        "url": URL + TECHNIQUE,
        "doi": None,
        "volume": None,
        "issue": None,
        "pages": None,
    }
    assert zotero_by_coins(pages[TECHNIQUE]) == expected
    assert zotero_by_meta_tags(pages[TECHNIQUE]) == expected


@pytest.mark.parametrize("address", [SOURCE, SUMMARY])
def test_the_page_of_a_source_or_summary_is_imported_as_the_source(
    pages: dict[str, HtmlPage], address: str
) -> None:
    expected = {
        "type": "journalArticle",
        "title": "The effect of testing versus restudy on retention: A meta-analytic review of the testing"
        " effect",
        "creators": ["Rowland, C. A."],
        "container": "Psychological Bulletin",
        "date": "2014",
        "volume": "140",
        "issue": "6",
        "pages": "1432-1463",
        "doi": "10.1037/a0037559",
        "url": None,
    }
    assert zotero_by_coins(pages[address]) == expected
    assert zotero_by_meta_tags(pages[address]) == expected


def test_marks_in_a_title_arrive_as_they_are(pages: dict[str, HtmlPage]) -> None:
    page = pages["techniques/spaced-practice/"]
    assert zotero_by_coins(page)["title"] == TITLE
    assert zotero_by_meta_tags(page)["title"] == TITLE
    assert page.json_ld[0]["name"] == TITLE
    assert TITLE in page.copies["APA"]


@pytest.mark.parametrize(
    ("record", "kind", "container"),
    [
        ("@book{a, title = {T}, author = {A, B}, publisher = {P}, year = 2001}", "book", None),
        ("@book{a, title = {T}, author = {A, B}, isbn = {9780000000002}, year = 2001}", "book", None),
        ("@incollection{a, title = {T}, author = {A, B}, booktitle = {C}, year = 2001}", "bookSection", "C"),
        (
            "@inproceedings{a, title = {T}, author = {A, B}, booktitle = {C}, year = 2001}",
            "conferencePaper",
            "C",
        ),
        ("@techreport{a, title = {T}, author = {A, B}, institution = {I}, year = 2001}", "report", None),
        ("@report{a, title = {T}, author = {A, B}, year = 2001}", "report", None),
        ("@phdthesis{a, title = {T}, author = {A, B}, school = {S}, year = 2001}", "thesis", None),
        ("@online{a, title = {T}, author = {A, B}, organization = {C}, year = 2001}", "webpage", None),
        ("@dataset{a, title = {T}, author = {A, B}, year = 2001}", "dataset", None),
        ("@misc{a, title = {T}, author = {A, B}, year = 2001}", "document", None),
    ],
)
def test_each_sort_of_source_is_imported_as_what_it_is(
    small: KnowledgeBase, record: str, kind: str, container: str | None
) -> None:
    bibliography, _ = parse_bibliography(record, "b.bib")
    metadata = dict(describe_pages(replace(small, bibliography=bibliography), SITE))["sources/a.md"]
    page = HtmlPage(meta=list(metadata.tags), coins=[metadata.coins])
    for item in (zotero_by_coins(page), zotero_by_meta_tags(page)):
        assert (item["type"], item["title"], item["creators"]) == (kind, "T", ["A, B"])
        assert item["date"] == "2001"
        assert item["container"] == container or kind == "webpage"


def test_an_institution_is_one_author(pages: dict[str, HtmlPage]) -> None:
    page = pages["sources/unitar-seminar/"]
    assert "rft.aucorp=UNITAR" in page.coins[0]
    assert page.contents("citation_author") == ["UNITAR"]


def test_lists_offer_nothing_to_import(pages: dict[str, HtmlPage]) -> None:
    for address in ("", "techniques/", "tags/memory/", "sources/"):
        assert pages[address].coins == []
        assert pages[address].contents("citation_title") == []


# Citing the page


def test_a_page_is_cited_with_its_day_and_the_version(pages: dict[str, HtmlPage]) -> None:
    copies = pages[TECHNIQUE].copies
    assert copies["APA"] == (
        "Effective Learning Techniques contributors. (2026, November 24). Retrieval practice [Technique,"
        f" version {__version__}]. Effective Learning Techniques. {URL}{TECHNIQUE}"
    )
    (reference,) = parse_bibliography(copies["BibTeX"], "b.bib")[0].values()
    assert (reference.fields["date"], reference.fields["version"]) == ("2026-11-24", __version__)
    assert "DA  - 2026/11/24\n" in copies["RIS"]
    assert f"ET  - {__version__}\n" in copies["RIS"]


def test_every_record_can_be_cited_and_taken_as_data(built_small: Path, pages: dict[str, HtmlPage]) -> None:
    for address in RECORDS:
        page = pages[address]
        assert list(page.copies) == ["APA", "BibTeX", "RIS"]
        (data,) = (link["href"] for link in page.links if link.get("type") == "application/json")
        assert (built_small / address / data).resolve().is_file()


# Corrections


@pytest.mark.parametrize(
    ("address", "path"),
    [
        (TECHNIQUE, "entries/techniques/retrieval-practice.md"),
        (SUMMARY, "entries/research/rowland-2014-testing-effect.md"),
        (ACTIVITY, "entries/activities/unitar-seminar-migration-mdgs.md"),
        (TRAINING, "entries/trainings/recall-half-day.md"),
        (SOURCE, "bibliography.bib"),
    ],
)
def test_edit_and_correct_lead_to_the_file_behind_the_page(
    built_small: Path, pages: dict[str, HtmlPage], address: str, path: str
) -> None:
    anchors = pages[address].anchors
    assert f"{REPOSITORY}/edit/main/{path}" in anchors
    assert (built_small.parent / path).is_file()
    (correction,) = (anchor for anchor in anchors if anchor.startswith(f"{REPOSITORY}/issues/new?"))
    fields = {name: value for name, (value,) in parse_qs(urlsplit(correction).query).items()}
    assert fields.pop("title").startswith("Correction: ")
    record = f"{path}, rowland2014" if address == SOURCE else path
    assert fields == {"template": "correction.yml", "record": record, "page": URL + address}


# Feeds and the sitemap


def test_every_page_names_the_feeds_and_they_are_there(built_small: Path, pages: dict[str, HtmlPage]) -> None:
    for address, page in pages.items():
        feeds = [link["href"] for link in page.links if link.get("type") == "application/atom+xml"]
        assert len(feeds) == 3, address
        assert all((built_small / address / feed).resolve().is_file() for feed in feeds)


def test_the_sitemap_has_every_page_with_the_day_of_its_record(
    built_small: Path, pages: dict[str, HtmlPage]
) -> None:
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    sitemap = etree.fromstring((built_small / "sitemap.xml").read_bytes())  # noqa: S314 -- our own
    urls = sitemap.findall("s:url", space)
    dated = {url.findtext("s:loc", "", space): url.findtext("s:lastmod", "", space) for url in urls}
    assert set(dated) == {URL + address for address in pages}
    assert dated[URL + TECHNIQUE] == "2026-11-24"
    assert dated[URL + "techniques/spaced-practice/"] == "2026-11-02"


def test_the_foot_of_a_page_names_the_version(built_small: Path) -> None:
    text = (built_small / TECHNIQUE / "index.html").read_text()
    assert re.search(rf"Built on.*?version {re.escape(__version__)}", text, re.DOTALL)
