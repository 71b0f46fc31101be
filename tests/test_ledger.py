"""The ledger of what was confirmed: its hashes, its file, its rules, and the banners that come of it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path

import pytest
from conftest import SMALL, Draft
from hypothesis import given, settings
from hypothesis import strategies as st
from rendering import make_shelf, render_pages

from knowledgebase.bibliography import Reference, parse_bibliography
from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import Finding, Severity
from knowledgebase.ledger import (
    LEDGER,
    Acknowledgement,
    Difference,
    LinkState,
    ReferenceStatus,
    Verification,
    acknowledge,
    confirm_by_hand,
    fold_text,
    hash_of,
    read_ledger,
    write_ledger,
)

One = Callable[[], Finding]
BIB = "bibliography.bib"
SPACED = "entries/techniques/spaced-practice.md"
DAY = datetime.date(2026, 11, 25)
ROWLAND = """@article{rowland2014,
  author = {Rowland, C. A. and M{\\"u}ller, A.},
  title = {The effect of testing versus restudy on {Retention}},
  journal = {Psychological Bulletin}, year = {2014}, volume = {140}, number = {6},
  pages = {1432--1463}, doi = {10.1037/a0037559}, isbn = {978-3-16-148410-0},
  url = {https://example.org/a?b=1},
}"""
ENTRY = Verification(
    confirmed=["title", "year"],
    method="by hand",
    address="https://example.org/seen",
    checked=datetime.date(2026, 11, 24),
)


def read_one(text: str) -> Reference:
    (reference,) = parse_bibliography(text, BIB)[0].values()
    return reference


# Hashes


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("  author", "author"),
        ("{Retention}", "retention"),
        ('{\\"u}', "ü"),
        ("--", "-"),
        ("--", "–"),
        ("effect of testing", "Effect of\n   Testing"),
        ("10.1037/a0037559", "https://doi.org/10.1037/A0037559"),
        ("978-3-16-148410-0", "9783161484100"),
        ("journal =", "journaltitle ="),
        ("year = {2014}", "date = {2014}"),
        ("year = {2014}, volume = {140}", "volume = {140}, year = 2014"),
        ("  url", "  abstract = {New}, url"),
    ],
)
def test_the_hash_does_not_see_the_layout(old: str, new: str) -> None:
    assert old in ROWLAND
    assert hash_of(read_one(ROWLAND.replace(old, new))) == hash_of(read_one(ROWLAND))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("@article", "@misc"),
        ("Rowland, C. A.", "Rowland, C. B."),
        (" and M{", " and {M{"),
        ("testing versus", "tests versus"),
        ("Psychological Bulletin", "Psychological Review"),
        ("2014}, vol", "2015}, vol"),
        ("{140}", "{141}"),
        ("{6}", "{7}"),
        ("1463", "1464"),
        ("a0037559", "a0037558"),
        ("148410", "148411"),
        ("b=1", "b=2"),
    ],
)
def test_the_hash_sees_what_identifies_a_work(old: str, new: str) -> None:
    changed = ROWLAND.replace(old, new)
    if old == " and M{":  # another author altogether
        changed = ROWLAND.replace(' and M{\\"u}ller, A.', "")
    assert changed != ROWLAND
    assert hash_of(read_one(changed)) != hash_of(read_one(ROWLAND))


def test_a_word_cannot_move_from_one_field_to_the_next_unseen() -> None:
    one = Reference("a", "misc", {"title": "a b", "journal": "c"})
    other = Reference("a", "misc", {"title": "a", "journal": "b c"})
    assert hash_of(one) != hash_of(other)


@settings(deadline=None)
@given(st.text(), st.text(alphabet=" \n.,;:-–'\"“(!"))
def test_what_stands_around_words_does_not_matter(text: str, around: str) -> None:
    assert fold_text(f"{around} {text} {around}") == fold_text(text)


# The file


def test_an_empty_ledger_can_be_read_again(tmp_path: Path) -> None:
    write_ledger(tmp_path / LEDGER, {})
    ledger, findings = read_ledger(tmp_path / LEDGER, tmp_path)
    assert (len(ledger), findings) == (0, [])


def test_a_ledger_that_is_written_and_read_is_the_same(tmp_path: Path) -> None:
    whole = ENTRY.model_copy(
        update={
            "status": ReferenceStatus.RETRACTED,
            "notice": "https://doi.org/10.1000/notice",
            "acknowledged": Acknowledgement(reason="Shown as a case: read it #1.", day=DAY),
            "differences": [
                Difference(field="volume", here="33", there="34"),
                Difference(field="title", here='A "b": c', there="", accepted=DAY),
            ],
            "link": LinkState(failed_on=[DAY]),
            "hash": "0123456789abcdef",
        }
    )
    entries = {"b": whole, "a:2": ENTRY, "on": ENTRY}
    write_ledger(tmp_path / LEDGER, entries)
    ledger, findings = read_ledger(tmp_path / LEDGER, tmp_path)
    assert findings == []
    assert ledger.items == entries
    assert list(ledger.items) == sorted(entries)


def test_writing_what_was_read_changes_nothing(tmp_path: Path) -> None:
    for source in (SMALL, SMALL.parent.parent.parent):
        ledger, _ = read_ledger(source / LEDGER, source)
        text = (source / LEDGER).read_text(encoding="utf-8")
        (tmp_path / LEDGER).write_text(text, encoding="utf-8")
        write_ledger(tmp_path / LEDGER, ledger.items)
        assert (tmp_path / LEDGER).read_text(encoding="utf-8") == text
        assert [path.name for path in tmp_path.iterdir()] == [LEDGER]


def test_comments_at_the_top_stay(tmp_path: Path) -> None:
    (tmp_path / LEDGER).write_text("# one\n# two\na: {}\n# three\n")
    write_ledger(tmp_path / LEDGER, {"a": ENTRY})
    text = (tmp_path / LEDGER).read_text()
    assert text.startswith("# one\n# two\na:\n")
    assert "three" not in text


@pytest.mark.parametrize("text", ["hash: 12", "hash: ABCDEF0123456789", "acknowledged: {reason: No.}"])
def test_a_wrong_value_in_an_entry_is_found(draft: Draft, text: str) -> None:
    draft.change(LEDGER, "  status: current\n  hash: d7f345138204907b", f"  status: current\n  {text}")
    findings = draft.check()
    assert {finding.code for finding in findings} <= {"KB105", "KB106"}
    assert {(finding.path, finding.line) for finding in findings} == {(LEDGER, 7)}


# Changes by hand


def test_by_hand_writes_the_hash_and_keeps_the_status() -> None:
    reference = read_one(ROWLAND)
    old = ENTRY.model_copy(
        update={"status": ReferenceStatus.CORRECTED, "notice": "https://doi.org/10.1/c", "hash": "0" * 16}
    )
    new = confirm_by_hand(reference, old, confirmed=["title"], address="https://a.org/b", day=DAY)
    assert (new.method, new.checked, new.hash) == ("by hand", DAY, hash_of(reference))
    assert (new.status, new.notice) == (ReferenceStatus.CORRECTED, "https://doi.org/10.1/c")


def test_by_hand_accepts_the_differences_of_the_same_record_and_drops_those_of_another() -> None:
    reference = read_one(ROWLAND)
    difference = Difference(field="volume", here="140", there="141")
    for digest, left in ((hash_of(reference), [DAY]), ("0" * 16, [])):
        old = ENTRY.model_copy(update={"differences": [difference], "hash": digest})
        new = confirm_by_hand(reference, old, confirmed=["title"], address="https://a.org/b", day=DAY)
        assert [found.accepted for found in new.differences] == left


def test_an_acknowledgement_ends_with_the_status_that_it_was_given_for() -> None:
    concern = acknowledge(
        ENTRY.model_copy(update={"status": ReferenceStatus.CONCERN}), "A case of doubt.", DAY
    )
    said = {"confirmed": ["title"], "address": "https://a.org/b", "day": DAY}
    kept = confirm_by_hand(read_one(ROWLAND), concern, **said)
    retracted = confirm_by_hand(read_one(ROWLAND), concern, status=ReferenceStatus.RETRACTED, **said)
    assert kept.acknowledged is not None
    assert retracted.forbids_citing


def test_only_what_is_retracted_or_doubted_can_be_acknowledged() -> None:
    with pytest.raises(ValueError, match="nothing to acknowledge"):
        acknowledge(ENTRY, "For no reason.", DAY)


@pytest.mark.parametrize("status", ReferenceStatus)
def test_a_retraction_forbids_citing_until_it_is_acknowledged(status: ReferenceStatus) -> None:
    entry = ENTRY.model_copy(update={"status": status})
    assert entry.forbids_citing == (status is ReferenceStatus.RETRACTED)
    if status.is_grave:
        assert not acknowledge(entry, "Shown as a case.", DAY).forbids_citing


# Rules


def test_a_cited_key_without_an_entry_is_found_at_its_record(draft: Draft, one: One) -> None:
    text = (draft.root / LEDGER).read_text()
    draft.write(LEDGER, text[: text.index("unitar-seminar:")])
    finding = one()
    assert (finding.code, finding.path, finding.line, finding.column) == ("KB701", BIB, 33, 1)
    assert "entries/activities/unitar-seminar-migration-mdgs.md" in finding.message
    assert "scripts/verify.py unitar-seminar" in finding.hint


def test_a_source_that_nothing_cites_needs_no_entry(draft: Draft) -> None:
    draft.write(BIB, (draft.root / BIB).read_text() + "\n@misc{unused, title = {Later}, author = {A, B}}\n")
    assert "KB701" not in {finding.code for finding in draft.check()}


@pytest.mark.parametrize("text", ["[@unused]", "<!-- nocite: @unused -->"])
def test_a_source_that_is_only_listed_needs_one_too(draft: Draft, text: str) -> None:
    draft.write(BIB, (draft.root / BIB).read_text() + "\n@misc{unused, title = {Later}, author = {A, B}}\n")
    draft.change(SPACED, "Spread it out", f"{text} Spread it out")
    assert "KB701" in {finding.code for finding in draft.check()}


def test_an_entry_with_a_mistake_is_not_a_missing_one(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "method: by hand", "method: guess")
    assert one().code == "KB106"


@pytest.mark.parametrize("text", ["a: [\n", "- a\n"])
def test_a_ledger_that_cannot_be_read_is_one_finding(draft: Draft, one: One, text: str) -> None:
    draft.write(LEDGER, text)
    assert (one().code, one().path) == ("KB103", LEDGER)


def test_a_record_changed_after_it_was_confirmed_is_found_at_its_place(draft: Draft, one: One) -> None:
    draft.change(BIB, "1432--1463", "1432--1436")
    finding = one()
    assert (finding.code, finding.path, finding.line, finding.column) == ("KB702", BIB, 22, 1)
    assert "2026-11-24" in finding.message
    assert "--by-hand rowland2014" in finding.hint


def test_a_record_laid_out_anew_is_left_alone(draft: Draft) -> None:
    draft.change(BIB, "1432--1463", "1432–1463")
    draft.change(BIB, "  title   = {Test-enhanced learning", "title={{Test}-Enhanced  Learning")
    assert not [finding for finding in draft.check() if finding.code.startswith("KB7")]


def test_an_entry_without_a_hash_is_found(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "  hash: d7f345138204907b\n", "")
    finding = one()
    assert (finding.code, finding.path, finding.line, finding.column) == ("KB702", LEDGER, 1, 1)
    assert "--rehash latimier2021" in finding.hint


def test_an_entry_for_no_source_is_a_warning(draft: Draft, one: One) -> None:
    draft.change(
        LEDGER,
        "unitar-seminar:",
        "zzz2000:\n  confirmed: [title]\n  method: by hand\n"
        "  address: https://a.org/\n  checked: 2026-11-24\n  status: current\nunitar-seminar:",
    )
    findings = [finding for finding in draft.check() if finding.code != "KB707"]
    assert [(f.code, f.severity, f.path, f.line, f.column) for f in findings] == [
        ("KB703", Severity.WARNING, LEDGER, 22, 1)
    ]


def test_the_entry_of_a_record_that_cannot_be_read_is_no_second_mistake(draft: Draft) -> None:
    draft.change(BIB, "@article{latimier2021,", "@article{,")
    assert "KB703" not in {finding.code for finding in draft.check()}


def test_an_entry_that_confirms_neither_title_nor_address_is_found(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "[title, url]", "[authors, year]")
    finding = one()
    assert (finding.code, finding.path, finding.line, finding.column) == ("KB704", LEDGER, 23, 14)


@pytest.mark.parametrize("confirmed", ["[title]", "[url]"])
def test_the_title_or_the_address_is_enough(draft: Draft, confirmed: str) -> None:
    draft.change(LEDGER, "[title, url]", confirmed)
    assert draft.check() == []


def test_a_doubted_source_is_a_warning_once_until_it_is_acknowledged(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "status: current", "status: expression-of-concern")
    finding = one()
    assert (finding.code, finding.severity) == ("KB705", Severity.WARNING)
    assert (finding.path, finding.line, finding.column) == (LEDGER, 6, 11)
    said = "status: expression-of-concern\n  acknowledged: {reason: Cited for its method., day: 2026-11-25}"
    draft.change(LEDGER, "status: expression-of-concern", said)
    assert draft.check() == []


def test_a_corrected_source_may_be_cited(draft: Draft) -> None:
    draft.change(LEDGER, "status: current", "status: corrected")
    assert draft.check() == []


DIFFERENCE = "status: current\n  differences:\n  - {field: volume, here: '33', there: '34'%s}"


def test_a_difference_that_nobody_looked_at_is_a_warning(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "status: current", DIFFERENCE % "")
    finding = one()
    assert (finding.code, finding.severity, finding.path, finding.line) == ("KB706", Severity.WARNING, BIB, 1)
    assert "volume 34, not 33" in finding.message


def test_a_difference_that_a_person_accepted_is_left_alone(draft: Draft) -> None:
    draft.change(LEDGER, "status: current", DIFFERENCE % ", accepted: 2026-11-25")
    assert draft.check() == []


def test_after_a_change_an_old_difference_says_nothing(draft: Draft, one: One) -> None:
    draft.change(LEDGER, "status: current", DIFFERENCE % "")
    draft.change(BIB, "volume  = {33}", "volume  = {34}")
    assert one().code == "KB702"


def test_entries_out_of_order_are_one_warning_at_the_first(draft: Draft, one: One) -> None:
    text = (draft.root / LEDGER).read_text()
    start, end = text.index("roediger2006:"), text.index("unitar-seminar:")
    draft.write(LEDGER, text[:start] + text[end:] + text[start:end])
    finding = one()
    assert (finding.code, finding.severity, finding.path) == ("KB707", Severity.WARNING, LEDGER)
    assert finding.message.startswith("`roediger2006` stands after `unitar-seminar`")


@pytest.mark.parametrize(
    ("days", "codes"),
    [
        ("2026-11-20", set()),
        ("2026-11-20, 2026-11-21", set()),
        ("2026-11-20, 2026-11-20, 2026-11-20", set()),
        ("2026-11-20, 2026-11-21, 2026-11-24", {"KB708"}),
    ],
)
def test_an_address_is_dead_after_failing_on_several_days(draft: Draft, days: str, codes: set[str]) -> None:
    draft.change(LEDGER, "status: current", f"status: current\n  link: {{failed_on: [{days}]}}")
    findings = draft.check()
    assert {finding.code for finding in findings} == codes
    assert all(finding.severity is Severity.WARNING for finding in findings)


# Pages


def render(draft: Draft) -> dict[str, str]:
    return {page.path: html for page, html in render_pages(draft.read())}


@pytest.mark.parametrize(
    ("status", "words"),
    [("retracted", "was retracted"), ("expression-of-concern", "is under an expression of concern")],
)
def test_every_record_that_rests_on_the_work_carries_a_banner(draft: Draft, status: str, words: str) -> None:
    draft.change(LEDGER, "status: current", f"status: {status}")
    pages = render(draft)
    link = '<a href="../../sources/latimier2021/">Latimier et al., 2021</a>'
    banner = f'<aside class="kb-notice kb-notice--review"><p>A work cited on this page {words}: {link}</p>'
    own = f"<p>The source of this summary {words}: {link}</p>"
    assert banner in pages["techniques/spaced-practice.md"]
    assert banner in pages["techniques/retrieval-practice.md"], (
        "it weighs the summary without citing the work"
    )
    assert own in pages["research/latimier-2021-spaced-retrieval.md"]
    assert words not in pages["trainings/recall-half-day.md"]


def test_a_correction_is_told_where_the_work_is_summed_up_alone(draft: Draft) -> None:
    draft.change(LEDGER, "status: current", "status: corrected")
    pages = render(draft)
    assert "The source of this summary was corrected" in pages["research/latimier-2021-spaced-retrieval.md"]
    assert "kb-notice" not in pages["techniques/spaced-practice.md"]


def test_an_acknowledged_retraction_still_carries_its_banner_and_its_reason(draft: Draft) -> None:
    said = (
        "status: retracted\n  notice: https://doi.org/10.1000/notice\n"
        "  acknowledged: {reason: Shown as a case of <b>., day: 2026-11-25}"
    )
    draft.change(LEDGER, "status: current", said)
    pages = render(draft)
    assert "was retracted" in pages["techniques/spaced-practice.md"]
    source = pages["sources/latimier2021.md"]
    assert '<a href="https://doi.org/10.1000/notice">The notice</a>' in source
    assert "decided on 25 November 2026: Shown as a case of &lt;b&gt;." in source


def test_no_page_of_a_sound_base_warns_of_a_source(draft: Draft) -> None:
    shelf, _ = make_shelf(draft.read())
    assert check_knowledge_base(shelf.knowledge) == []
    assert all("A work cited" not in html for html in render(draft).values())


def test_an_acknowledged_retraction_may_be_cited(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    assert "KB303" in {finding.code for finding in draft.check()}
    ledger, _ = read_ledger(draft.root / LEDGER, draft.root)
    entries = dict(ledger.items)
    entries["latimier2021"] = acknowledge(entries["latimier2021"], "An example of a retraction.", DAY)
    write_ledger(draft.root / LEDGER, entries)
    assert "KB303" not in {finding.code for finding in draft.check()}
