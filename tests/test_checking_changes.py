"""Only what was touched since a revision counts, and what refers to it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from conftest import Draft

from knowledgebase.checking import Misuse, find_changes
from knowledgebase.checks import check_knowledge_base

RETRIEVAL = "entries/techniques/retrieval-practice.md"
SPACED = "entries/techniques/spaced-practice.md"
ROWLAND = "entries/research/rowland-2014-testing-effect.md"
LATIMIER = "entries/research/latimier-2021-spaced-retrieval.md"
SEMINAR = "entries/activities/unitar-seminar-migration-mdgs.md"
TRAINING = "entries/trainings/recall-half-day.md"
EVERYWHERE = (RETRIEVAL, SPACED, ROWLAND, LATIMIER, SEMINAR, TRAINING)


def git(root: Path, *words: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false")
    subprocess.run(["git", "-C", str(root), *who, *words], check=True, capture_output=True)


def commit(draft: Draft) -> None:
    git(draft.root, "add", "-A")
    git(draft.root, "commit", "-q", "--allow-empty", "-m", "A state")


@pytest.fixture
def broken(draft: Draft) -> Draft:
    """A repository in which every record has an old mistake of its own, a tag that is none."""
    for name in EVERYWHERE:
        draft.replace(name, "tags: [", "tags: [no-such-tag, ")
    git(draft.root, "init", "-q", "-b", "main")
    commit(draft)
    return draft


def narrowed(draft: Draft, revision: str = "HEAD") -> list[tuple[str, str]]:
    """The paths and codes of the findings that count."""
    knowledge = draft.read()
    changes = find_changes(draft.root.resolve(), revision)
    return [(f.path, f.code) for f in changes.narrow(check_knowledge_base(knowledge), knowledge)]


def paths(draft: Draft, revision: str = "HEAD") -> set[str]:
    return {path for path, _ in narrowed(draft, revision)}


def test_nothing_touched_is_nothing_found(broken: Draft) -> None:
    assert narrowed(broken) == []


def test_a_touched_record_counts_and_so_does_what_refers_to_it(broken: Draft) -> None:
    broken.replace(TRAINING, "Half a day.", "Half a day, or less.")
    assert paths(broken) == {TRAINING}
    broken.replace(SEMINAR, "Case studies.", "Cases.")
    assert paths(broken) == {TRAINING, SEMINAR}  # the training builds on it, and was there before


def test_a_field_and_a_cross_link_refer(broken: Draft) -> None:
    broken.replace(SPACED, "Plan the second visit", "Always plan the second visit")
    assert paths(broken) == {SPACED, RETRIEVAL, LATIMIER}


def test_a_removed_record_brings_in_what_named_it(broken: Draft) -> None:
    (broken.root / SEMINAR).unlink()
    found = narrowed(broken)
    assert (TRAINING, "KB113") in found
    assert {path for path, _ in found} == {TRAINING}


def test_a_name_that_was_taken_away_brings_in_what_used_it(broken: Draft) -> None:
    broken.write("docs/more.md", "# More\n\nSee [[practice testing]].\n")
    commit(broken)
    broken.replace(RETRIEVAL, "also_known_as: [Practice testing]\n", "")
    assert ("docs/more.md", "KB401") in narrowed(broken)


def test_a_new_file_counts_before_it_is_added(broken: Draft) -> None:
    broken.write("docs/more.md", "# More\n\n[[no-such-record]]\n")
    assert narrowed(broken) == [("docs/more.md", "KB401")]


def test_commits_count_as_well_as_what_is_not_committed(broken: Draft) -> None:
    broken.replace(TRAINING, "Half a day.", "Half a day, or less.")
    commit(broken)
    assert paths(broken, "HEAD") == set()
    assert paths(broken, "HEAD~1") == {TRAINING}


def test_what_the_other_branch_did_meanwhile_does_not_count(broken: Draft) -> None:
    git(broken.root, "checkout", "-q", "-b", "mine")
    broken.replace(TRAINING, "Half a day.", "Half a day, or less.")
    commit(broken)
    git(broken.root, "checkout", "-q", "main")
    broken.replace(ROWLAND, "## Question", "## Question\n\nOne more.")
    commit(broken)
    git(broken.root, "checkout", "-q", "mine")
    assert paths(broken, "main") == {TRAINING}


def test_a_changed_key_brings_in_what_cites_it(broken: Draft) -> None:
    broken.replace("bibliography.bib", "{2021}", "{2022}")
    assert find_changes(broken.root, "HEAD").keys == {"latimier2021"}
    assert paths(broken) == {SPACED, LATIMIER}


def test_a_removed_key_brings_in_what_cites_it(broken: Draft) -> None:
    broken.replace("bibliography.bib", "{rowland2014,", "{rowland2041,")
    found = narrowed(broken)
    assert (ROWLAND, "KB301") in found
    assert (RETRIEVAL, "KB301") in found
    assert LATIMIER not in {path for path, _ in found}


def test_an_entry_of_a_list_counts_without_its_neighbours(broken: Draft) -> None:
    bib = "bibliography.bib"
    twice = "\n@article{old2000,\n  title = {Old},\n  title = {Old}\n}\n"
    broken.write(bib, (broken.root / bib).read_text(encoding="utf-8") + twice)
    commit(broken)
    broken.write(bib, (broken.root / bib).read_text(encoding="utf-8") + twice.replace("old2000", "new2000"))
    knowledge = broken.read()
    changes = find_changes(broken.root, "HEAD")
    found = [f for f in changes.narrow(check_knowledge_base(knowledge), knowledge) if f.code == "KB205"]
    assert ["new2000" in finding.message for finding in found] == [True]


def test_a_mistake_that_names_what_was_touched_counts_wherever_it_stands(broken: Draft) -> None:
    """A key that is put in a second time breaks the record further below, which nobody touched."""
    bib = "bibliography.bib"
    text = (broken.root / bib).read_text(encoding="utf-8")
    broken.write(bib, "@article{Rowland2014,\n  title = {Once more}\n}\n\n" + text)
    assert (bib, "KB202") in narrowed(broken)


def test_a_changed_tag_brings_in_who_carries_it(broken: Draft) -> None:
    broken.replace("entries/vocabulary.yml", "sdg-17.9:", "sdg-17.10:")
    assert (SEMINAR, "KB112") in narrowed(broken)
    assert paths(broken) == {SEMINAR}


def test_a_changed_agency_brings_in_who_names_it(broken: Draft) -> None:
    broken.replace("entries/agencies.yml", "unitar:", "unitarr:")
    assert (SEMINAR, "KB114") in narrowed(broken)
    assert paths(broken) == {SEMINAR}


def test_a_ledger_entry_brings_in_who_cites_the_source(broken: Draft) -> None:
    ledger = (broken.root / "bibliography.lock.yml").read_text(encoding="utf-8")
    broken.write("bibliography.lock.yml", ledger.replace("method: by hand", "method:  by hand", 1))
    (key,) = find_changes(broken.root, "HEAD").keys
    assert ledger.index(key) < ledger.index("method:")
    assert paths(broken)


def test_a_moved_list_is_no_changed_list(broken: Draft) -> None:
    for name in ("bibliography.bib", "entries/vocabulary.yml"):
        broken.write(name, "\n\n" + (broken.root / name).read_text(encoding="utf-8"))
    changes = find_changes(broken.root, "HEAD")
    assert (changes.keys, changes.tags) == (set(), set())


def test_a_removed_page_brings_in_links_to_it(broken: Draft) -> None:
    broken.write("docs/more.md", "# More\n")
    broken.write("docs/from.md", "# From\n\n[more](more.md)\n")
    commit(broken)
    (broken.root / "docs/more.md").unlink()
    assert narrowed(broken) == [("docs/from.md", "KB402")]


def test_names_outside_of_ascii_are_read_whole(broken: Draft) -> None:
    broken.write("docs/été \n x.md", "# More\n\n[[no-such-record]]\n")
    assert [code for _, code in narrowed(broken)] == ["KB401"]


def test_a_knowledge_base_may_stand_below_the_repository(tmp_path: Path, draft: Draft) -> None:
    git(tmp_path, "init", "-q", "-b", "main")
    commit(Draft(tmp_path))
    draft.replace(TRAINING, "Half a day.", "[[no-such-record]]")
    assert draft.root.parent == tmp_path
    assert narrowed(draft) == [(TRAINING, "KB401")]


@pytest.mark.parametrize("revision", ["no-such-branch", "--output=pwned", "-h", "", "HEAD:entries", "a..b"])
def test_an_unknown_revision_is_misuse(broken: Draft, revision: str) -> None:
    with pytest.raises(Misuse, match="revision"):
        find_changes(broken.root, revision)
    assert not (broken.root / "pwned").exists()


def test_a_folder_without_a_repository_is_misuse(draft: Draft, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(draft.root.parent.parent))
    with pytest.raises(Misuse, match="repository"):
        find_changes(draft.root, "HEAD")
