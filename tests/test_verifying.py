"""What is learnt from registries and addresses, which a server on this machine plays, well and badly."""

from __future__ import annotations

import datetime
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from conftest import PROJECT, Draft
from hypothesis import given, settings
from hypothesis import strategies as st
from registry import (
    Played,
    Reply,
    as_json,
    crossref_answer,
    fails,
    half_a_body,
    half_a_body_that_seems_whole,
    hangs,
    not_json,
    not_json_though_it_says_so,
    play,
    redirects,
)

from knowledgebase.bibliography import Bibliography, Reference
from knowledgebase.checks import check_knowledge_base
from knowledgebase.ledger import (
    LEDGER,
    Acknowledgement,
    Difference,
    LinkState,
    ReferenceStatus,
    Verification,
    hash_of,
    read_ledger,
    write_ledger,
)
from knowledgebase.verifying import (
    Inquiry,
    Journal,
    LinkAsker,
    Outcome,
    Patience,
    Registries,
    Renewal,
    Services,
    Verdict,
    add_day,
    addresses_in,
    compare,
    make_client,
    read_history,
    sum_up,
    tell_outcome,
    write_history,
)
from knowledgebase.verifying.asking import MOST_BYTES, seconds_to_wait
from knowledgebase.verifying.links import Answer, LinkOutcome, is_public
from knowledgebase.verifying.works import Notice, NoticeKind, Work, standing_of

DOI = "10.1037/a0037559"
DAY = datetime.date(2026, 11, 25)
BEFORE = datetime.date(2026, 11, 24)
NOW = datetime.datetime(2026, 11, 25, 12, tzinfo=datetime.UTC)
TITLE = "The effect of testing versus restudy on retention: A meta-analytic review of the testing effect"
ROWLAND = Reference(
    "rowland2014",
    "article",
    {
        "author": "Rowland, C. A.",
        "title": TITLE,
        "journal": "Psychological Bulletin",
        "year": "2014",
        "volume": "140",
        "number": "6",
        "pages": "1432--1463",
        "doi": DOI,
    },
)
THERE: dict[str, Any] = {
    "title": [
        "The effect of testing versus restudy on retention: A meta-analytic review of the testing effect."
    ],
    "author": [{"given": "Christopher A.", "family": "Rowland", "sequence": "first", "affiliation": []}],
    "container-title": ["Psychological Bulletin"],
    "volume": "140",
    "issue": "6",
    "page": "1432-1463",
    "issued": {"date-parts": [[2014, 11]]},
}
RETRACTION = {
    "DOI": "10.1037/notice",
    "type": "retraction",
    "label": "Retraction",
    "source": "publisher",
    "updated": {
        "date-parts": [[2020, 7, 1]],
        "date-time": "2020-07-01T00:00:00Z",
        "timestamp": 1593561600000,
    },
}


@pytest.fixture
def played() -> Iterator[Played]:
    with play() as server:
        yield server


@dataclass
class Waits:
    """A clock that waiting moves on, so that no test waits."""

    waited: list[float] = field(default_factory=list)
    time: float = 1000.0

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.time += seconds

    @property
    def long(self) -> list[float]:
        """The waits longer than those that only keep the pace."""
        return [seconds for seconds in self.waited if seconds >= 1]


@dataclass
class Desk:
    """Everything to ask the played registries with."""

    client: httpx.Client
    waits: Waits
    patience: Patience
    services: Services

    def inquiry(self) -> Inquiry:
        return Inquiry(Registries.open(self.client, self.services, self.patience))

    def ask(self, reference: Reference = ROWLAND) -> Outcome:
        return self.inquiry().ask_for(reference)


@pytest.fixture
def desk(played: Played) -> Iterator[Desk]:
    waits = Waits()
    patience = Patience(timeout=0.5, sleep=waits.sleep, clock=lambda: waits.time, now=lambda: NOW)
    services = Services(*[played.base] * 4, mailto="us@example.org")
    with make_client(patience, services.mailto) as client:
        yield Desk(client, waits, patience, services)


def entry(**changes: object) -> Verification:
    return Verification(
        confirmed=["title", "year"],
        method="by hand",
        address="https://example.org/seen",
        checked=BEFORE,
        hash=hash_of(ROWLAND),
    ).model_copy(update=changes)


# What Crossref holds


def test_a_work_that_agrees_is_a_match_and_says_what_was_confirmed(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **THERE)
    outcome = desk.ask()
    assert (outcome.verdict, outcome.reason, outcome.differences) == (Verdict.MATCH, "", ())
    assert outcome.confirmed == ("title", "authors", "year", "container", "volume", "issue", "pages", "doi")
    assert outcome.work is not None
    assert outcome.work.address == f"{played.base}/works/{DOI}"


def test_the_registration_agency_is_asked_first_and_everyone_is_told_who_asks(
    played: Played, desk: Desk
) -> None:
    played.crossref(DOI, **THERE)
    desk.ask()
    assert list(played.asked) == [f"/ra/{DOI}", f"/works/{DOI}"]
    assert all("mailto:us@example.org" in agent for agent in played.agents)


def test_a_doi_that_is_not_registered_is_not_found_and_no_registry_is_asked(
    played: Played, desk: Desk
) -> None:
    played.on(f"/ra/{DOI}", as_json([{"DOI": DOI, "status": "DOI does not exist"}]))
    outcome = desk.ask()
    assert outcome.verdict is Verdict.NOT_FOUND
    assert outcome.differences == (Difference(field="doi", here=DOI, there=""),)
    assert list(played.asked) == [f"/ra/{DOI}"]


