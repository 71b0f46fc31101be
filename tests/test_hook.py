"""Other repositories can use the checks as a hook of pre-commit."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys

import pytest
import yaml
from conftest import PROJECT, SMALL, Draft

(HOOK,) = yaml.safe_load((PROJECT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))


def run(*arguments: str, folder: os.PathLike[str]) -> subprocess.CompletedProcess[str]:
    """Runs the hook's own command in a folder, as pre-commit would."""
    program, *rest = shlex.split(HOOK["entry"])
    assert program == "python"
    return subprocess.run(
        [sys.executable, *rest, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
    )


def test_a_sound_knowledge_base_passes() -> None:
    assert run(folder=SMALL).returncode == 0
    assert run(str(SMALL), folder=PROJECT).returncode == 0


def test_a_mistake_is_printed_and_fails(draft: Draft) -> None:
    draft.replace("bibliography.bib", "author  = {Rowland", "author  = {{Rowland")
    result = run(folder=draft.root)
    assert result.returncode == 1
    assert result.stdout.startswith("bibliography.bib:")


@pytest.mark.parametrize("arguments", [["a", "b"], ["nowhere"]])
def test_misuse_is_told_from_mistakes(arguments: list[str]) -> None:
    assert run(*arguments, folder=SMALL).returncode == 2


@pytest.mark.parametrize(
    "path", ["bibliography.bib", "entries/techniques/a.md", "docs/a.md", "kb/entries/agencies.yml"]
)
def test_the_hook_runs_for_what_it_checks(path: str) -> None:
    assert re.search(HOOK["files"], path)


@pytest.mark.parametrize("path", ["README.md", "docs/assets/a.css", "knowledgebase/checks/links.py"])
def test_the_hook_does_not_run_for_other_files(path: str) -> None:
    assert not re.search(HOOK["files"], path)
