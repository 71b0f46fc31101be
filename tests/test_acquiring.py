"""A source is found by any spelling of its number, cleaned, and added once."""

from __future__ import annotations

import datetime
import http.server
import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote

import pytest
from conftest import PROJECT, Draft
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledgebase.acquiring import (
    AcquisitionError,
    Added,
    Candidate,
    Confirmation,
    Refused,
    Services,
    add_records,
    look_up,
    make_record,
    read_records,
    recognise,
)
from knowledgebase.acquiring.adding import insert_records
from knowledgebase.acquiring.keys import make_key
from knowledgebase.acquiring.ledger_entries import add_ledger_entry
from knowledgebase.acquiring.recognising import Identifier, Kind
from knowledgebase.acquiring.records import NewRecord
from knowledgebase.bibliography import Reference, parse_bibliography, to_bibtex
from knowledgebase.bibliography.identifiers import fold_isbn, hyphenate_isbn
from knowledgebase.checks import check_knowledge_base
from knowledgebase.knowledge import read_knowledge_base

TODAY = datetime.date(2026, 11, 24)


# What a text identifies


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("10.1037/a0037559", Kind.DOI, "10.1037/a0037559"),
        (" https://doi.org/10.1037/a0037559. ", Kind.DOI, "10.1037/a0037559"),
        ("<doi:10.1037/a0037559>", Kind.DOI, "10.1037/a0037559"),
        (
            "https://journals.sagepub.com/doi/full/10.1177/0149206309352880",
            Kind.DOI,
            "10.1177/0149206309352880",
        ),
        (
            "https://www.frontiersin.org/articles/10.3389/fpsyg.2018.01538/full",
            Kind.DOI,
            "10.3389/fpsyg.2018.01538",
        ),
        ("https://x.org/doi/10.1002/a%3Cb.pdf?download=true", Kind.DOI, "10.1002/a<b"),
        ("978-0-306-40615-7", Kind.ISBN, "9780306406157"),
        ("ISBN: 0-306-40615-2", Kind.ISBN, "9780306406157"),
        ("ISBN-13 978 0 306 40615 7", Kind.ISBN, "9780306406157"),
        ("arXiv:2106.01234v2", Kind.ARXIV, "2106.01234v2"),
        ("2106.01234", Kind.ARXIV, "2106.01234"),
        ("hep-th/9901001", Kind.ARXIV, "hep-th/9901001"),
        ("https://arxiv.org/pdf/2106.01234v1.pdf", Kind.ARXIV, "2106.01234v1"),
        ("https://doi.org/10.48550/arXiv.2106.01234", Kind.ARXIV, "2106.01234"),
        ("25150680", Kind.PMID, "25150680"),
        ("PMID: 25150680", Kind.PMID, "25150680"),
        ("https://pubmed.ncbi.nlm.nih.gov/25150680/", Kind.PMID, "25150680"),
        ("PMC3154040", Kind.PMCID, "PMC3154040"),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC3154040/", Kind.PMCID, "PMC3154040"),
        ("https://www.unitar.org/event?id=10", Kind.URL, "https://www.unitar.org/event?id=10"),
    ],
)
def test_an_identifier_is_recognised_in_any_spelling(text: str, kind: Kind, value: str) -> None:
    assert recognise(text) == Identifier(kind, value)


@pytest.mark.parametrize(
    "text", ["", "rowland2014", "978-0-306-40615-8", "ftp://x.org/a", "10.1037", "javascript:1"]
)
def test_what_identifies_nothing_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(AcquisitionError, match=r"\.$"):
        recognise(text)


@pytest.mark.parametrize(
    ("number", "folded", "hyphenated"),
    [
        ("0-306-40615-2", "9780306406157", "978-0-306-40615-7"),
        ("080442957X", "9780804429573", "978-0-8044-2957-3"),
        ("979-0-000-00000-1", "9790000000001", "9790000000001"),
    ],
)
def test_an_isbn_has_one_spelling_to_compare_and_one_to_show(
    number: str, folded: str, hyphenated: str
) -> None:
    assert (fold_isbn(number), hyphenate_isbn(number)) == (folded, hyphenated)