def test_a_doi_that_crossref_does_not_know_is_not_found_at_the_first_answer(
    played: Played, desk: Desk
) -> None:
    played.register(DOI, "Crossref")
    outcome = desk.ask()
    assert (outcome.verdict, outcome.reason) == (Verdict.NOT_FOUND, f"Crossref has nothing under {DOI}.")
    assert played.asked[f"/works/{DOI}"] == 1


def test_a_doi_of_another_agency_is_left_to_people(played: Played, desk: Desk) -> None:
    played.register(DOI, "mEDRA")
    outcome = desk.ask()
    assert outcome.verdict is Verdict.UNSURE
    assert "mEDRA" in outcome.reason


def test_a_doi_with_signs_that_addresses_use_is_asked_for_whole(played: Played, desk: Desk) -> None:
    doi = "10.1002/(sici)1099(199603)10:2<101::aid-x>3.0.co;2-#"
    quoted = "10.1002/%28sici%291099%28199603%2910%3A2%3C101%3A%3Aaid-x%3E3.0.co%3B2-%23"
    played.on(f"/ra/{quoted}", as_json([{"DOI": doi, "RA": "Crossref"}]))
    played.on(f"/works/{quoted}", as_json(crossref_answer(doi, **THERE)))
    reference = Reference("a", "article", {**ROWLAND.raw_fields, "doi": doi})
    assert desk.ask(reference).verdict is Verdict.MATCH


def test_a_doi_that_is_another_paper_is_not_found_whatever_is_said_of_that_paper(
    played: Played, desk: Desk
) -> None:
    other = {"title": ["Sperm competition in fruit flies"], "author": [{"family": "Wilson", "given": "Q."}]}
    played.crossref(DOI, **other, issued={"date-parts": [[2014]]}, updated_by=[RETRACTION])
    outcome = desk.ask()
    assert outcome.verdict is Verdict.NOT_FOUND
    assert "Sperm competition in fruit flies" in outcome.reason
    assert [found.field for found in outcome.differences] == ["doi"]
    assert outcome.standing.status is ReferenceStatus.CURRENT


def test_a_title_that_differs_is_unsure_and_both_are_shown(played: Played, desk: Desk) -> None:
    title = TITLE.replace("restudy", "restudying")
    played.crossref(DOI, **{**THERE, "title": [title]})
    outcome = desk.ask()
    assert outcome.verdict is Verdict.UNSURE
    assert outcome.differences == (Difference(field="title", here=TITLE, there=title),)
    assert list(tell_outcome(outcome)) == [
        "rowland2014: unsure at Crossref. The title differs.",
        f"    title: the bibliography has {TITLE}",
        f"           the registry has {title}",
    ]


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"issued": {"date-parts": [[2013]]}}, ["year"]),
        ({"author": [{"family": "Roland", "given": "C. A."}]}, ["first-author"]),
    ],
)
def test_a_year_or_first_author_that_differs_is_unsure(
    played: Played, desk: Desk, change: dict[str, Any], fields: list[str]
) -> None:
    played.crossref(DOI, **{**THERE, **change})
    outcome = desk.ask()
    assert outcome.verdict is Verdict.UNSURE
    assert [found.field for found in outcome.differences] == fields


@pytest.mark.parametrize(
    "change",
    [
        {"issued": {"date-parts": [[2013]]}, "published-print": {"date-parts": [[2014, 11]]}},
        {"issued": {"date-parts": [[None]]}},
        {"subtitle": None, "author": None},
        {"author": []},
        {"page": "1432-63"},
        {"title": ["<i>The effect</i> of testing versus restudy on retention"]},
        {
            "title": ["The effect of testing versus restudy on retention"],
            "subtitle": ["A Metaanalytic Review of the Testing Effect"],
        },
    ],
)
def test_how_a_registry_says_it_does_not_matter(played: Played, desk: Desk, change: dict[str, Any]) -> None:
    played.crossref(DOI, **{**THERE, **change})
    outcome = desk.ask()
    assert (outcome.verdict, outcome.differences) == (Verdict.MATCH, ())


def test_a_volume_that_differs_is_a_match_with_a_difference(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **{**THERE, "volume": "141", "container-title": ["Psychol &amp; Bull"]})
    outcome = desk.ask()
    assert outcome.verdict is Verdict.MATCH
    assert [(found.field, found.there) for found in outcome.differences] == [
        ("container", "Psychol & Bull"),
        ("volume", "141"),
    ]


# Notices


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("retraction", ReferenceStatus.RETRACTED),
        ("withdrawal", ReferenceStatus.RETRACTED),
        ("removal", ReferenceStatus.RETRACTED),
        ("partial_retraction", ReferenceStatus.CONCERN),
        ("expression_of_concern", ReferenceStatus.CONCERN),
        ("Expression of concern", ReferenceStatus.CONCERN),
        ("erratum", ReferenceStatus.CORRECTED),
        ("corrigendum", ReferenceStatus.CORRECTED),
        ("correction", ReferenceStatus.CORRECTED),
        ("new_edition", ReferenceStatus.CURRENT),
        ("new_version", ReferenceStatus.CURRENT),
        ("something_new", ReferenceStatus.CURRENT),
    ],
)
def test_notices_are_read_from_updated_by(
    played: Played, desk: Desk, kind: str, status: ReferenceStatus
) -> None:
    played.crossref(DOI, **THERE, updated_by=[{**RETRACTION, "type": kind}])
    outcome = desk.ask()
    assert (outcome.verdict, outcome.standing.status) == (Verdict.MATCH, status)
    notice = None if status is ReferenceStatus.CURRENT else "https://doi.org/10.1037/notice"
    assert outcome.standing.notice == notice


@pytest.mark.parametrize("turned", [False, True])
def test_of_several_notices_the_gravest_counts(played: Played, desk: Desk, turned: bool) -> None:
    notices = [{**RETRACTION, "DOI": "10.1/e", "type": "erratum"}, RETRACTION]
    played.crossref(DOI, **THERE, updated_by=notices[::-1] if turned else notices)
    assert desk.ask().standing.status is ReferenceStatus.RETRACTED


