"""Work is shared out among processes, and what they keep is found by all."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from knowledgebase.citing import FormattingCache
from knowledgebase.losable_database import LosableDatabase
from knowledgebase.processes import can_fork, count_cores, share_out

TABLES = "CREATE TABLE IF NOT EXISTS things (name TEXT)"


def test_each_share_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    share_out(lambda number: (tmp_path / str(number)).write_text(str(os.getpid())) and None, 3)
    processes = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert sorted(processes) == ["0", "1", "2"]
    assert len({*processes.values(), str(os.getpid())}) == 4


def test_a_share_that_fails_leaves_the_others_alone(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    def work(number: int) -> None:
        if number == 0:
            raise ValueError(number)
        (tmp_path / str(number)).touch()

    share_out(work, 2)
    assert [path.name for path in tmp_path.iterdir()] == ["1"]
    capfd.readouterr()  # Python tells of the error that is meant here


def test_nothing_is_shared_out_from_a_process_with_threads(tmp_path: Path) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not can_fork()
        share_out(lambda number: (tmp_path / str(number)).touch(), 2)
    finally:
        done.set()
        thread.join()
    assert can_fork()
    assert [*tmp_path.iterdir()] == []
    assert count_cores() >= 1


def test_a_forked_process_opens_a_database_anew(tmp_path: Path) -> None:
    database = LosableDatabase(tmp_path / "kept.sqlite", TABLES)
    database.write("INSERT INTO things VALUES (?)", ("parent",))

    def work(number: int) -> None:
        if database.find("SELECT 1 FROM things WHERE name = ?", ("parent",)):
            database.write("INSERT INTO things VALUES (?)", (f"child {number}",))

    share_out(work, 2)
    found = [
        database.find("SELECT name FROM things WHERE name = ?", (name,)) for name in ("child 0", "child 1")
    ]
    assert found == [("child 0",), ("child 1",)]


def test_what_one_process_formatted_another_need_not(tmp_path: Path) -> None:
    cache = FormattingCache(tmp_path / "formatted.sqlite")

    def work(number: int) -> None:
        cache.get("x", lambda: [f"by {number}"])

    share_out(work, 1)
    assert cache.get("x", lambda: ["by the parent"]) == ["by 0"]


def test_without_a_file_nothing_is_held() -> None:
    database = LosableDatabase(None, TABLES)
    database.write("INSERT INTO things VALUES (?)", ("x",))
    assert database.find("SELECT 1 FROM things", ()) is None
