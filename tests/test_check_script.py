"""`scripts/check.py` as people and CI run it: options, what it prints, its exit status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import PROJECT, Draft

RETRIEVAL = "entries/techniques/retrieval-practice.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The script keeps its secret with the test, not with the tester."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    for name in ("FORCE_COLOR", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def broken(draft: Draft) -> Draft:
    """Two errors: a tag that is none, and a key that is none."""
    draft.replace(RETRIEVAL, "[memory, trainers", "[memori, trainers")
    draft.replace(RETRIEVAL, "[@rowland2014].", "[@rowland2041].")
    return draft


def check(draft: Draft, *options: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, PROJECT / "scripts" / "check.py", "--root", draft.root, *options]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=environment)


def codes(draft: Draft, *options: str | Path) -> list[str]:
    result = check(draft, "--format", "json", *options)
    assert result.stderr == ""
    return [finding["code"] for finding in json.loads(result.stdout)["findings"]]


def test_a_clean_base_exits_0_and_says_so(draft: Draft) -> None:
    result = check(draft)
    assert (result.returncode, result.stdout) == (0, "")
    assert result.stderr == "6 records, 4 references: 0 errors, 0 warnings.\n"


def test_warnings_exit_0(draft: Draft) -> None:
    draft.replace("bibliography.bib", "{rowland2014,", "{rowland2014,\n  note = {a},\n  note = {b},")
    result = check(draft, "--select", "KB205")
    assert result.returncode == 0
    assert "KB205 warning: " in result.stdout


def test_errors_exit_1_and_are_shown_in_their_lines(broken: Draft) -> None:
    result = check(broken)
    assert result.returncode == 1
    lines = result.stdout.splitlines()
    assert lines[0].startswith(f"{RETRIEVAL}:5:8: KB112 error: ")
    assert lines[1].endswith("tags: [memori, trainers, short-activity]")
    assert lines[1][lines[2].index("^") :].startswith("memori")
    assert lines[3] == "    hint: Did you mean `memory`?"
    assert lines[-1].endswith("--explain KB112")
    assert result.stderr == "6 records, 4 references: 2 errors, 0 warnings.\n"


def test_a_second_run_prints_the_same_from_its_cache(broken: Draft) -> None:
    first, second = check(broken), check(broken)
    assert (second.stdout, second.stderr, second.returncode) == (first.stdout, first.stderr, first.returncode)
    assert len(list((broken.root / ".cache/checks").iterdir())) == 1


def test_no_cache_leaves_no_trace(broken: Draft) -> None:
    check(broken, "--no-cache")
    assert not (broken.root / ".cache").exists()


@pytest.mark.parametrize("form", ["json", "sarif"])
def test_forms_for_machines_are_json_alone(broken: Draft, form: str) -> None:
    result = check(broken, "--format", form)
    assert result.returncode == 1
    json.loads(result.stdout)
    assert result.stderr == ""


def test_annotations_for_github_are_a_line_each(broken: Draft) -> None:
    lines = check(broken, "--format", "github").stdout.splitlines()
    assert [line.split("::")[1].split(",title=")[1] for line in lines] == ["KB112", "KB301"]


def test_rules_are_chosen_by_code(broken: Draft) -> None:
    assert codes(broken) == ["KB112", "KB301"]
    assert codes(broken, "--select", "KB3") == ["KB301"]
    assert codes(broken, "--ignore", "KB3") == ["KB112"]
    assert codes(broken, "--select", "KB112,KB301", "--ignore", "KB301") == ["KB112"]


def test_several_processes_find_what_one_finds(broken: Draft) -> None:
    one, two = (check(broken, "--no-cache", "--jobs", number).stdout for number in "12")
    assert one == two != ""


def test_old_debts_are_written_left_out_and_renewed(broken: Draft, tmp_path: Path) -> None:
    file = tmp_path / "debts.json"
    written = check(broken, "--write-baseline", file)
    assert (written.returncode, written.stdout) == (0, "")
    assert "2 findings" in written.stderr
    assert check(broken, "--baseline", file).returncode == 0
    broken.replace(RETRIEVAL, "memori", "memory")
    broken.replace(RETRIEVAL, "cost: low", "cost: low\nreview_in: 30")
    result = check(broken, "--baseline", file)
    assert (result.returncode, result.stdout) == (0, "")
    assert "1 old debt of the baseline is paid" in result.stderr
    broken.replace(RETRIEVAL, "[memory, trainers", "[other, trainers")
    assert codes(broken, "--baseline", file) == ["KB112"]


def test_a_rule_is_explained_without_a_check(draft: Draft) -> None:
    result = check(draft, "--root", draft.root / "nowhere", "--explain", "kb112")
    assert result.returncode == 0
    assert result.stdout.startswith("KB112 unknown-tag")
    assert "tags: [memory, trainers]" in result.stdout


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--root", "no-such-folder"], "no-such-folder"),
        (["--format", "xml"], "xml"),
        (["--explain", "KB000"], "KB000"),
        (["--select", "KB9"], "KB9"),
        (["--ignore", "tags"], "tags"),
        (["--baseline", "no-such-file"], "--write-baseline"),
        (["--write-baseline", "no/such/folder"], "cannot be written"),
        (["--write-baseline", "a", "--baseline", "b"], "without --baseline"),
        (["--write-baseline", "a", "--watch"], "--watch"),
        (["--changed-since", "no-such-revision"], "--changed-since"),
        (["--jobs", "0"], "1 or more"),
        (["--no-such-option"], "--no-such-option"),
    ],
)
def test_misuse_exits_2_and_says_what(draft: Draft, options: list[str], reason: str) -> None:
    result = check(draft, *options)
    assert (result.returncode, result.stdout) == (2, "")
    assert reason in result.stderr
    assert "Traceback" not in result.stderr


def test_only_what_was_touched_counts(broken: Draft) -> None:
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "A state"]):
        who = ["-c", "user.name=Test", "-c", "user.email=test@example.org", "-c", "commit.gpgsign=false"]
        subprocess.run(["git", "-C", broken.root, *who, *words], check=True, capture_output=True)
    assert codes(broken, "--changed-since", "HEAD") == []
    broken.replace(RETRIEVAL, "cost: low", "cost: high")
    assert codes(broken, "--changed-since", "HEAD") == ["KB112", "KB301"]


def test_output_that_a_terminal_cannot_show_stops_nothing(
    broken: Draft, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    broken.replace(RETRIEVAL, "memori", "mémori")
    result = check(broken)
    assert result.returncode == 1
    assert "m\\xe9mori" in result.stdout


def read_terminal(draft: Draft, environment: dict[str, str]) -> str:
    """What the script writes when it stands at a terminal."""
    master, slave = pty.openpty()
    command = [sys.executable, str(PROJECT / "scripts" / "check.py"), "--root", str(draft.root)]
    settings = os.environ | {"PYTHONPATH": str(PROJECT), "TERM": "xterm", **environment}
    with subprocess.Popen(command, stdout=slave, stderr=subprocess.DEVNULL, env=settings) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:  # what Linux says at the end
                break
            if not part:
                break
            shown += part
        process.wait()
    os.close(master)
    return shown.decode()


def test_colour_is_for_terminals_alone(broken: Draft) -> None:
    assert "31m" in read_terminal(broken, {})
    assert "31m" not in read_terminal(broken, {"NO_COLOR": "1"})
    assert "\x1b" not in check(broken).stdout


def test_a_terminal_shows_the_same_words(broken: Draft) -> None:
    shown = read_terminal(broken, {"TERM": "dumb"}).replace("\r\n", "\n")
    assert shown == check(broken).stdout


def test_watching_checks_again_after_a_change(broken: Draft) -> None:
    command = [sys.executable, PROJECT / "scripts" / "check.py", "--root", broken.root, "--watch"]
    environment = os.environ | {"PYTHONPATH": str(PROJECT)}
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(2)]
        assert said[0] == "Checking.\n" and "2 errors" in said[1]
        broken.replace(RETRIEVAL, "memori", "memory")
        said = [process.stderr.readline() for _ in range(2)]
        assert said[0] == "Checking.\n" and "1 error," in said[1]
        process.terminate()


def test_fix_mends_what_is_certain_and_then_checks(draft: Draft) -> None:
    draft.change("bibliography.bib", "{10.1037/a0037559}", "{https://doi.org/10.1037/a0037559}")
    first = check(draft, "--fix")
    assert first.returncode == 0, first.stdout + first.stderr
    assert "mended bibliography.bib:" in first.stderr
    assert "{10.1037/a0037559}" in (draft.root / "bibliography.bib").read_text()
    assert "mended" not in check(draft, "--fix").stderr