# What services answer: true shapes, played back on this machine

CROSSREF = {
    "source": "Crossref",
    "prefix": "10.1037",
    "type": "journal-article",
    "title": "The effect of testing versus restudy on retention: "
    "A meta-analytic review of the testing effect.",
    "author": [{"given": "Christopher A.", "family": "Rowland", "sequence": "first", "affiliation": []}],
    "container-title": "Psychological Bulletin",
    "published-print": {"date-parts": [[2014, 11]]},
    "issued": {"date-parts": [[2014, 8, 25]]},
    "volume": "140",
    "issue": "6",
    "page": "1432-1463",
    "DOI": "10.1037/a0037559",
    "ISSN": ["1939-1455"],
    "URL": "https://doi.org/10.1037/a0037559",
    "publisher": "American Psychological Association (APA)",
}
DATACITE = {
    "type": "dataset",
    "id": "https://doi.org/10.5281/zenodo.50213",
    "author": [{"family": "Müller", "given": "Jürgen"}, {"literal": "Data & Co"}],
    "issued": {"date-parts": [[2016, 4, 1]]},
    "DOI": "10.5281/ZENODO.50213",
    "publisher": "Zenodo",
    "title": "Data on WHO training",
    "version": "1.0",
}
OPEN_LIBRARY = {
    "ISBN:9780306406157": {
        "title": "Learning",
        "subtitle": "a history",
        "authors": [{"url": "/authors/OL1A", "name": "Anna van der Berg"}],
        "publishers": [{"name": "Plenum"}],
        "publish_places": [{"name": "New York"}],
        "publish_date": "May 16, 2005",
    }
}
ARXIV = """<?xml version="1.0" encoding="UTF-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>
<entry><id>http://arxiv.org/abs/2106.01234v1</id><published>2021-06-02T15:00:00Z</published>
<title>Spacing out
  what is learned</title><author><name>Ana Lima</name></author><author><name>Bo Li</name></author>
<arxiv:doi xmlns:arxiv="http://arxiv.org/schemas/atom">10.1000/published</arxiv:doi></entry></feed>"""
ARXIV_ERROR = ARXIV.replace("Spacing out\n  what is learned", "Error")
PUBMED = {
    "source": "PubMed",
    "id": "pmid:25150680",
    "title": "The effect of testing versus restudy on retention.",
    "author": [{"family": "Rowland", "given": "Christopher A"}],
    "container-title": "Psychological bulletin",
    "issued": {"date-parts": [[2014, 11]]},
    "page": "1432-63",
    "volume": "140",
    "issue": "6",
    "PMID": "25150680",
    "type": "article-journal",
}
PAGE = """<!doctype html><title>Seminar &amp; more | UNITAR</title>
<meta property="og:site_name" content="UNITAR"><meta property="og:title" content="Seminar &amp; more">
<meta property="article:published_time" content="2010-09-02T10:00:00Z"><p>Text"""
ARTICLE_PAGE = '<meta name="citation_doi" content="doi:10.1037/a0037559"><title>x</title>'

Reply = tuple[int, dict[str, str], bytes]


class Playback:
    """A service on this machine that gives the replies it was told to, the last of a path for ever."""

    def __init__(self) -> None:
        self.replies: dict[str, list[Reply]] = {}
        self.asked: list[tuple[str, str]] = []
        self.pauses: list[float] = []
        self.closing = threading.Event()
        playback = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                path = unquote(self.path)
                playback.asked.append((path, self.headers.get("Accept", "")))
                queue = playback.replies.get(path, [(404, {}, b"not found")])
                status, headers, body = queue.pop(0) if len(queue) > 1 else queue[0]
                if status == 0:  # a service that hangs
                    playback.closing.wait()
                    return
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        base = f"http://127.0.0.1:{self.server.server_port}"
        self.base = base
        self.services = Services(base, base, base, base, seconds=5, sleep=self.pauses.append)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def play(self, path: str, *replies: object) -> None:
        self.replies[path] = [
            reply if isinstance(reply, tuple) else (200, {}, self._encode(reply)) for reply in replies
        ]

    @staticmethod
    def _encode(reply: object) -> bytes:
        return reply.encode() if isinstance(reply, str) else json.dumps(reply).encode()

    def look_up(self, text: str) -> NewRecord:
        return make_record(look_up(recognise(text), self.services, TODAY).item)


