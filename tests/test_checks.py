"""Each rule finds what it should, at the place of the mistake, and leaves a sound base alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from conftest import Draft

from knowledgebase.checks import check_knowledge_base
from knowledgebase.findings import Finding
from knowledgebase.knowledge import KnowledgeBase

One = Callable[[], Finding]
RETRIEVAL = "entries/techniques/retrieval-practice.md"
SPACED = "entries/techniques/spaced-practice.md"
ROWLAND = "entries/research/rowland-2014-testing-effect.md"
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
TRAINING = "entries/trainings/recall-half-day.md"


def test_the_small_knowledge_base_is_clean(small: KnowledgeBase) -> None:
    assert check_knowledge_base(small) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "line", "column"),
    [
        (RETRIEVAL, "cost: low", "cost: [low", "KB103", 14, 0),
        (RETRIEVAL, "cost: low", "csot: low", "KB104", 13, 1),
        (RETRIEVAL, "title: Retrieval practice\n", "", "KB105", 2, 1),
        (RETRIEVAL, "summary:", "sumary:", "KB104", 4, 1),
        (RETRIEVAL, "cost: low", "cost: cheap", "KB106", 13, 7),
        (RETRIEVAL, "{min: 5, max: 15}", "{min: 50, max: 15}", "KB106", 10, 7),
        (RETRIEVAL, "{min: 5, max: 15}", "{min: 5, max: many}", "KB106", 10, 21),
        (RETRIEVAL, "cost: low", "cost: low\ncost: high", "KB107", 14, 1),
        (RETRIEVAL, "[memory, trainers", "[memori, trainers", "KB112", 5, 8),
        (RETRIEVAL, "id: spaced-practice", "id: spaced-practise", "KB113", 9, 10),
        (RETRIEVAL, "## Why it works", "## Why", "KB111", 17, 1),
        (RETRIEVAL, "[[spaced-practice|", "[[spaced-practise|", "KB401", 29, 60),
        (RETRIEVAL, "[@rowland2014].", "[@rowland2041].", "KB301", 20, 23),
        (ROWLAND, "source: rowland2014", "source: rowland2015", "KB301", 6, 9),
        (ROWLAND, "techniques: [retrieval-practice]", "techniques: [retrieval]", "KB113", 7, 14),
        (SEMINAR, "lead: unitar", "lead: unita", "KB114", 6, 7),
        (SEMINAR, "partners: [iom]", "partners: [iom, oim]", "KB114", 7, 17),
        (SEMINAR, "needs: [need-remember-procedures]", "needs: [memory]", "KB112", 13, 9),
        (SEMINAR, "countries: [USA]", "countries: [us]", "KB106", 10, 13),
        (SEMINAR, "end: 2010-09-02", "end: 2010-13", "KB106", 9, 34),
        (SEMINAR, "    level: reaction", "    level: reaction\n    source: nobody2000", "KB301", 17, 13),
        (TRAINING, "duration: 90", "duration: 100", "KB117", 8, 11),
        (
            TRAINING,
            "technique: retrieval-practice",
            "technique: rowland-2014-testing-effect",
            "KB113",
            12,
            16,
        ),
        (TRAINING, "builds_on: [unitar", "builds_on: [unitr", "KB113", 19, 13),
        ("entries/vocabulary.yml", "facet: audience", "facet: public", "KB106", 12, 10),
        ("entries/vocabulary.yml", "broader: africa", "broader: memory", "KB601", 29, 12),
        ("bibliography.lock.yml", "method: by hand", "method: guess", "KB106", 3, 11),
    ],
)
def test_one_mistake_is_one_finding_at_its_place(
    draft: Draft, one: One, name: str, old: str, new: str, code: str, line: int, column: int
) -> None:
    draft.replace(name, old, new)
    finding = one()
    assert (finding.path, finding.code) == (name, code)
    assert finding.line == line
    assert column in {0, finding.column}


@pytest.mark.parametrize(
    ("name", "old", "new", "hint"),
    [
        (RETRIEVAL, "[memory, trainers", "[memori, trainers", "`memory`"),
        (RETRIEVAL, "summary:", "sumary:", "`summary`"),
        (RETRIEVAL, "id: spaced-practice", "id: spaced-practise", "`spaced-practice`"),
        (RETRIEVAL, "[@rowland2014].", "[@rowland2041].", "rowland2014"),
        (RETRIEVAL, "[[spaced-practice|", "[[spaced-practise|", "`spaced-practice`"),
        (SEMINAR, "lead: unitar", "lead: unita", "`unitar`"),
    ],
)
def test_the_hint_names_what_was_likely_meant(
    draft: Draft, one: One, name: str, old: str, new: str, hint: str
) -> None:
    draft.replace(name, old, new)
    assert hint in one().hint


def test_sections_out_of_order_are_found_at_the_first_that_is_wrong(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "## Why it works", "## Swap")
    draft.replace(SPACED, "## When it does not work", "## Why it works")
    draft.replace(SPACED, "## Swap", "## When it does not work")
    finding = one()
    assert finding.code == "KB111"
    assert "`## When it does not work` stands where `## Why it works` belongs" in finding.message


def test_a_section_that_stands_twice_is_found(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "## Try it in a training", "## Evidence\n\nMore.\n\n## Try it in a training")
    assert one().code == "KB111"


def test_further_sections_are_allowed(draft: Draft) -> None:
    draft.replace(SPACED, "## Evidence", "## With few means\n\nOn paper.\n\n## Evidence")
    assert draft.check() == []


def test_a_quantitative_summary_without_outcomes_is_found(draft: Draft, one: One) -> None:
    text = (draft.root / ROWLAND).read_text()
    start, end = text.index("outcomes:"), text.index("limitations:")
    draft.write(ROWLAND, text[:start] + text[end:])
    assert one().code == "KB115"


def test_an_effect_without_a_measure_is_found(draft: Draft, one: One) -> None:
    draft.replace(LATIMIER, "    measure: g\n", "")
    assert one().code == "KB115"


def test_the_same_id_in_two_kinds_is_found(draft: Draft, one: One) -> None:
    draft.write("entries/trainings/spaced-practice.md", (draft.root / TRAINING).read_text())
    finding = one()
    assert (finding.code, finding.path) == ("KB110", "entries/trainings/spaced-practice.md")


def test_a_name_with_two_owners_is_found(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "tags: [memory", "aliases: [testing-effect]\ntags: [memory")
    assert one().code == "KB110"


@pytest.mark.parametrize("name", ["Upper.md", "with space.md", "double--hyphen.md", "ünlaut.md"])
def test_a_file_name_that_is_no_id_is_found(draft: Draft, one: One, name: str) -> None:
    draft.write(f"entries/techniques/{name}", (draft.root / SPACED).read_text())
    assert one().code == "KB109"


def test_after_a_broken_file_the_rest_is_still_checked(draft: Draft) -> None:
    draft.write("entries/research/broken.md", "---\n: [\n---\n")
    draft.replace(SPACED, "[memory, trainers]", "[memory, trainrs]")
    assert {finding.code for finding in draft.check()} == {"KB103", "KB112"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("entries/vocabulary.yml", "memory: [\n"),
        ("entries/agencies.yml", "\t"),
        ("entries/agencies.yml", "- no names\n"),
    ],
)
def test_a_list_that_cannot_be_read_is_one_finding(draft: Draft, one: One, name: str, text: str) -> None:
    draft.write(name, text)
    finding = one()
    assert (finding.code, finding.path) == ("KB103", name)


def test_a_link_to_a_record_that_cannot_be_read_is_no_finding_of_its_own(draft: Draft, one: One) -> None:
    draft.replace(RETRIEVAL, "cost: low", "cost: cheap")
    draft.replace(SPACED, "Spread it out", "See [[Practice testing]] and [[testing-effect]] to spread")
    assert one().path == RETRIEVAL


def test_a_duplicate_key_names_the_line_of_the_first(draft: Draft, one: One) -> None:
    text = (draft.root / "bibliography.bib").read_text()
    draft.write("bibliography.bib", text + "\n@misc{rowland2014,\n  title = {Other},\n}\n")
    finding = one()
    assert (finding.code, finding.path) == ("KB202", "bibliography.bib")
    assert "line 22" in finding.message


def test_bibtex_that_does_not_close_is_found_where_it_began(draft: Draft) -> None:
    text = (draft.root / "bibliography.bib").read_text()
    draft.write("bibliography.bib", text + "\n@misc{open,\n  title = {Never closed\n")
    finding = draft.check()[0]
    assert finding.code == "KB201"
    assert finding.line == text.count("\n") + 2


def test_a_retracted_source_cannot_be_cited(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    findings = draft.check()
    assert {finding.code for finding in findings} == {"KB303"}
    assert {finding.path for finding in findings} >= {SPACED, LATIMIER}


@pytest.mark.parametrize(
    "text",
    [
        "[x](../research/nothing.md)",
        "[x](../../secrets.md)",
        "[x](/techniques/)",
        "[x]\n\n[x]: nothing.md",
        "![x](a.png)",
    ],
)
def test_a_relative_link_that_leads_nowhere_is_found(draft: Draft, one: One, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    assert one().code == "KB402"


@pytest.mark.parametrize(
    "text",
    [
        "[x](retrieval-practice.md#evidence)",
        "[x](../tags/memory.md)",
        "[x](../sources/rowland2014.md)",
        "[x](https://example.org/a_(b))",
        "[x](mailto:a@example.org)",
        "[x](#evidence)",
        "`[x](nothing.md)`",
    ],
)
def test_a_link_that_leads_somewhere_is_left_alone(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    assert draft.check() == []


def test_a_link_to_a_draft_is_found(draft: Draft) -> None:
    draft.replace(SPACED, "created:", "status: draft\ncreated:")
    assert {finding.code for finding in draft.check()} == {"KB401"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<script>alert(1)</script>", "KB501"),
        ("<ScRiPt src=x>", "KB501"),
        ("<img src=x onerror=alert(1)>", "KB501"),
        ("<svg/onload=alert(1)>", "KB501"),
        ("<iframe src='https://example.org'></iframe>", "KB501"),
        ("text {: onclick='x' }", "KB501"),
        ("[x](javascript:alert)", "KB502"),
        ("[x](JaVaScRiPt:alert)", "KB502"),
        ("[x](java&#115;cript:alert)", "KB502"),
        ("[x](data:text/html,hi)", "KB502"),
        ("<javascript:alert>", "KB502"),
        ("[x]\n\n[x]: vbscript:x", "KB502"),
    ],
)
def test_live_markup_in_a_body_is_found(draft: Draft, text: str, code: str) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    assert {finding.code for finding in draft.check()} == {code}


@pytest.mark.parametrize(
    "text", ["`<script>`", "5 < 6 and on = off", "a <b>bold</b> word", "the one: on time"]
)
def test_harmless_text_is_left_alone(draft: Draft, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"{text} spread")
    assert draft.check() == []


def test_live_markup_in_a_field_is_found(draft: Draft, one: One) -> None:
    draft.replace(SPACED, "title: Spaced practice", 'title: "<script>alert(1)</script>"')
    finding = one()
    assert (finding.code, finding.line, finding.column) == ("KB501", 3, 8)


def test_live_markup_in_bibtex_is_found(draft: Draft, one: One) -> None:
    draft.replace(
        "bibliography.bib",
        "doi     = {10.1007/s10648-020-09572-8}",
        "note    = {<img src=x onerror=alert(1)>}",
    )
    assert one().code == "KB501"


def test_a_dangerous_address_in_bibtex_is_found(draft: Draft, one: One) -> None:
    draft.replace(
        "bibliography.bib", "doi     = {10.1007/s10648-020-09572-8}", "url     = {javascript:alert(1)}"
    )
    assert one().code == "KB502"


def test_a_superseded_record_says_by_what(draft: Draft, one: One) -> None:
    draft.replace(LATIMIER, "created:", "status: superseded\ncreated:")
    assert one().code == "KB116"


@pytest.mark.parametrize("text", ["[@", "[see @rowland2014", "[@]"])
def test_a_malformed_citation_is_found(draft: Draft, one: One, text: str) -> None:
    draft.replace(SPACED, "Spread it out", f"Spread {text}")
    assert one().code == "KB302"


def test_a_guide_is_checked_as_records_are(draft: Draft, one: One) -> None:
    draft.replace("docs/contribute.md", "[@latimier2021]", "[@nobody2000]")
    finding = one()
    assert (finding.path, finding.line, finding.column) == ("docs/contribute.md", 3, 28)


def test_a_mistake_in_the_front_matter_hides_none_in_the_body(draft: Draft) -> None:
    draft.replace(RETRIEVAL, "cost: low", "csot: low")
    draft.replace(RETRIEVAL, "[@rowland2014].", "[@rowland2041].")
    found = [(finding.path, finding.line, finding.code) for finding in draft.check()]
    assert found == [(RETRIEVAL, 13, "KB104"), (RETRIEVAL, 20, "KB301")]