@pytest.mark.parametrize(
    "prefix", ["RETRACTED: ", "Retracted Article: ", "[Retracted] ", "WITHDRAWN: ", "RETRACTED ARTICLE—"]
)
def test_a_title_that_says_so_is_a_retraction_too(played: Played, desk: Desk, prefix: str) -> None:
    played.crossref(DOI, **{**THERE, "title": [prefix + TITLE]})
    outcome = desk.ask()
    assert (outcome.verdict, outcome.standing.status) == (Verdict.MATCH, ReferenceStatus.RETRACTED)
    assert outcome.standing.notice == f"https://doi.org/{DOI}"


def test_a_title_about_retraction_is_none(played: Played, desk: Desk) -> None:
    title = "Retracted science and the retraction index"
    played.crossref(DOI, **{**THERE, "title": [title]})
    outcome = desk.ask(Reference("a", "article", {**ROWLAND.raw_fields, "title": title}))
    assert (outcome.verdict, outcome.standing.status) == (Verdict.MATCH, ReferenceStatus.CURRENT)


def test_the_notice_cited_in_place_of_the_work_is_unsure_and_names_the_work(
    played: Played, desk: Desk
) -> None:
    about = {**RETRACTION, "DOI": "10.1037/the-work"}
    played.crossref(DOI, **THERE, update_to=[about])
    outcome = desk.ask()
    assert outcome.verdict is Verdict.UNSURE
    assert outcome.reason == "This is the retraction notice; the work itself is 10.1037/the-work."
    assert outcome.differences == (Difference(field="doi", here=DOI, there="10.1037/the-work"),)
    assert outcome.standing.status is ReferenceStatus.CURRENT


def test_a_new_edition_may_be_cited_though_it_updates_an_old_one(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **THERE, update_to=[{**RETRACTION, "type": "new_edition"}])
    assert desk.ask().verdict is Verdict.MATCH


def test_a_notice_put_in_the_place_of_the_work_is_about_the_work(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **THERE, update_to=[{**RETRACTION, "DOI": DOI.upper()}])
    outcome = desk.ask()
    assert (outcome.verdict, outcome.standing.status) == (Verdict.MATCH, ReferenceStatus.RETRACTED)


@pytest.mark.parametrize(("year", "status"), [(2021, "current"), (2019, "retracted")])
def test_a_reinstatement_lifts_a_retraction_before_it_only(year: int, status: str) -> None:
    notices = (
        Notice(NoticeKind.RETRACTION, "10.1/r", datetime.date(2020, 1, 1)),
        Notice(NoticeKind.REINSTATEMENT, "10.1/b", datetime.date(year, 1, 1)),
    )
    assert standing_of(Work("Crossref", "", notices=notices)).status.value == status


# DataCite and Open Library


def test_a_doi_of_datacite_is_asked_there(played: Played, desk: Desk) -> None:
    doi = "10.5281/zenodo.12345"
    played.register(doi, "DataCite")
    attributes = {
        "doi": doi,
        "titles": [{"title": "Data on recall", "lang": "en"}, {"title": "More", "titleType": "Subtitle"}],
        "creators": [
            {"name": "Müller, Anna", "nameType": "Personal", "givenName": "Anna", "familyName": "Müller"},
            {"name": "World Health Organization", "nameType": "Organizational"},
        ],
        "publicationYear": 2021,
        "publisher": "Zenodo",
        "container": {},
        "state": "findable",
    }
    played.on(f"/dois/{doi}", as_json({"data": {"id": doi, "type": "dois", "attributes": attributes}}))
    fields = {
        "author": r"M{\"u}ller, A. and {World Health Organization}",
        "title": "{Data} on Recall",
        "year": "2021",
        "doi": doi,
    }
    outcome = desk.ask(Reference("muller2021", "dataset", fields))
    assert (outcome.verdict, outcome.differences) == (Verdict.MATCH, ())
    assert outcome.confirmed == ("title", "authors", "year", "doi")
    assert f"/works/{doi}" not in played.asked


BOOK = {
    "author": "Kahneman, Daniel",
    "title": "Thinking, fast and slow",
    "year": "2011",
    "isbn": "978-0-374-27563-1",
}


def test_a_book_is_asked_for_by_its_isbn(played: Played, desk: Desk) -> None:
    book = {
        "title": "Thinking, Fast and Slow",
        "url": "https://openlibrary.org/books/OL25000000M/Thinking",
        "authors": [{"url": "https://openlibrary.org/authors/OL1A", "name": "Daniel Kahneman"}],
        "publish_date": "Oct 25, 2011",
    }
    played.on("/api/books", as_json({"ISBN:9780374275631": book}))
    outcome = desk.ask(Reference("kahneman2011", "book", BOOK))
    assert (outcome.verdict, outcome.confirmed) == (Verdict.MATCH, ("title", "authors", "year", "isbn"))
    assert outcome.work is not None
    assert outcome.work.address.endswith("/isbn/9780374275631")


def test_a_book_that_open_library_lacks_is_not_found(played: Played, desk: Desk) -> None:
    played.on("/api/books", as_json({}))
    outcome = desk.ask(Reference("kahneman2011", "book", BOOK))
    assert (outcome.verdict, outcome.differences[0].field) == (Verdict.NOT_FOUND, "isbn")


def test_a_reference_without_a_number_is_left_to_people_and_nobody_is_asked(
    played: Played, desk: Desk
) -> None:
    assert desk.ask(Reference("a", "online", {"title": "x"})).verdict is Verdict.UNSURE
    assert not played.asked