@pytest.fixture
def web() -> Iterator[Playback]:
    playback = Playback()
    yield playback
    playback.closing.set()
    playback.server.shutdown()
    playback.server.server_close()


DOI_PATH = "/10.1037/a0037559"
BOOK_PATH = "/api/books?bibkeys=ISBN:9780306406157&format=json&jscmd=data"
ARXIV_PATH = "/api/query?id_list=2106.01234&max_results=1"
PUBMED_PATH = "/lit/ctxp/v1/pubmed/?format=csl&id=25150680"


def test_crossref_is_asked_for_csl_json_and_its_answer_cleaned(web: Playback) -> None:
    web.play(DOI_PATH, CROSSREF)
    found = look_up(recognise("10.1037/a0037559"), web.services, TODAY)
    assert (found.method, found.address) == ("Crossref", "https://doi.org/10.1037/a0037559")
    assert web.asked == [(DOI_PATH, "application/vnd.citationstyles.csl+json")]
    assert make_record(found.item) == NewRecord(
        "article",
        {
            "author": "Rowland, Christopher A.",
            "title": "The effect of testing versus restudy on retention: "
            "A meta-analytic review of the testing effect",
            "journal": "Psychological Bulletin",
            "year": "2014",
            "volume": "140",
            "number": "6",
            "pages": "1432--1463",
            "doi": "10.1037/a0037559",
        },
    )


def test_datacite_is_told_from_crossref(web: Playback) -> None:
    web.play("/10.5281/zenodo.50213", DATACITE)
    found = look_up(recognise("10.5281/zenodo.50213"), web.services, TODAY)
    assert found.method == "DataCite"
    assert make_record(found.item).fields == {
        "author": r"Müller, Jürgen and {Data \& Co}",
        "title": "Data on {WHO} training",
        "date": "2016-04-01",
        "version": "1.0",
        "publisher": "Zenodo",
        "doi": "10.5281/ZENODO.50213",
    }


def test_a_redirection_is_followed(web: Playback) -> None:
    web.play(DOI_PATH, (302, {"Location": f"{web.base}/registry"}, b""))
    web.play("/registry", CROSSREF)
    assert web.look_up("10.1037/a0037559").type == "article"


def test_open_library_knows_books(web: Playback) -> None:
    web.play(BOOK_PATH, OPEN_LIBRARY)
    assert web.look_up("0-306-40615-2") == NewRecord(
        "book",
        {
            "author": "van der Berg, Anna",
            "title": "Learning: a history",
            "year": "2005",
            "publisher": "Plenum",
            "location": "New York",
            "isbn": "978-0-306-40615-7",
        },
    )


def test_arxiv_knows_preprints_and_where_they_were_published(web: Playback) -> None:
    web.play(ARXIV_PATH, ARXIV)
    found = look_up(recognise("arXiv:2106.01234"), web.services, TODAY)
    assert "10.1000/published" in found.note
    assert make_record(found.item) == NewRecord(
        "online",
        {
            "author": "Lima, Ana and Li, Bo",
            "title": "Spacing out what is learned",
            "date": "2021-06-02",
            "doi": "10.48550/arXiv.2106.01234",
            "eprint": "2106.01234",
            "eprinttype": "arXiv",
        },
    )


def test_pubmed_writes_pages_short_and_they_are_written_out(web: Playback) -> None:
    web.play(PUBMED_PATH, PUBMED)
    assert web.look_up("PMID 25150680").fields["pages"] == "1432--1463"


