"""The workflows are well formed, ask for no right that they do not need, and run no code of strangers."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import PROJECT

WORKFLOWS = sorted((PROJECT / ".github" / "workflows").glob("*.yml"))
BIN = PROJECT / ".venv" / "bin"
RIGHTS_TO_WRITE = {
    ("check", "findings"): {"security-events"},
    ("describe", "comment"): {"pull-requests"},
    ("intake", "answer"): {"issues"},
    ("intake", "propose"): {"contents", "pull-requests", "actions"},
    ("links", "propose"): {"contents", "pull-requests", "actions"},
    ("publish", "deploy"): {"pages", "id-token"},
    ("release", "release"): {"contents"},
    ("verify", "propose"): {"contents", "pull-requests", "issues", "actions"},
}
"""By workflow and job; any other right to write is one too many."""


def load(path: Path) -> dict[str, Any]:
    workflow = yaml.load(path.read_text(encoding="utf-8"), yaml.BaseLoader)  # noqa: S506 -- keeps `on` a word
    assert isinstance(workflow, dict)
    return workflow


def jobs() -> Iterator[tuple[str, str, dict[str, Any], dict[str, Any]]]:
    for path in WORKFLOWS:
        workflow = load(path)
        for name, job in workflow["jobs"].items():
            yield path.stem, name, job, workflow


def rights(job: dict[str, Any], workflow: dict[str, Any]) -> set[str]:
    granted = job.get("permissions", workflow.get("permissions"))
    assert isinstance(granted, dict), "rights are listed one by one"
    return {right for right, level in granted.items() if level == "write"}


def test_there_are_the_workflows_that_the_guide_names() -> None:
    names = {"check", "describe", "intake", "links", "preview", "publish", "release", "verify"}
    assert {path.stem for path in WORKFLOWS} >= names


def test_actionlint_finds_nothing() -> None:
    command = [BIN / "actionlint", *WORKFLOWS]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_zizmor_finds_nothing() -> None:
    command = [BIN / "zizmor", "--offline", "--quiet", "--no-progress", PROJECT / ".github"]
    result = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr


def test_a_flaw_in_a_workflow_is_found(tmp_path: Path) -> None:
    flawed = tmp_path / "flawed.yml"
    flawed.write_text(
        "on: issues\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n"
        "      - run: echo ${{ github.event.issue.title }}\n"
    )
    for tool in (["actionlint"], ["zizmor", "--offline", "--quiet"]):
        command = [BIN / tool[0], *tool[1:], flawed]
        result = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert result.returncode != 0, tool


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_each_action_is_pinned_by_its_commit_and_each_job_ends(path: Path) -> None:
    workflow = load(path)
    assert "concurrency" in workflow
    for job in workflow["jobs"].values():
        assert 0 < int(job["timeout-minutes"]) <= 180
        for step in job["steps"]:
            if "uses" in step:
                assert re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", step["uses"]), step["uses"]
                if step["uses"].startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] == "false"


def test_no_job_may_write_more_than_it_needs() -> None:
    found = {(path, name): rights(job, workflow) for path, name, job, workflow in jobs()}
    assert {place: granted for place, granted in found.items() if granted} == RIGHTS_TO_WRITE


def test_what_others_wrote_stands_in_no_command() -> None:
    for path, name, job, _ in jobs():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), f"{path}.{name}: hand it over in `env` instead"


def test_a_job_that_may_write_runs_no_code_of_a_pull_request() -> None:
    for path, name, job, workflow in jobs():
        if not rights(job, workflow):
            continue
        for step in job["steps"]:
            command = step.get("run", "")
            assert "make" not in command.split() and ".venv" not in command, f"{path}.{name}"
            assert "ref" not in step.get("with", {}), f"{path}.{name} checks out what it must not"


def test_where_a_pull_request_is_only_read_its_code_does_not_run() -> None:
    describe = next(job for path, name, job, _ in jobs() if (path, name) == ("describe", "describe"))
    commands = " ".join(step.get("run", "") for step in describe["steps"])
    assert re.findall(r"\S*proposed\S*", commands) == ["proposed"], "it is an argument, once"
    assert all("working-directory" not in step for step in describe["steps"])


def test_nothing_that_a_merge_brought_stands_among_the_pages_that_publishing_keeps() -> None:
    publish = next(job for path, name, job, _ in jobs() if (path, name) == ("publish", "build"))
    steps = [step.get("run") or step["uses"].partition("@")[0] for step in publish["steps"]]
    assert steps.index("actions/checkout") < steps.index("rm -rf .cache") < steps.index("actions/cache")


def test_no_secret_is_used_but_the_token_of_the_run() -> None:
    for path in WORKFLOWS:
        assert "secrets." not in path.read_text(encoding="utf-8")


def test_a_workflow_on_pull_requests_never_gets_the_right_to_write() -> None:
    for path, name, job, workflow in jobs():
        triggers = workflow["on"] if isinstance(workflow["on"], dict) else {workflow["on"]: None}
        if "pull_request" in triggers and rights(job, workflow):
            assert "head.repo.full_name == github.repository" in job["if"], f"{path}.{name}"