# Misbehaviour


BAD: dict[str, Reply] = {
    "500": fails(500),
    "503": fails(503, "1"),
    "429": fails(429, "2"),
    "half a body": half_a_body,
    "half a body that seems whole": half_a_body_that_seems_whole,
    "not JSON": not_json,
    "not JSON though it says so": not_json_though_it_says_so,
    "a list": as_json([]),
    "null": as_json(None),
    "no message": as_json({"status": "ok"}),
    "a message of another shape": as_json({"message": {"DOI": DOI, "title": {"a": 1}}}),
}


@pytest.mark.parametrize("service", ["/works/", "/ra/"])
@pytest.mark.parametrize("bad", BAD)
def test_a_service_that_fails_and_recovers_is_asked_again(
    played: Played, desk: Desk, bad: str, service: str
) -> None:
    played.crossref(DOI, **THERE)
    played.replies[f"{service}{DOI}"].insert(0, BAD[bad])
    assert desk.ask().verdict is Verdict.MATCH
    assert played.asked[f"{service}{DOI}"] == 2


@pytest.mark.parametrize("service", ["/works/", "/ra/"])
@pytest.mark.parametrize("bad", BAD)
def test_a_service_that_goes_on_failing_says_nothing_of_the_work(
    played: Played, desk: Desk, bad: str, service: str
) -> None:
    played.crossref(DOI, **THERE)
    played.on(f"{service}{DOI}", BAD[bad])
    outcome = desk.ask()
    assert outcome.verdict is None
    assert not outcome.needs_a_person
    assert played.asked[f"{service}{DOI}"] == 4


@pytest.mark.parametrize("service", ["/works/", "/ra/"])
def test_a_service_that_hangs_is_not_waited_for(played: Played, desk: Desk, service: str) -> None:
    played.crossref(DOI, **THERE)
    played.replies[f"{service}{DOI}"].insert(0, hangs(played))
    assert desk.ask().verdict is Verdict.MATCH
    played.on(f"{service}{DOI}", hangs(played))
    outcome = desk.ask()
    assert (outcome.verdict, "did not answer in time" in outcome.reason) == (None, True)


@pytest.mark.parametrize("service", ["/works/", "/ra/"])
def test_a_redirect_loop_is_left_at_once(played: Played, desk: Desk, service: str) -> None:
    played.crossref(DOI, **THERE)
    played.on(f"{service}{DOI}", redirects(f"{service}{DOI}"))
    outcome = desk.ask()
    assert outcome.verdict is None
    assert desk.waits.long == []


@pytest.mark.parametrize("status", [400, 401, 403])
def test_a_service_that_refuses_is_not_pressed(played: Played, desk: Desk, status: int) -> None:
    played.register(DOI, "Crossref")
    played.on(f"/works/{DOI}", fails(status))
    assert desk.ask().verdict is None
    assert played.asked[f"/works/{DOI}"] == 1


def test_an_answer_without_end_is_cut_off(played: Played, desk: Desk) -> None:
    played.on(f"/ra/{DOI}", as_json(["x" * MOST_BYTES]))
    assert desk.ask().verdict is None


def test_pauses_grow_and_a_service_may_ask_for_its_own(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **THERE)
    played.replies[f"/works/{DOI}"][:0] = [fails(500), fails(500), fails(429, "7")]
    assert desk.ask().verdict is Verdict.MATCH
    assert desk.waits.long == [1, 2, 7]


def test_a_service_that_asks_for_an_hour_is_left_alone(played: Played, desk: Desk) -> None:
    played.register(DOI, "Crossref")
    played.on(f"/works/{DOI}", fails(429, "3600"))
    assert desk.ask().verdict is None
    assert desk.waits.long == []


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Wed, 25 Nov 2026 12:00:30 GMT", 30),
        ("Wed, 25 Nov 2026 11:00:00 GMT", 0),
        ("", None),
        ("soon", None),
        ("-5", None),
        ("٣", 3),
    ],
)
def test_retry_after_is_a_number_or_a_date(text: str, seconds: float | None) -> None:
    assert seconds_to_wait(text, NOW) == seconds


@settings(deadline=None)
@given(st.text(max_size=60))
def test_no_header_breaks_the_reading_of_retry_after(text: str) -> None:
    wait = seconds_to_wait(text, NOW)
    assert wait is None or wait >= 0


def test_questions_to_one_service_keep_their_distance(played: Played, desk: Desk) -> None:
    played.crossref(DOI, **THERE)
    inquiry = desk.inquiry()
    for _ in range(3):
        inquiry.ask_for(ROWLAND)
    assert sum(desk.waits.waited) == pytest.approx(2 * desk.services.interval)


def test_who_does_not_say_who_they_are_asks_more_slowly() -> None:
    assert Services().interval > Services(mailto="a@example.org").interval > 0


def test_a_service_that_never_answers_is_given_up_for_the_run(played: Played, desk: Desk) -> None:
    references = [
        Reference(f"k{n}", "article", {**ROWLAND.raw_fields, "doi": f"10.1000/{n}"}) for n in range(9)
    ]
    for number in range(9):
        played.register(f"10.1000/{number}", "Crossref")
        played.on(f"/works/10.1000/{number}", fails(500))
    inquiry = desk.inquiry()
    outcomes = [inquiry.ask_for(reference) for reference in references]
    assert {outcome.verdict for outcome in outcomes} == {None}
    assert sum(count for path, count in played.asked.items() if path.startswith("/works/")) == 3 * 4


# The ledger