def test_a_page_is_taken_by_what_it_says_of_itself(web: Playback) -> None:
    web.play("/event", PAGE)
    found = look_up(Identifier(Kind.URL, f"{web.base}/event"), web.services, TODAY)
    assert make_record({**found.item, "URL": "https://unitar.org/event"}).fields == {
        "author": "{UNITAR}",
        "title": r"Seminar \& more",
        "date": "2010-09-02",
        "url": "https://unitar.org/event",
        "urldate": "2026-11-24",
    }


def test_a_page_with_a_doi_is_the_work_of_that_doi(web: Playback) -> None:
    web.play("/article", ARTICLE_PAGE)
    web.play(DOI_PATH, CROSSREF)
    found = look_up(Identifier(Kind.URL, f"{web.base}/article"), web.services, TODAY)
    assert found.method == "Crossref"


@pytest.mark.parametrize(
    ("reply", "message"),
    [
        ((404, {}, b""), "does not know"),
        ((410, {}, b""), "does not know"),
        ((429, {"Retry-After": "3600"}, b""), "asked too often"),
        ((500, {}, b""), "error .500."),
        ((503, {}, b"busy"), "error .503."),
        ((403, {}, b""), "error .403."),
        ((200, {}, b"<html>Sign in</html>"), "no JSON"),
        ((200, {}, b""), "no JSON"),
        ((200, {}, b"[]"), "no record"),
        ((200, {}, b'"text"'), "no record"),
        ((200, {}, b"\xff\xfe\x00"), "no JSON"),
        ((200, {"Content-Type": "text/html; charset=nonsense"}, b"x"), "no JSON"),
        ((200, {"Content-Encoding": "gzip"}, b"no gzip"), "cannot be read"),
        ((200, {}, b"x" * 6_000_000), "too long"),
        ((302, {"Location": "/10.1037/a0037559"}, b""), "cannot be read"),
    ],
)
def test_a_service_that_does_not_answer_well_is_one_sentence(
    web: Playback, reply: Reply, message: str
) -> None:
    web.play(DOI_PATH, reply)
    with pytest.raises(AcquisitionError, match=message):
        web.look_up("10.1037/a0037559")


def test_a_service_that_hangs_is_given_up(web: Playback) -> None:
    web.play(DOI_PATH, (0, {}, b""))
    web.services = replace(web.services, seconds=0.2, attempts=2)
    with pytest.raises(AcquisitionError, match="in time"):
        web.look_up("10.1037/a0037559")
    assert len(web.asked) == 2


def test_a_service_that_is_not_there_is_said_so(web: Playback) -> None:
    web.services = replace(web.services, doi="http://127.0.0.1:9")
    with pytest.raises(AcquisitionError, match="cannot be reached"):
        web.look_up("10.1037/a0037559")


@pytest.mark.parametrize("bad", [(429, {"Retry-After": "7"}, b""), (500, {}, b"")])
def test_a_busy_service_is_asked_again_after_a_pause(web: Playback, bad: Reply) -> None:
    web.play(DOI_PATH, bad, CROSSREF)
    assert web.look_up("10.1037/a0037559").type == "article"
    assert web.pauses == [7 if bad[0] == 429 else 1]


def test_no_service_makes_one_wait_for_long(web: Playback) -> None:
    web.play(DOI_PATH, (429, {"Retry-After": "86400"}, b""), CROSSREF)
    web.look_up("10.1037/a0037559")
    assert web.pauses == [web.services.longest_pause]


