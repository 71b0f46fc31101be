"""A record gets another id, and everything that named it still finds it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, Draft

from knowledgebase.renaming import RenamingError, rename_record
from knowledgebase.translations import fingerprint

OLD, NEW = "retrieval-practice", "recall-practice"


def tree(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()}


def rename(draft: Draft, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(PROJECT / "scripts" / "rename.py"), *arguments, "--root", str(draft.root)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_file_moves_and_the_old_id_stays_as_an_alias(draft: Draft) -> None:
    rename_record(draft.root, OLD, NEW)
    knowledge = draft.read()
    assert OLD not in knowledge.records
    assert knowledge.records[NEW].data.aliases[0] == OLD
    assert knowledge.resolve(OLD) is knowledge.records[NEW]


def test_fields_and_links_name_the_new_id(draft: Draft) -> None:
    path = "entries/research/" + next((draft.root / "entries/research").iterdir()).name
    draft.write(
        path, (draft.root / path).read_text(encoding="utf-8") + f"\nSee [[{OLD}|recall]] and [[{OLD}]].\n"
    )
    rename_record(draft.root, OLD, NEW)
    for record in draft.read().records.values():
        assert f"[[{OLD}" not in record.document.body
        assert OLD not in getattr(record.data, "techniques", [])
    assert f"See [[{NEW}|recall]] and [[{NEW}]]." in (draft.root / path).read_text(encoding="utf-8")


def test_the_checks_find_nothing_new(draft: Draft) -> None:
    before = draft.check()
    rename_record(draft.root, OLD, NEW)
    assert len(draft.check()) == len(before)


def test_translations_move_with_their_original_and_stay_current(draft: Draft) -> None:
    for name in (OLD, "spaced-practice"):
        original = draft.read().records[name]
        draft.write(
            f"entries/techniques/{name}.fr.md",
            f"---\ntitle: Titre\nsummary: Un.\ntranslation_of: '{fingerprint(original)}'\n"
            f"status: needs-review\ntranslators: [A]\n---\n{original.document.body}",
        )
    before = draft.check()
    rename_record(draft.root, OLD, NEW)
    assert (draft.root / f"entries/techniques/{NEW}.fr.md").is_file()
    assert not (draft.root / f"entries/techniques/{OLD}.fr.md").exists()
    assert len(draft.check()) == len(before)


def test_links_of_guides_to_the_page_lead_to_the_new_one(draft: Draft) -> None:
    draft.write("docs/guide.md", f"# Guide\n\n[See](techniques/{OLD}.md#evidence) it.\n")
    rename_record(draft.root, OLD, NEW)
    text = (draft.root / "docs" / "guide.md").read_text(encoding="utf-8")
    assert f"[See](techniques/{NEW}.md#evidence)" in text


def test_only_the_alias_is_new_in_the_file(draft: Draft) -> None:
    before = (draft.root / f"entries/techniques/{OLD}.md").read_text(encoding="utf-8").split("\n")
    rename_record(draft.root, OLD, NEW)
    after = (draft.root / f"entries/techniques/{NEW}.md").read_text(encoding="utf-8").split("\n")
    changed = [line for line in after if line not in before]
    assert len(changed) == 1 and OLD in changed[0]


@pytest.mark.parametrize("aliases", ["aliases: []", "aliases: [recalling]", "aliases:\n  - recalling"])
def test_an_alias_comes_to_those_that_are_there(draft: Draft, aliases: str) -> None:
    path = f"entries/techniques/{OLD}.md"
    text = (draft.root / path).read_text(encoding="utf-8")
    lines = [line for line in text.split("\n") if not line.startswith("aliases:")]
    draft.write(path, "\n".join([lines[0], aliases, *lines[1:]]))
    rename_record(draft.root, OLD, NEW)
    found = draft.read().records[NEW].data.aliases
    assert found[0] == OLD and ("recalling" in found) == ("recalling" in aliases)


def test_running_it_again_after_an_interruption_goes_on(
    draft: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("knowledgebase.renaming.fix_file", die)
        with pytest.raises(OSError, match="full"):
            rename_record(draft.root, OLD, NEW)
    rename_record(draft.root, OLD, NEW)
    knowledge = draft.read()
    assert OLD not in knowledge.records and knowledge.records[NEW].data.aliases.count(OLD) == 1
    assert f"[[{OLD}" not in "".join(record.document.body for record in knowledge.records.values())


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("retrieval-practise", NEW, "Did you mean `retrieval-practice`?"),
        (OLD, "Recall Practice", "no id"),
        (OLD, "../recall", "no id"),
        (OLD, "x" * 81, "no id"),
        (OLD, "worked-examples", "already"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(
    draft: Draft, old: str, new: str, message: str
) -> None:
    if new == "worked-examples" and new not in draft.read().records:
        new = next(record_id for record_id in draft.read().records if record_id != OLD)
    before = tree(draft.root)
    with pytest.raises(RenamingError) as problem:
        rename_record(draft.root, old, new)
    assert message in f"{problem.value} {problem.value.hint}"
    assert tree(draft.root) == before


def test_the_command_says_what_it_changed(draft: Draft) -> None:
    result = rename(draft, OLD, NEW)
    assert result.returncode == 0, result.stderr
    assert f"kept `{OLD}` as an alias" in result.stdout


def test_the_command_says_why_not(draft: Draft) -> None:
    result = rename(draft, "nothing", NEW)
    assert result.returncode == 1
    assert "There is no record `nothing`" in result.stderr and "Traceback" not in result.stderr