def renew(  # one run over one reference
    desk: Desk, tmp_path: Path, old: Verification | None, reference: Reference = ROWLAND
) -> tuple[Outcome, Verification | None]:
    entries = {reference.key: old} if old else {}
    renewal = Renewal(
        Bibliography({reference.key: reference}),
        entries,
        ledger=tmp_path / LEDGER,
        journal=Journal(tmp_path / "journal"),
        inquiry=desk.inquiry(),
        today=DAY,
    )
    with renewal:
        (outcome,) = renewal.run([reference])
    ledger, findings = read_ledger(tmp_path / LEDGER, tmp_path)
    assert findings == []
    return outcome, ledger.items.get(reference.key)


@pytest.mark.parametrize("old", [None, entry(), entry(hash="0" * 16)])
def test_a_match_is_written_with_its_registry_and_day(
    played: Played, desk: Desk, tmp_path: Path, old: Verification | None
) -> None:
    played.crossref(DOI, **THERE)
    outcome, new = renew(desk, tmp_path, old)
    assert new is not None
    assert (new.method, new.checked, new.hash) == ("Crossref", DAY, hash_of(ROWLAND))
    assert new.confirmed[:3] == ["title", "authors", "year"]
    assert not outcome.needs_a_person
    assert list(tell_outcome(outcome)) == []


def test_an_outage_leaves_the_ledger_as_it_was(played: Played, desk: Desk, tmp_path: Path) -> None:
    played.crossref(DOI, **THERE)
    played.on(f"/works/{DOI}", fails(503))
    outcome, new = renew(desk, tmp_path, entry())
    assert new == entry()
    assert not outcome.needs_a_person
    assert "not answered" in next(tell_outcome(outcome))


@pytest.mark.parametrize("old", [None, entry(hash="0" * 16)])
def test_what_is_not_found_confirms_nothing(
    played: Played, desk: Desk, tmp_path: Path, old: Verification | None
) -> None:
    outcome, new = renew(desk, tmp_path, old)
    assert new == old
    played.register(DOI, "Crossref")
    outcome, new = renew(desk, tmp_path, old)
    assert new == old
    assert outcome.needs_a_person


def test_what_a_person_confirmed_stands_and_the_registry_is_noted_beside_it(
    played: Played, desk: Desk, tmp_path: Path
) -> None:
    played.crossref(DOI, **{**THERE, "title": [TITLE.replace("restudy", "rest")]})
    outcome, new = renew(desk, tmp_path, entry())
    assert new is not None
    assert (new.method, new.checked) == ("by hand", BEFORE)
    assert [found.field for found in new.open_differences] == ["title"]
    assert outcome.needs_a_person


def test_a_difference_that_a_person_accepted_is_not_told_again(
    played: Played, desk: Desk, tmp_path: Path
) -> None:
    played.crossref(DOI, **{**THERE, "volume": "141"})
    accepted = Difference(field="volume", here="140", there="141", accepted=BEFORE)
    outcome, new = renew(desk, tmp_path, entry(differences=[accepted]))
    assert new is not None
    assert new.differences == [accepted]
    assert list(tell_outcome(outcome)) == []


def test_a_retraction_is_written_with_its_notice_and_told(played: Played, desk: Desk, tmp_path: Path) -> None:
    played.crossref(DOI, **THERE, updated_by=[RETRACTION])
    outcome, new = renew(desk, tmp_path, entry())
    assert new is not None
    assert (new.status, new.notice) == (ReferenceStatus.RETRACTED, "https://doi.org/10.1037/notice")
    assert new.forbids_citing
    assert outcome.needs_a_person
    assert "    status: retracted, see https://doi.org/10.1037/notice" in tell_outcome(outcome)


def test_an_acknowledged_retraction_stays_acknowledged(played: Played, desk: Desk, tmp_path: Path) -> None:
    played.crossref(DOI, **THERE, updated_by=[RETRACTION])
    said = Acknowledgement(reason="Shown as a case.", day=BEFORE)
    old = entry(status=ReferenceStatus.RETRACTED, acknowledged=said, link=LinkState(failed_on=[BEFORE]))
    outcome, new = renew(desk, tmp_path, old)
    assert new is not None
    assert (new.acknowledged, new.link) == (said, old.link)
    assert not outcome.needs_a_person


def test_a_concern_that_was_acknowledged_is_open_again_after_a_retraction(
    played: Played, desk: Desk, tmp_path: Path
) -> None:
    played.crossref(DOI, **THERE, updated_by=[RETRACTION])
    said = Acknowledgement(reason="Shown as a case.", day=BEFORE)
    _, new = renew(desk, tmp_path, entry(status=ReferenceStatus.CONCERN, acknowledged=said))
    assert new is not None
    assert new.forbids_citing


@pytest.mark.parametrize(
    ("notices", "status"),
    [
        ([], "retracted"),
        ([{**RETRACTION, "type": "erratum"}], "retracted"),
        (
            [RETRACTION, {"type": "reinstatement", "DOI": "10.1/b", "updated": {"date-parts": [[2022]]}}],
            "current",
        ),
    ],
)
def test_only_a_reinstatement_lifts_a_known_retraction(
    played: Played, desk: Desk, tmp_path: Path, notices: list[dict[str, Any]], status: str
) -> None:
    played.crossref(DOI, **THERE, updated_by=notices)
    _, new = renew(desk, tmp_path, entry(status=ReferenceStatus.RETRACTED, notice="https://doi.org/10.1/r"))
    assert new is not None
    assert new.status.value == status
    assert (new.notice is None) == (status == "current")