@pytest.mark.parametrize(
    ("path", "reply", "text", "message"),
    [
        (BOOK_PATH, {}, "9780306406157", "does not know the ISBN"),
        (ARXIV_PATH, ARXIV_ERROR, "2106.01234", "arXiv does not know"),
        (
            ARXIV_PATH,
            "<feed xmlns='http://www.w3.org/2005/Atom'></feed>",
            "2106.01234",
            "arXiv does not know",
        ),
        (ARXIV_PATH, "Rate exceeded.", "2106.01234", "no feed"),
        (ARXIV_PATH, '<!DOCTYPE x [<!ENTITY a "b">]><feed>&a;</feed>', "2106.01234", "no feed"),
        (PUBMED_PATH, {"error": "id not found"}, "25150680", "PubMed does not know"),
    ],
)
def test_what_a_service_does_not_know_is_said_so(
    web: Playback, path: str, reply: object, text: str, message: str
) -> None:
    web.play(path, reply)
    with pytest.raises(AcquisitionError, match=message):
        web.look_up(text)


# What becomes of an answer


@pytest.mark.parametrize(
    ("item", "fields"),
    [
        ({"title": ["A <i>b</i> &amp;amp; c"]}, {"title": r"A b \& c"}),
        ({"title": "What now?", "subtitle": ["A reply"]}, {"title": "What now? A reply"}),
        ({"title": "100% {of} it_is #1 $5 ~x^2"}, {"title": r"100\% \{of\} it\_is \#1 \$5 \~{}x\^{}2"}),
        ({"title": "The USA, WHO's view and Part II"}, {"title": "The {USA}, {WHO}'s view and Part II"}),
        ({"title": "Re\u0301sume\u0301"}, {"title": "Résumé"}),
        ({"title": "A\nb\x00\tc"}, {"title": "A b c"}),
        ({"title": "T", "author": [{"family": "ROWLAND", "given": "C. A."}]}, {"author": "Rowland, C. A."}),
        ({"title": "T", "author": [{"family": "LI"}]}, {"author": "LI"}),
        ({"title": "T", "author": [{"name": "Team and Co"}]}, {"author": "{Team and Co}"}),
        (
            {"title": "T", "author": [{"family": "Berg", "given": "A", "non-dropping-particle": "van"}]},
            {"author": "van Berg, A"},
        ),
        (
            {"title": "T", "author": [{"family": "King", "given": "M", "suffix": "Jr."}]},
            {"author": "King, Jr., M"},
        ),
        ({"title": "T", "author": "nobody", "issued": 2014, "page": None}, {}),
        ({"title": "T", "issued": {"date-parts": [[None]]}}, {}),
        ({"title": "T", "issued": {"date-parts": [["2014", "6", "31"]]}}, {"year": "2014"}),
        ({"title": "T", "issued": {"raw": "1998 Spring"}}, {"year": "1998"}),
        ({"title": "T", "type": "report", "issued": {"date-parts": [[2014, 6]]}}, {"date": "2014-06"}),
        (
            {"title": "T", "type": "thesis", "publisher": "A school"},
            {"institution": "A school", "type": "phdthesis"},
        ),
        (
            {"title": "T", "type": "chapter", "container-title": ["Book"], "page": "1-9"},
            {"booktitle": "Book", "pages": "1--9"},
        ),
        ({"title": "T", "DOI": "https://doi.org/10.1/a"}, {}),
        ({"title": "T", "type": "article-journal", "article-number": "1258359"}, {"eid": "1258359"}),
        ({"title": "T", "URL": "javascript:alert(1)"}, {}),
    ],
)
def test_an_answer_is_cleaned(item: dict[str, object], fields: dict[str, str]) -> None:
    record = make_record(item)
    assert {
        name: value for name, value in record.fields.items() if name in fields or name != "title"
    } == fields


@pytest.mark.parametrize("item", [{}, {"title": ""}, {"title": ["<i></i>"]}, {"title": {"a": 1}}])
def test_no_record_is_made_without_a_title(item: dict[str, object]) -> None:
    with pytest.raises(AcquisitionError, match="title"):
        make_record(item)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
