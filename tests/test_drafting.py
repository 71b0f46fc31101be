"""Answers of people, and of people who mean harm, become records or a clear word on what is missing."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import registry
import yaml
from conftest import PROJECT, TODAY, Draft
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledgebase.acquiring import Services
from knowledgebase.drafting import QUESTIONS, Added, Rejected, add_draft, fill_in, render_draft, start_draft
from knowledgebase.drafting.forms import find_form, make_issue_forms, read_form
from knowledgebase.drafting.submission import Reception, Submission, read_event, receive
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.records import KINDS, Kind
from knowledgebase.source import parse_document

EVENTS = Path(__file__).parent / "data" / "events"
OFFLINE = Services(doi="http://127.0.0.1:9", attempts=1, seconds=1)

ANSWERS: Mapping[Kind, Mapping[str, str]] = {
    Kind.TECHNIQUE: {
        "title": "Drawing what you heard",
        "summary": "Learners draw what was explained, and compare the drawings.",
        "topics": "Memory and retention (memory)",
        "audiences": "Trainers (trainers), Diplomats and delegates (diplomats)",
        "time-min": "5",
        "time-max": "15",
        "delivery": "in-person, live-online",
        "cost": "low",
    },
    Kind.RESEARCH: {
        "source": "rowland2014",
        "title": "What testing does against restudy",
        "summary": "A review of experiments on testing against studying again.",
        "techniques": "Retrieval practice",
        "design": "meta-analysis",
        "topics": "memory",
        "audiences": "trainers",
        "outcome": "retention",
        "level": "learning",
        "direction": "benefit",
        "comparison": "restudy",
        "measure": "g",
        "effect": "0.50",
        "ci": "0.42 to 0.58",
        "k": "159",
        "locator": "Abstract",
        "adults": "no one (none)",
    },
    Kind.ACTIVITY: {
        "title": "Course for delegates on migration data",
        "summary": "Five mornings on reading migration statistics.",
        "lead": "UNITAR",
        "partners": "International Organization for Migration",
        "type": "course",
        "topics": "memory",
        "audiences": "diplomats",
        "needs": "Remember rules and procedures (need-remember-procedures)",
        "tags": "SDG 17.9, East Africa",
        "start": "2013-05",
        "countries": "Kenya, TZA",
        "languages": "English, fr",
        "url": "https://example.org/course",
    },
    Kind.TRAINING: {
        "title": "One morning on remembering rules",
        "summary": "Officers recall rules from memory, three times in one morning.",
        "objectives": "- List the five steps of a referral from memory\n- Explain each step to a colleague",
        "sessions": "30 | Opening questions | retrieval practice | See what is known\n15 | Break",
        "topics": "memory",
        "audiences": "trainers",
    },
}


def filled(kind: Kind, **changes: str) -> dict[str, str]:
    """The answers of a complete form, with changes by the names of the questions."""
    texts = {
        question.name: f"Text of {question.section} with a source [@rowland2014]."
        for question in QUESTIONS[kind]
        if question.is_section
    }
    return {**texts, **ANSWERS[kind], **{name.replace("_", "-"): text for name, text in changes.items()}}


def rendered(kind: Kind, answers: Mapping[str, str]) -> str:
    """The text of an issue as GitHub makes it of a filled form."""
    parts = [
        f"### {question.label}\n\n{answers.get(question.name) or '_No response_'}"
        for question in QUESTIONS[kind]
    ]
    agreement = "- [x] I wrote this myself, and it may be published under CC BY 4.0."
    return "\n\n".join([*parts, f"### Before you send it\n\n{agreement}"])


def send(draft: Draft, kind: Kind, services: Services = OFFLINE, **changes: str) -> Reception:
    return receive(draft.root, Submission(12, rendered(kind, filled(kind, **changes))), services, TODAY)


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def written(draft: Draft, reception: Reception) -> tuple[dict[str, Any], str]:
    assert reception.path, reception.comment
    text = (draft.root / reception.path).read_text(encoding="utf-8")
    document, findings = parse_document(text, reception.path)
    assert document and not findings
    return dict(document.fields.values), document.body


# What becomes of a complete form


@pytest.mark.parametrize("kind", list(Kind))
def test_a_complete_form_of_each_kind_becomes_a_record_that_passes_the_checks(
    draft: Draft, kind: Kind
) -> None:
    reception = send(draft, kind)
    assert reception.path.startswith(f"entries/{KINDS[kind].folder}/"), reception.comment
    assert [finding for finding in draft.check() if finding.severity == "error"] == []
    assert "Closes #12" in reception.comment


@pytest.mark.parametrize("kind", list(Kind))
def test_every_question_fills_a_field_that_its_kind_has(kind: Kind) -> None:
    for question in QUESTIONS[kind]:
        assert question.is_section or question.path[0] in KINDS[kind].model.model_fields, question.name
    assert {question.section for question in QUESTIONS[kind] if question.is_section} == set(
        KINDS[kind].sections
    )


def test_every_required_field_of_a_kind_is_asked_for() -> None:
    given_by_itself = {"schema_version", "duration"}
    for kind in Kind:
        asked = {question.path[0] for question in QUESTIONS[kind] if question.is_required and question.path}
        required = {name for name, field in KINDS[kind].model.model_fields.items() if field.is_required()}
        assert required - given_by_itself <= asked


def test_labels_and_names_of_questions_are_unique_within_a_kind() -> None:
    for questions in QUESTIONS.values():
        assert len({question.label for question in questions}) == len(questions)
        assert len({question.name for question in questions}) == len(questions)


def test_each_answer_becomes_the_value_of_its_field(draft: Draft) -> None:
    fields, body = written(draft, send(draft, Kind.RESEARCH))
    assert fields["source"] == "rowland2014"
    assert fields["techniques"] == ["retrieval-practice"]
    assert fields["tags"] == ["memory", "trainers"]
    assert fields["participants"] == {"adults": "none"}
    [outcome] = fields["outcomes"]
    assert (outcome["effect"], outcome["ci"], outcome["k"]) == (0.5, [0.42, 0.58], 159)
    assert fields["contributors"] == [{"name": "Editorial team"}]
    assert "## Findings\n\nText of Findings with a source [@rowland2014]." in body


def test_agencies_countries_languages_and_tags_are_found_by_their_names(draft: Draft) -> None:
    fields, _ = written(draft, send(draft, Kind.ACTIVITY))
    assert (fields["lead"], fields["partners"]) == ("unitar", ["iom"])
    assert (fields["countries"], fields["languages"]) == (["KEN", "TZA"], ["en", "fr"])
    assert fields["tags"] == ["memory", "diplomats", "sdg-17.9", "east-africa"]
    assert fields["period"] == {"start": "2013-05"}


def test_the_duration_of_a_training_is_the_sum_of_its_sessions(draft: Draft) -> None:
    fields, _ = written(draft, send(draft, Kind.TRAINING))
    assert fields["duration"] == 45
    assert fields["sessions"][0]["technique"] == "retrieval-practice"
    assert fields["objectives"][0] == "List the five steps of a referral from memory"


def test_the_first_line_tells_editors_the_schema(draft: Draft) -> None:
    reception = send(draft, Kind.TECHNIQUE)
    line = (draft.root / reception.path).read_text(encoding="utf-8").split("\n")[1]
    assert line == "# yaml-language-server: $schema=../../.vscode/schemas/technique.schema.json"


# What is missing


def test_a_missing_answer_is_named_and_nothing_is_written(draft: Draft) -> None:
    before = tree(draft.root)
    reception = send(draft, Kind.TECHNIQUE, summary="", topics="")
    assert not reception.path
    assert "**Summary:** An answer is missing." in reception.comment
    assert "**Topics:** An answer is missing." in reception.comment
    assert tree(draft.root) == before


@pytest.mark.parametrize(
    ("kind", "name", "answer", "message"),
    [
        (Kind.RESEARCH, "effect", "about a half", "`about a half` is no number"),
        (Kind.RESEARCH, "ci", "0.42", "is no interval"),
        (Kind.RESEARCH, "k", "many", "is no whole number"),
        (Kind.RESEARCH, "techniques", "retrieval practise", "Did you mean `retrieval practice`?"),
        (Kind.RESEARCH, "topics", "memori", "Did you mean `memory`?"),
        (Kind.RESEARCH, "design", "survey", "is none of the choices"),
        (Kind.RESEARCH, "source", "rowland2015", "`rowland2015`"),
        (Kind.ACTIVITY, "lead", "UNITRA", "Did you mean `unitar`?"),
        (Kind.ACTIVITY, "countries", "Kenia", "or `Kenya`?"),
        (Kind.ACTIVITY, "languages", "Klingonish", "is no language"),
        (Kind.ACTIVITY, "url", "javascript:alert(1)", "A link to `javascript:` is not allowed"),
        (Kind.TRAINING, "sessions", "an hour of talk", "is no session"),
    ],
)
def test_an_answer_that_cannot_be_used_is_told_with_a_hint(
    draft: Draft, kind: Kind, name: str, answer: str, message: str
) -> None:
    before = tree(draft.root)
    reception = receive(
        draft.root, Submission(3, rendered(kind, filled(kind) | {name: answer})), OFFLINE, TODAY
    )
    assert not reception.path
    assert message in reception.comment
    assert tree(draft.root) == before


def test_what_the_checks_find_is_told_and_nothing_is_left(draft: Draft) -> None:
    before = tree(draft.root)
    reception = send(draft, Kind.TECHNIQUE, text_evidence="It helps [@nobody2099].")
    assert "KB301" in reception.comment
    assert tree(draft.root) == before


def test_an_id_that_is_taken_is_never_written_over(draft: Draft) -> None:
    before = tree(draft.root)
    reception = send(draft, Kind.TECHNIQUE, title="Retrieval practice")
    assert "There is a record with this id already" in reception.comment
    assert tree(draft.root) == before


def test_an_issue_that_is_no_form_gets_no_answer(draft: Draft) -> None:
    reception = receive(draft.root, Submission(1, "The site is great.\n\n### Title\n\nNone"), OFFLINE, TODAY)
    assert reception == Reception(None)


# Sources


def test_a_doi_that_the_bibliography_has_needs_no_service(draft: Draft) -> None:
    reference = draft.read().bibliography["rowland2014"]
    fields, _ = written(
        draft, send(draft, Kind.RESEARCH, source=f"https://doi.org/{reference.fields['doi'].upper()}")
    )
    assert fields["source"] == "rowland2014"


def test_a_new_doi_is_looked_up_and_comes_into_bibliography_and_ledger(draft: Draft) -> None:
    with registry.play() as played:
        played.on(
            "/10.5555/new",
            registry.as_body(
                json.dumps(
                    {
                        "type": "article-journal",
                        "title": "Drawing and remembering in courses",
                        "author": [{"family": "Ada", "given": "B."}],
                        "issued": {"date-parts": [[2020]]},
                        "container-title": "Journal of Tests",
                        "DOI": "10.5555/new",
                    }
                ).encode(),
                "application/vnd.citationstyles.csl+json",
            ),
        )
        played.register("10.5555/new", "Crossref")
        services = Services(doi=played.base, attempts=1, seconds=5)
        reception = send(draft, Kind.RESEARCH, services, source="doi:10.5555/new")
    fields, _ = written(draft, reception)
    assert fields["source"] == "ada2020"
    assert reception.path == "entries/research/ada-2020-drawing-and-remembering-in-courses.md"
    knowledge = draft.read()
    assert knowledge.bibliography["ada2020"].title == "Drawing and remembering in courses"
    assert "ada2020" in knowledge.ledger


def test_a_source_that_was_added_goes_again_when_the_record_cannot_be(draft: Draft) -> None:
    before = tree(draft.root)
    with registry.play() as played:
        item = {"type": "article-journal", "title": "A", "author": [{"family": "Ada"}], "DOI": "10.5555/new"}
        item |= {"issued": {"date-parts": [[2020]]}, "container-title": "J"}
        played.on(
            "/10.5555/new",
            registry.as_body(json.dumps(item).encode(), "application/vnd.citationstyles.csl+json"),
        )
        played.register("10.5555/new", "Crossref")
        services = Services(doi=played.base, attempts=1, seconds=5)
        reception = send(draft, Kind.RESEARCH, services, source="10.5555/new", design="")
    assert "**Design:**" in reception.comment
    assert tree(draft.root) == before


def test_a_source_that_no_service_knows_is_told(draft: Draft) -> None:
    with registry.play() as played:
        reception = send(
            draft, Kind.RESEARCH, Services(doi=played.base, attempts=1, seconds=5), source="10.5555/none"
        )
    assert "**Source:**" in reception.comment


# Those who mean harm

HOSTILE = [
    "---\nschema_version: 9\n---",
    "x\n---\ntitle: other\n---\n",
    "!!python/object/apply:os.system ['touch hacked']",
    "a: b\n- c: *alias &anchor",
    "$(touch hacked) `touch hacked` ; touch hacked #",
    "${{ github.token }}",
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "[click](javascript:alert(1))",
    "{{ config.secret }} {% raw %}",
    "../../../etc/passwd",
    "\x00\x1b[31m\u202egnp",
    "# Heading\n\nTitle\n===\n\n## Evidence\n\nmore",
    "### Title\n\nAnother title",
    "@everyone ![x](https://example.org/pixel.png)",
    "```\n## unclosed fence",
    "<!-- a comment that never ends",
    "'\" \\ \t %YAML 1.2",
]


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("kind", list(Kind))
def test_no_field_lets_markup_yaml_or_commands_through(draft: Draft, kind: Kind, hostile: str) -> None:
    before = tree(draft.root)
    for question in QUESTIONS[kind]:
        body = rendered(kind, filled(kind) | {question.name: hostile})
        reception = receive(draft.root, Submission(7, body), OFFLINE, TODAY)
        after = tree(draft.root)
        new = set(after) - set(before)
        assert {name: text for name, text in after.items() if name in before} == before
        assert len(new) <= 1, "only the record may be new"
        for name in new:
            assert name == reception.path
            assert name.startswith(f"entries/{KINDS[kind].folder}/") and ".." not in name
            text = after[name].decode()
            document, findings = parse_document(text, name)
            assert document and not findings
            fields = document.fields.values
            assert fields["schema_version"] == 1
            assert fields["status"] == "published"
            (draft.root / name).unlink()
        assert_harmless(reception.comment)


def assert_harmless(comment: str) -> None:
    """A comment in which what others wrote stands in code alone."""
    in_fence = False
    for line in comment.split("\n"):
        if line.startswith("```"):
            in_fence = not in_fence
        elif not in_fence:
            outside = "".join(line.split("`")[::2])
            for mark in ("<", "](", "![", "@every", "${{"):
                assert mark not in outside.replace("\\", "") or f"\\{mark[0]}" in outside, line
    assert not in_fence


def test_headings_in_an_answer_go_below_those_of_the_record(draft: Draft) -> None:
    hostile = "# Heading\n\nTitle\n===\n\n## Evidence\n\n```\n# a comment in code\n```"
    _, body = written(draft, send(draft, Kind.TECHNIQUE, text_how_to_do_it=hostile))
    assert "\n### Heading" in body and "\n### Evidence" in body
    assert "\n# a comment in code" in body
    assert "Title\n\n===" in body


TEXTS = st.text(max_size=200) | st.sampled_from(HOSTILE)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=st.fixed_dictionaries({}, optional={q.name: TEXTS for q in QUESTIONS[Kind.RESEARCH]}))
def test_whatever_is_answered_the_file_reads_as_it_was_meant(
    small: KnowledgeBase, answers: dict[str, str]
) -> None:
    made, _ = fill_in(Kind.RESEARCH, filled(Kind.RESEARCH) | answers, small, TODAY)
    text = render_draft(made)
    document, findings = parse_document(text, made.path)
    assert document is not None and findings == []
    assert yaml.safe_load(text.split("---\n")[1]) == dict(made.fields)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.text(max_size=400))
def test_any_issue_whatever_is_read_without_a_traceback(body: str) -> None:
    assert find_form(body) is None
    assert read_form(body, Kind.TECHNIQUE) == {} or "###" in body


@pytest.mark.parametrize(
    "event",
    [None, [], {}, {"issue": None}, {"issue": {"number": "1; rm -rf /"}}, {"issue": {"number": True}}],
)
def test_an_event_without_an_issue_is_refused(event: object) -> None:
    with pytest.raises(ValueError, match="issue"):
        read_event(event)


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_a_recorded_event_becomes_what_its_name_says(draft: Draft, path: Path) -> None:
    submission = read_event(json.loads(path.read_text(encoding="utf-8")))
    reception = receive(draft.root, submission, OFFLINE, TODAY)
    what = "nothing" if reception.kind is None else "written" if reception.path else "incomplete"
    assert what == path.stem.rpartition("-")[2], reception.comment


def test_the_script_writes_the_record_and_says_so_in_one_word(draft: Draft, tmp_path: Path) -> None:
    comment = tmp_path / "comment.md"
    script = [sys.executable, str(PROJECT / "scripts" / "receive.py"), "--root", str(draft.root)]
    event = EVENTS / "activity-written.json"
    result = subprocess.run([*script, str(event), str(comment)], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout.strip()) == (0, "written"), result.stderr
    assert "Closes #" in comment.read_text(encoding="utf-8")
    missing = subprocess.run(
        [*script, str(tmp_path / "none.json"), str(comment)], capture_output=True, text=True, check=False
    )
    assert missing.returncode == 2
    assert "Traceback" not in missing.stderr


# The forms


def test_the_forms_in_the_repository_are_those_of_the_questions() -> None:
    check = [sys.executable, "scripts/generate.py", "--check"]
    result = subprocess.run(check, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_each_form_has_what_github_asks_of_a_form(small: KnowledgeBase) -> None:
    for _, text in make_issue_forms(small.vocabulary):
        form = yaml.safe_load(text)
        assert {"name", "description", "body"} <= set(form)
        ids = [element["id"] for element in form["body"] if "id" in element]
        labels = [element["attributes"]["label"] for element in form["body"] if "id" in element]
        assert len(set(ids)) == len(ids) and len(set(labels)) == len(labels)
        reserved = {"assignees", "body", "labels", "milestone", "projects", "template", "title"}
        assert not reserved & set(ids), "an address that fills in the form uses these for the issue itself"
        for element in form["body"]:
            assert element["type"] in {"markdown", "input", "textarea", "dropdown", "checkboxes"}
            options = element["attributes"].get("options", [])
            if element["type"] == "dropdown":
                assert options and len(set(options)) == len(options)
                assert all(isinstance(option, str) and option.casefold() != "none" for option in options)


def test_what_a_form_shows_is_read_back(small: KnowledgeBase) -> None:
    for kind in Kind:
        answers = filled(kind)
        body = rendered(kind, answers)
        assert find_form(body) is kind
        assert read_form(body, kind) == {name: text.strip() for name, text in answers.items()}
        assert read_form(body.replace("\n", "\r\n"), kind) == read_form(body, kind)


# New records at the command line


def new(draft: Draft, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "scripts" / "new.py"), *options, "--root", str(draft.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)


def test_a_draft_from_the_command_line_passes_the_checks(draft: Draft) -> None:
    result = new(
        draft,
        "research",
        *("--source", "rowland2014", "--summary", "What testing does."),
        *("--techniques", "retrieval practice", "--design", "meta-analysis"),
        *("--topics", "memory", "--audiences", "trainers"),
    )
    assert result.returncode == 0, result.stderr
    path = draft.root / result.stdout.split(":")[0]
    text = path.read_text(encoding="utf-8")
    assert "status: draft" in text and "## Findings\n\n<!-- What it found" in text
    assert "title: 'The effect of testing" in text or "title: The effect of testing" in text
    assert not [finding for finding in draft.check() if finding.severity == "error"]


def test_what_is_missing_at_the_command_line_is_said_by_its_option(draft: Draft) -> None:
    before = tree(draft.root)
    result = new(draft, "technique", "--title", "Drawing")
    assert result.returncode == 1
    assert "--summary (Summary): An answer is missing." in result.stderr
    assert "Traceback" not in result.stderr
    assert tree(draft.root) == before


def test_an_unknown_kind_is_misuse(draft: Draft) -> None:
    assert new(draft, "poem").returncode == 2


def test_a_draft_never_leaves_its_folder(draft: Draft) -> None:
    made, _ = start_draft(Kind.TECHNIQUE, filled(Kind.TECHNIQUE), draft.read(), TODAY, "../../outside")
    before = tree(draft.root.parent)
    assert isinstance(add_draft(draft.root, made), Rejected)
    assert tree(draft.root.parent) == before


def test_a_draft_is_written_once(draft: Draft) -> None:
    made, problems = start_draft(Kind.TECHNIQUE, filled(Kind.TECHNIQUE), draft.read(), TODAY)
    assert problems == []
    assert isinstance(add_draft(draft.root, made), Added)
    assert isinstance(add_draft(draft.root, made), Rejected)


def test_dates_of_a_new_record_are_of_the_day(small: KnowledgeBase) -> None:
    day = datetime.date(2026, 2, 3)
    made, _ = fill_in(Kind.TECHNIQUE, filled(Kind.TECHNIQUE), small, day)
    assert (made.fields["created"], made.fields["reviewed"]) == (day, day)