def test_what_was_confirmed_lately_as_it_is_is_not_due(desk: Desk, tmp_path: Path) -> None:
    month = datetime.timedelta(days=30)
    lately = {"method": "Crossref", "checked": DAY - month}
    cases = {
        "none": (None, True),
        "lately": (entry(**lately), False),
        "long ago": (entry(method="Crossref", checked=DAY - month - datetime.timedelta(days=1)), True),
        "by hand": (entry(), True),
        "changed": (entry(**lately, hash="0" * 16), True),
    }
    for name, (old, is_due) in cases.items():
        renewal = Renewal(
            Bibliography({"rowland2014": ROWLAND, "page": Reference("page", "online", {"title": "x"})}),
            {"rowland2014": old} if old else {},
            ledger=tmp_path / LEDGER,
            journal=Journal(tmp_path / "journal"),
            inquiry=desk.inquiry(),
            today=DAY,
        )
        assert [reference.key for reference in renewal.due(month)] == ["rowland2014"] * is_due, name


class KilledError(Exception):
    """What ends a run in the middle."""


def many(played: Played, number: int) -> Bibliography:
    references = {}
    for index in range(number):
        doi = f"10.1000/{index}"
        played.crossref(doi, **THERE)
        references[f"k{index}"] = Reference(f"k{index}", "article", {**ROWLAND.raw_fields, "doi": doi})
    return Bibliography(references)


@pytest.mark.parametrize("is_clean", [True, False])
def test_a_run_that_was_stopped_goes_on_where_it_was(
    played: Played, desk: Desk, tmp_path: Path, is_clean: bool
) -> None:
    bibliography = many(played, 5)
    journal = tmp_path / "deep" / "journal"

    def start(entries: dict[str, Verification]) -> Renewal:
        return Renewal(
            bibliography,
            entries,
            ledger=tmp_path / LEDGER,
            journal=Journal(journal),
            inquiry=desk.inquiry(),
            today=DAY,
        )

    with pytest.raises(KilledError), start({}) as renewal:
        for outcome in renewal.run(renewal.due(datetime.timedelta())):
            if outcome.key == "k2":
                raise KilledError
    if (
        not is_clean
    ):  # the power went: nothing was saved but the journal, and that ends in the middle of a line
        (tmp_path / LEDGER).unlink()
        journal.write_text(journal.read_text() + '\n{"key": "k3", "ha')
    ledger, _ = read_ledger(tmp_path / LEDGER, tmp_path)
    with start(dict(ledger.items)) as renewal:
        outcomes = list(renewal.run(renewal.due(datetime.timedelta())))
    assert [outcome.key for outcome in outcomes] == ["k3", "k4"]
    assert sorted(read_ledger(tmp_path / LEDGER, tmp_path)[0].items) == sorted(bibliography)
    assert [count for path, count in played.asked.items() if path.startswith("/works/")] == [1] * 5
    assert not journal.exists()


def test_what_was_noted_of_a_record_that_changed_since_says_nothing(
    played: Played, desk: Desk, tmp_path: Path
) -> None:
    bibliography = many(played, 1)
    journal = Journal(tmp_path / "journal")
    said: dict[str, Any] = {"ledger": tmp_path / LEDGER, "inquiry": desk.inquiry(), "today": DAY}
    with pytest.raises(KilledError), Renewal(bibliography, {}, journal=journal, **said) as renewal:
        for _ in renewal.run(bibliography.values()):
            raise KilledError
    changed = Reference("k0", "article", {**bibliography["k0"].raw_fields, "volume": "99"})
    again = Renewal(Bibliography({"k0": changed}), {}, journal=journal, **said)
    assert again.entries == {}
    assert again.due(datetime.timedelta()) == [changed]


# Comparing


@pytest.mark.parametrize(
    ("author", "theirs", "verdict"),
    [
        ("van der Berg, Jan", "Berg", Verdict.MATCH),
        ("Berg, Jan", "van der Berg", Verdict.MATCH),
        (r"Mu{\~n}oz, A.", "Munoz", Verdict.MATCH),
        ("O'Neil, H. F.", "O’Neil", Verdict.MATCH),
        ("Nokes-Malach, T. J.", "Nokes Malach", Verdict.MATCH),
        ("{World Health Organization}", "World Health Organization", Verdict.MATCH),
        ("Berg, Jan", "Bergson", Verdict.UNSURE),
        ("Li, X.", "Ali", Verdict.UNSURE),
    ],
)
def test_a_name_is_the_same_in_each_of_its_spellings(author: str, theirs: str, verdict: Verdict) -> None:
    reference = Reference("a", "article", {"author": author, "title": TITLE})
    assert compare(reference, Work("Crossref", "", titles=(TITLE,), authors=(theirs,))).verdict is verdict


def test_authors_are_all_confirmed_or_the_first_alone() -> None:
    reference = Reference("a", "article", {"author": "A, X and B, Y", "title": TITLE})
    others = Reference("a", "article", {"author": "A, X and others", "title": TITLE})
    whole = Work("Crossref", "", titles=(TITLE,), authors=("A", "B"))
    short = Work("Crossref", "", titles=(TITLE,), authors=("A",))
    assert compare(reference, whole).confirmed == ("title", "authors")
    assert compare(others, whole).confirmed == ("title", "first-author")
    found = compare(reference, short)
    assert (found.verdict, found.confirmed) == (Verdict.MATCH, ("title", "first-author"))
    assert found.differences == (Difference(field="authors", here="A; B", there="A"),)