VARIABLES = "type title subtitle author editor issued page container-title DOI ISBN URL accessed".split()


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(VARIABLES), JSON), st.text(min_size=1, max_size=30))
def test_whatever_a_service_says_the_record_can_be_read_again(item: dict[str, object], title: str) -> None:
    try:
        record = make_record({"type": "book", **item, "title": title})
    except AcquisitionError:
        return
    text = to_bibtex(Reference("a", record.type, record.fields))
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    assert set(bibliography["a"].raw_fields) == set(record.fields)


# Keys


@pytest.mark.parametrize(
    ("fields", "key"),
    [
        ({"author": "Rowland, C. A. and Other, B.", "year": "2014"}, "rowland2014"),
        ({"author": r"Lor{\aa}s, H.", "date": "2018-05"}, "loras2018"),
        ({"author": "Weiß-Øre, A.", "year": "2001"}, "weissore2001"),
        ({"author": "O'Neil, A.", "year": "2001"}, "oneil2001"),
        ({"author": "{International Centre for Migration Policy Development}", "year": "2015"}, "icmpd2015"),
        ({"author": "{UNITAR}", "year": "2013"}, "unitar2013"),
        ({"editor": "Ed, A.", "year": "2001"}, "ed2001"),
        ({"author": "Rowland, C. A."}, "rowland"),
        ({"author": "王, 伟", "title": "On learning", "year": "2001"}, "learning2001"),
        ({"title": "王"}, "anonymous"),
    ],
)
def test_a_key_is_the_family_name_and_the_year(fields: dict[str, str], key: str) -> None:
    assert make_key(Reference("", "book", fields), set()) == key


def test_a_key_that_is_taken_gets_a_letter() -> None:
    reference = Reference("", "book", {"author": "Rowland, C. A.", "year": "2014"})
    taken = {"rowland2014", "rowland2014b"}
    assert make_key(reference, taken) == "rowland2014c"
    taken |= {f"rowland2014{letter}" for letter in "cdefghijklmnopqrstuvwxyz"}
    assert make_key(reference, taken) == "rowland2014z2"


# Adding


ADESOPE = NewRecord(
    "article",
    {
        "author": "Adesope, O. O. and Trevisan, D. A.",
        "title": "Rethinking the use of tests",
        "journal": "Review of Educational Research",
        "year": "2017",
        "doi": "10.3102/0034654316689306",
    },
)
SEEN = Confirmation("Crossref", "https://doi.org/10.3102/0034654316689306")


def add(root: Path, *records: NewRecord) -> list[Added | Refused]:
    return add_records(root, [Candidate(record, SEEN) for record in records], TODAY)


def test_a_record_is_added_where_it_belongs_and_to_the_ledger(draft: Draft) -> None:
    before = (draft.root / "bibliography.bib").read_text()
    (added,) = add(draft.root, ADESOPE)
    assert isinstance(added, Added)
    assert added.reference.key == "adesope2017"
    assert (draft.root / "bibliography.bib").read_text() == f"{to_bibtex(added.reference)}\n{before}"
    draft.replace("docs/contribute.md", "[@latimier2021]", "[@latimier2021; @adesope2017]")
    knowledge = read_knowledge_base(draft.root)
    assert check_knowledge_base(knowledge) == []
    entry = knowledge.ledger["adesope2017"]
    assert (entry.method, entry.address, entry.checked) == ("Crossref", SEEN.address, TODAY)
    assert set(entry.confirmed) == {"authors", "title", "year", "container", "doi"}


def test_records_that_were_there_keep_every_byte(draft: Draft) -> None:
    path = draft.root / "bibliography.bib"
    text = "\ufeff% Ours\r\n\r\n@string{j = {J}}\r\n\r\n@misc{m, note = j}\r\n\r\n@misc{z}\r\n% end\r\n"
    path.write_bytes(text.encode())
    (added,) = add(draft.root, replace(ADESOPE, fields={**ADESOPE.fields, "author": "Nunes, A."}))
    new = to_bibtex(added.reference).rstrip("\n").replace("\n", "\r\n")  # type: ignore[union-attr]
    assert path.read_bytes().decode() == text.replace("@misc{z}", f"{new}\r\n\r\n@misc{{z}}")


