"""An empty knowledge base in another field starts with one command, and builds."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from conftest import PROJECT

NAME = 'First aid: what "works" & [why]'


def start(folder: Path, name: str = NAME) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "scripts/start.py", str(folder), "--name", name]
    return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Runs a script of the new knowledge base with its own library."""
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    return subprocess.run(
        [sys.executable, *command], cwd=folder, capture_output=True, text=True, check=False, env=environment
    )


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("started") / "first-aid"
    result = start(folder)
    assert result.returncode == 0, result.stderr
    return folder


def test_it_passes_its_checks_and_builds(started: Path) -> None:
    checked = run(started, "scripts/check.py")
    assert checked.returncode == 0, checked.stdout
    assert "0 records" in checked.stderr
    built = run(started, "scripts/build.py")
    assert built.returncode == 0, built.stdout + built.stderr
    home = (started / "site" / "index.html").read_text(encoding="utf-8")
    assert "First aid: what &#34;works&#34; &amp; [why]" in home or "First aid: what" in home


def test_it_holds_none_of_our_records(started: Path) -> None:
    assert [path.name for path in (started / "entries").rglob("*.md")] == []
    assert (started / "entries" / "techniques").is_dir()
    [line] = [
        line
        for line in (started / "mkdocs.yml").read_text(encoding="utf-8").split("\n")
        if line.startswith("site_name:")
    ]
    assert yaml.safe_load(line) == {"site_name": NAME}


def test_its_first_record_is_drafted_published_and_built(started: Path) -> None:
    drafted = run(
        started,
        "scripts/new.py",
        "technique",
        *("--title", "Recovery position", "--summary", "Lay a person who breathes on the side."),
        *("--topics", "first-topic", "--audiences", "first-audience"),
    )
    assert drafted.returncode == 0, drafted.stderr
    path = started / "entries" / "techniques" / "recovery-position.md"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("status: draft", "status: published"), encoding="utf-8")
    built = run(started, "scripts/build.py")
    path.unlink()
    assert built.returncode == 0, built.stdout + built.stderr
    assert (started / "site" / "techniques" / "recovery-position" / "index.html").is_file()


def test_its_forms_can_be_made_anew(started: Path) -> None:
    assert run(started, "scripts/generate.py").returncode == 0
    form = (started / ".github" / "ISSUE_TEMPLATE" / "technique.yml").read_text(encoding="utf-8")
    assert "First topic (first-topic)" in form


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    result = start(tmp_path)
    assert result.returncode == 1 and "not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "x" * 101])
def test_a_name_that_will_not_do_is_refused(tmp_path: Path, name: str) -> None:
    result = start(tmp_path / "new", name)
    assert result.returncode == 1 and "The name is a line" in result.stderr
    assert not (tmp_path / "new").exists()


def test_it_starts_outside_of_this_one() -> None:
    result = start(PROJECT / "within")
    assert result.returncode == 1 and "outside" in result.stderr
    assert not (PROJECT / "within").exists()