@pytest.mark.parametrize(
    ("ours", "theirs", "is_same"),
    [
        ("Test & learn", "Test and Learn", True),
        ("Meta-analysis of sleep", "Metaanalysis of sleep", True),
        ("{H2O} and ice", "H<sub>2</sub>O and ice", True),
        ("Studies of recall: Part 1", "Studies of recall: Part 2", False),
        ("Studies of recall I", "Studies of recall II", False),
        ("Recall: A review", "Recall", False),
        ("Does it help? A review of recall", "Does it help?", True),
    ],
)
def test_titles_agree_in_words_not_in_dress(ours: str, theirs: str, is_same: bool) -> None:
    reference = Reference("a", "article", {"author": "A, X", "title": ours})
    found = compare(reference, Work("Crossref", "", titles=(theirs,), authors=("A",)))
    assert ("title" in found.confirmed) == is_same
    assert (found.verdict is Verdict.MATCH) == is_same


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=40), st.text(max_size=20))
def test_any_text_from_a_registry_can_be_compared_and_told(title: str, author: str, pages: str) -> None:
    work = Work("Crossref", "", titles=(title,), authors=(author,), containers=(title,), pages=pages)
    found = compare(ROWLAND, work)
    outcome = Outcome("rowland2014", found.verdict, found.reason, found.confirmed, found.differences)
    assert all(line.isprintable() for line in tell_outcome(outcome))
    assert found.verdict is not Verdict.MATCH or "title" in found.confirmed


# Addresses


def asker(desk: Desk) -> LinkAsker:
    return LinkAsker(desk.client, desk.patience, may_ask=lambda address: True)


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (200, Answer.ANSWERS),
        (204, Answer.ANSWERS),
        (401, Answer.UNVERIFIED),
        (403, Answer.UNVERIFIED),
        (405, Answer.UNVERIFIED),
        (429, Answer.UNVERIFIED),
        (404, Answer.FAILED),
        (410, Answer.FAILED),
        (500, Answer.FAILED),
    ],
)
def test_what_an_address_answers(played: Played, desk: Desk, status: int, answer: Answer) -> None:
    played.on("/a", fails(status))
    assert asker(desk).ask(f"{played.base}/a").answer is answer


def test_a_redirect_is_followed_and_a_loop_is_left(played: Played, desk: Desk) -> None:
    played.on("/old", redirects("/new"))
    played.on("/new", as_json({}))
    played.on("/loop", redirects("/loop"))
    assert asker(desk).ask(f"{played.base}/old").answer is Answer.ANSWERS
    assert asker(desk).ask(f"{played.base}/loop").reason == "it redirects in a circle"


def test_an_address_that_hangs_or_is_not_there_failed(played: Played, desk: Desk) -> None:
    played.on("/hang", hangs(played))
    for address in (f"{played.base}/hang", "http://127.0.0.1:1/", "http://[", "http://a.invalid:99999/"):
        outcome = asker(desk).ask(address)
        assert (outcome.answer, outcome.reached_host) == (Answer.FAILED, False), address


def test_an_address_that_leads_inwards_is_never_asked_even_by_redirect(played: Played, desk: Desk) -> None:
    played.on("/out", redirects(f"{played.base}/in"))
    links = LinkAsker(desk.client, desk.patience, may_ask=lambda address: not address.endswith("/in"))
    assert links.ask(f"{played.base}/out").answer is Answer.UNVERIFIED
    assert "/in" not in played.asked


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("http://127.0.0.1/", False),
        ("http://[::1]:80/", False),
        ("http://169.254.169.254/latest", False),
        ("http://10.0.0.1/", False),
        ("http://0.0.0.0/", False),
        ("http://93.184.216.34/", True),
    ],
)
def test_which_addresses_lead_inwards(address: str, public: bool) -> None:
    assert is_public(address) is public


def test_one_host_is_asked_once_a_second(played: Played, desk: Desk) -> None:
    played.on("/a", as_json({}))
    outcomes = list(asker(desk).ask_all([f"{played.base}/a"] * 3))
    assert [outcome.answer for outcome in outcomes] == [Answer.ANSWERS] * 3
    assert sum(desk.waits.waited) == pytest.approx(2)


def failed(address: str, reached_host: bool = True) -> LinkOutcome:
    return LinkOutcome(address, Answer.FAILED, "", reached_host)


def test_an_address_is_dead_only_after_several_days_and_alive_as_soon_as_it_answers() -> None:
    days = [BEFORE, DAY, DAY, DAY + datetime.timedelta(days=1), DAY + datetime.timedelta(days=2)]
    history = add_day({}, [], BEFORE)
    states = []
    for day in days:
        history = add_day(history, [failed("a"), LinkOutcome("b", Answer.ANSWERS)], day)
        states.append(LinkState(failed_on=history["a"]).is_dead)
    assert states == [False, False, False, True, True]
    assert add_day(history, [LinkOutcome("a", Answer.UNVERIFIED)], DAY) == history
    assert add_day(history, [LinkOutcome("a", Answer.ANSWERS)], DAY) == {}


def test_a_day_without_a_network_does_not_count() -> None:
    assert add_day({}, [failed("a", False), failed("b", False)], DAY) == {}
    assert set(add_day({}, [failed("a", False), LinkOutcome("b", Answer.ANSWERS)], DAY)) == {"a"}


def test_the_history_of_references_is_in_the_ledger_and_of_other_addresses_beside_it(tmp_path: Path) -> None:
    bibliography = Bibliography({"a": Reference("a", "online", {"url": "https://a.org/"})})
    path = tmp_path / "deep" / "links.json"
    history = {"https://a.org/": [BEFORE, DAY], "https://record.org/": [DAY]}
    entries = write_history(path, history, {"a": entry(), "b": entry()}, bibliography)
    assert entries["a"].link == LinkState(failed_on=[BEFORE, DAY])
    assert entries["b"].link is None
    assert "a.org" not in path.read_text()
    assert read_history(path, entries, bibliography) == history
    path.write_text("{broken")
    assert set(read_history(path, entries, bibliography)) == {"https://a.org/"}