@pytest.mark.parametrize(
    "fields",
    [
        {"doi": "10.1037/A0037559", "title": "Something else"},
        {
            "title": "The Effect of Testing versus Restudy on Retention: "
            "a meta-analytic review of the testing effect"
        },
    ],
)
def test_what_is_there_under_any_spelling_is_refused(draft: Draft, fields: dict[str, str]) -> None:
    before = (draft.root / "bibliography.bib").read_bytes()
    record = NewRecord("article", {"author": "Rowland, Christopher A.", "year": "2014", **fields})
    (refused,) = add(draft.root, record)
    assert isinstance(refused, Refused)
    assert refused.key == "rowland2014"
    assert (draft.root / "bibliography.bib").read_bytes() == before


@pytest.mark.parametrize(
    ("there", "new"),
    [
        ("isbn = {0-306-40615-2}", {"isbn": "978-0-306-40615-7"}),
        ("eprint = {2106.01234v3}, eprinttype = {arXiv}", {"doi": "10.48550/arXiv.2106.01234"}),
        ("pmid = {25150680}", {"pmid": "25150680"}),
        ("url = {http://www.example.org/a/}", {"url": "https://example.org/a#top"}),
    ],
)
def test_numbers_and_addresses_are_compared_in_one_spelling(there: str, new: dict[str, str]) -> None:
    text = f"@book{{b, title = {{One}}, {there}}}\n"
    record = NewRecord("book", {"title": "Another", **new})
    unchanged, (refused,) = insert_records(text, [Candidate(record)])
    assert (unchanged, refused.key) == (text, "b")  # type: ignore[union-attr]


def test_two_chapters_of_one_book_are_two_works() -> None:
    chapters = [
        NewRecord(
            "incollection", {"title": f"Chapter on {topic}", "isbn": "978-0-306-40615-7", "year": "2001"}
        )
        for topic in ("testing", "spacing of lessons")
    ]
    _, outcomes = insert_records("", [Candidate(chapter) for chapter in chapters])
    assert [type(outcome) for outcome in outcomes] == [Added, Added]


def test_of_two_in_one_file_the_second_is_refused() -> None:
    text, outcomes = insert_records("", [Candidate(ADESOPE), Candidate(ADESOPE)])
    assert [type(outcome) for outcome in outcomes] == [Added, Refused]
    assert text.count("@article") == 1


def test_nothing_is_added_to_a_bibliography_that_cannot_be_read() -> None:
    with pytest.raises(AcquisitionError, match="KB201"):
        insert_records("@misc{a, title = {x\n", [Candidate(ADESOPE)])


def test_many_records_are_added_in_order() -> None:
    names = [f"{a}{b}{c}" for a in "Xyz" for b in "abcdefgh" for c in "klmn"]
    records = [
        NewRecord("misc", {"author": f"{name}, A.", "title": f"{name * 3} and {name[::-1] * 3}"})
        for name in names
    ]
    text, _ = insert_records("@misc{yyy,\n}\n", [Candidate(record) for record in records])
    bibliography, findings = parse_bibliography(text, "b.bib")
    assert findings == []
    assert list(bibliography) == sorted([*(name.lower() for name in names), "yyy"])


@pytest.mark.parametrize(
    ("ledger", "order"),
    [
        ("", ["b2000"]),
        ("# Ours\na1999:\n  confirmed: [title]\nc2001:\n  confirmed: [title]\n", ["a1999", "b2000", "c2001"]),
        ("a1999:\n  confirmed: [title]", ["a1999", "b2000"]),
        ("b2000:\n  confirmed: [url]\nc2001:\n  confirmed: [title]\n", ["b2000", "c2001"]),
    ],
)
def test_the_entry_in_the_ledger_stands_in_order_and_once(ledger: str, order: list[str]) -> None:
    reference = Reference("b2000", "misc", {"title": "T"})
    text = add_ledger_entry(ledger, reference, SEEN, TODAY)
    assert [line[:-1] for line in text.splitlines() if line.endswith(":")] == order
    assert text.splitlines()[0].startswith("#") == (ledger[:1] in {"", "#"})
    assert "confirmed: [title]" in text


# Files


@pytest.mark.parametrize(
    ("name", "content"),
    [
        (
            "a.bib",
            '@string{rer = "Review of Educational Research"}\n@article{whatever, author = {Adesope, O. O.},'
            " title = {Rethinking}, journal = rer, year = 2017, pages = {659-701},"
            " doi = {https://doi.org/10.3102/0034654316689306}, file = {/home/x.pdf}, mendeley = {y}}",
        ),
        (
            "a.ris",
            "TY  - JOUR\nAU  - Adesope, O. O.\nTI  - Rethinking\nT2  - Review of Educational Research\n"
            "PY  - 2017\n"
            "SP  - 659\nEP  - 701\nDO  - 10.3102/0034654316689306\nER  - \n",
        ),
        (
            "a.json",
            json.dumps(
                [
                    {
                        "type": "article-journal",
                        "author": [{"family": "Adesope", "given": "O. O."}],
                        "title": "Rethinking",
                        "container-title": "Review of Educational Research",
                        "issued": {"date-parts": [[2017]]},
                        "page": "659-701",
                        "DOI": "10.3102/0034654316689306",
                    }
                ]
            ),
        ),
    ],
)
def test_a_file_of_any_form_gives_the_same_record(tmp_path: Path, name: str, content: str) -> None:
    (tmp_path / name).write_text(content, encoding="utf-8-sig")
    (record,) = read_records(tmp_path / name)
    assert record.type == "article"
    assert dict(record.fields) == {
        "author": "Adesope, O. O.",
        "title": "Rethinking",
        "journal": "Review of Educational Research",
        "year": "2017",
        "pages": "659--701",
        "doi": "10.3102/0034654316689306",
    }


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", b"x"),
        ("a.bib", b""),
        ("a.bib", b"@misc{a, title = {x\n"),
        ("a.bib", b"@misc{a}"),
        ("a.bib", b"\xff"),
        ("a.json", b"{"),
        ("a.json", b"[1]"),
        ("a.json", b"[" * 100_000),
        ("a.json", b'[{"type": "book"}]'),
        ("a.ris", b"no RIS"),
        ("missing.ris", None),
    ],
)
def test_a_file_that_cannot_be_read_whole_is_one_sentence(
    tmp_path: Path, name: str, content: bytes | None
) -> None:
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(AcquisitionError):
        read_records(tmp_path / name)


# The command


def cite(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "scripts/cite.py", "--root", str(root), *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_prints_what_to_paste(draft: Draft, tmp_path: Path) -> None:
    (tmp_path / "a.bib").write_text(to_bibtex(Reference("x", ADESOPE.type, ADESOPE.fields)))
    result = cite(draft.root, str(tmp_path / "a.bib"))
    assert (result.returncode, result.stdout) == (0, "[@adesope2017]\n")
    assert "nothing confirms it yet" in result.stderr
    again = cite(draft.root, str(tmp_path / "a.bib"), "no number")
    assert (again.returncode, again.stdout) == (1, "")
    assert "[@adesope2017]" in again.stderr
    assert "`no number` is no DOI" in again.stderr


@pytest.mark.parametrize(
    "spelling", ["10.1037/A0037559", "https://doi.org/10.1037/a0037559", "doi:10.1037/a0037559"]
)
def test_what_is_there_is_refused_before_any_service_is_asked(draft: Draft, spelling: str) -> None:
    result = cite(draft.root, spelling)
    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr.startswith("[@rowland2014]")
    assert "it has this DOI" in result.stderr


def test_misuse_is_told_from_failure(draft: Draft) -> None:
    assert cite(draft.root).returncode == 2
    assert cite(draft.root / "nowhere", "10.1037/a").returncode == 2