def test_addresses_are_found_in_references_fields_and_bodies_not_in_code(draft: Draft) -> None:
    seminar = "entries/activities/unitar-seminar-migration-mdgs.md"
    draft.replace(seminar, "languages: [en]", "languages: [en]\nurl: https://field.org/")
    body = (
        "See <https://one.org/a_(b)>, [two](https://two.org/x) (https://three.org/). `https://code.org`\n\n"
    )
    draft.replace(seminar, "Case studies.", body)
    found = addresses_in(draft.read())
    assert found[0].startswith("http://www.unitar.org/event/")
    assert found[1:] == [
        "https://field.org/",
        "https://one.org/a_(b)",
        "https://two.org/x",
        "https://three.org/",
    ]


# The command


def run(draft: Draft, played: Played | None, *words: str) -> subprocess.CompletedProcess[str]:
    base = played.base if played else "http://127.0.0.1:1"
    services = {f"KB_{name}": base for name in ("CROSSREF", "DATACITE", "DOI", "OPEN_LIBRARY")}
    return subprocess.run(
        [sys.executable, "scripts/verify.py", "--root", str(draft.root), *words],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | services | {"KB_MAILTO": "us@example.org", "PYTHONPATH": str(PROJECT)},
    )


def ledger_of(draft: Draft) -> dict[str, Any]:
    return dict(yaml.safe_load((draft.root / LEDGER).read_text()))


def test_the_command_asks_for_what_is_named_and_the_base_is_clean_after(draft: Draft, played: Played) -> None:
    played.crossref(DOI, **THERE)
    result = run(draft, played, "rowland2014")
    assert (result.returncode, result.stdout) == (0, ""), result.stderr
    assert "1 match." in result.stderr
    assert ledger_of(draft)["rowland2014"]["method"] == "Crossref"
    assert check_knowledge_base(draft.read()) == []


def test_the_command_says_what_a_person_should_look_at(draft: Draft, played: Played) -> None:
    played.crossref(DOI, **{**THERE, "title": ["Evil \x1b[31m title"], "author": [{"family": "Rowland"}]})
    result = run(draft, played, "rowland2014")
    assert result.returncode == 1
    assert "rowland2014: unsure at Crossref. The title differs." in result.stderr
    assert "\x1b" not in result.stderr


def test_an_outage_fails_nothing(draft: Draft) -> None:
    before = (draft.root / LEDGER).read_text()
    result = run(draft, None, "--attempts", "1")
    assert result.returncode == 0, result.stderr
    assert "3 not answered." in result.stderr
    assert (draft.root / LEDGER).read_text() == before


def test_by_hand_mends_a_changed_record(draft: Draft) -> None:
    draft.change("bibliography.bib", "volume  = {33}", "volume  = {34}")
    assert {finding.code for finding in draft.check()} == {"KB702"}
    words = ("--by-hand", "latimier2021", "--address", "https://example.org/x", "--confirmed", "year,title")
    assert run(draft, None, *words).returncode == 0
    assert draft.check() == []
    assert ledger_of(draft)["latimier2021"]["confirmed"] == ["title", "year"]


def test_rehash_writes_missing_hashes_and_sorts_and_leaves_wrong_ones(draft: Draft) -> None:
    draft.change(LEDGER, "  hash: d7f345138204907b\n", "")
    draft.change("bibliography.bib", "volume  = {140}", "volume  = {141}")
    assert run(draft, None, "--rehash").returncode == 0
    assert [finding.code for finding in draft.check()] == ["KB702"]
    assert run(draft, None, "--rehash", "rowland2014").returncode == 0
    assert draft.check() == []


def test_acknowledging_is_written_for_what_is_retracted_only(draft: Draft) -> None:
    words = ("--acknowledge", "latimier2021", "--reason", "Shown as a case of retraction.")
    assert run(draft, None, *words).returncode == 2
    draft.change(LEDGER, "status: current", "status: retracted")
    assert run(draft, None, *words).returncode == 0
    assert ledger_of(draft)["latimier2021"]["acknowledged"]["reason"] == "Shown as a case of retraction."
    assert not draft.read().ledger["latimier2021"].forbids_citing


@pytest.mark.parametrize(
    "words",
    [
        ("nobody2000",),
        ("--by-hand", "nobody2000", "--address", "https://a.org/"),
        ("--by-hand", "rowland2014"),
        ("--by-hand", "rowland2014", "--address", "nowhere"),
        ("--by-hand", "rowland2014", "--address", "https://a.org/", "--confirmed", "colour"),
        ("--acknowledge", "rowland2014"),
        ("--rehash", "nobody2000"),
        ("--by-hand", "rowland2014", "--links"),
        ("latimier2021", "--by-hand", "rowland2014", "--address", "https://a.org/"),
    ],
)
def test_misuse_is_told_and_changes_nothing(draft: Draft, words: tuple[str, ...]) -> None:
    before = (draft.root / LEDGER).read_text()
    result = run(draft, None, *words)
    assert result.returncode == 2
    assert "error:" in result.stderr
    assert (draft.root / LEDGER).read_text() == before


def test_a_ledger_with_a_mistake_is_not_written_over(draft: Draft) -> None:
    draft.change(LEDGER, "method: by hand", "method: guess")
    before = (draft.root / LEDGER).read_text()
    result = run(draft, None, "--rehash")
    assert (result.returncode, "KB106" in result.stdout) == (2, True)
    assert (draft.root / LEDGER).read_text() == before


def test_a_count_in_words() -> None:
    assert sum_up([]) == "nothing was due"
    assert sum_up([Outcome("a", Verdict.MATCH), Outcome("b", None)]) == "1 match, 1 not answered"


def test_writing_the_ledger_never_leaves_half_a_file(tmp_path: Path) -> None:
    write_ledger(tmp_path / LEDGER, {"a": entry()})
    with pytest.raises(TypeError):
        write_ledger(tmp_path / LEDGER, {"a": entry(), 1: entry()})  # type: ignore[dict-item]
    assert list(read_ledger(tmp_path / LEDGER, tmp_path)[0].items) == ["a"]
