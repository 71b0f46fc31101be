"""Work is shared out among processes, and what they keep is found by all."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

from conftest import run_in

from knowledgebase.citing import FormattingCache
from knowledgebase.losable_database import LosableDatabase
from knowledgebase.processes import can_fork, count_cores, share_out

TABLES = "CREATE TABLE IF NOT EXISTS things (name TEXT)"


def alone(check: Callable[[Path], None], folder: Path) -> None:
    """Runs a function of this file in a new process: that of the tests may have threads, and cannot fork."""
    call = f"import pathlib, test_processes; test_processes.{check.__name__}(pathlib.Path({str(folder)!r}))"
    run_in(Path(__file__).parent, sys.executable, "-c", call)


def share_out_names(folder: Path) -> None:
    share_out(lambda number: (folder / str(number)).write_text(str(os.getpid())) and None, 3)
    (folder / "parent").write_text(str(os.getpid()))


def test_each_share_is_done_in_a_process_of_its_own(tmp_path: Path) -> None:
    alone(share_out_names, tmp_path)
    processes = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert sorted(processes) == ["0", "1", "2", "parent"]
    assert len(set(processes.values())) == 4


def share_out_a_failure(folder: Path) -> None:
    def work(number: int) -> None:
        if number == 0:
            raise ValueError(number)
        (folder / str(number)).touch()

    share_out(work, 2)


def test_a_share_that_fails_leaves_the_others_alone(tmp_path: Path) -> None:
    alone(share_out_a_failure, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["1"]


def share_out_with_a_thread(folder: Path) -> None:
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert not can_fork()
        share_out(lambda number: (folder / str(number)).touch(), 2)
    finally:
        done.set()
        thread.join()
    assert can_fork()


def test_nothing_is_shared_out_from_a_process_with_threads(tmp_path: Path) -> None:
    alone(share_out_with_a_thread, tmp_path)
    assert [*tmp_path.iterdir()] == []
    assert count_cores() >= 1


def share_out_a_database(folder: Path) -> None:
    database = LosableDatabase(folder / "kept.sqlite", TABLES)
    database.write("INSERT INTO things VALUES (?)", ("parent",))

    def work(number: int) -> None:
        if database.find("SELECT 1 FROM things WHERE name = ?", ("parent",)):
            database.write("INSERT INTO things VALUES (?)", (f"child {number}",))

    share_out(work, 2)
    found = [
        database.find("SELECT name FROM things WHERE name = ?", (name,)) for name in ("child 0", "child 1")
    ]
    assert found == [("child 0",), ("child 1",)]


def test_a_forked_process_opens_a_database_anew(tmp_path: Path) -> None:
    alone(share_out_a_database, tmp_path)


def share_out_formatting(folder: Path) -> None:
    cache = FormattingCache(folder / "formatted.sqlite")

    def work(number: int) -> None:
        cache.get("x", lambda: [f"by {number}"])

    share_out(work, 1)
    assert cache.get("x", lambda: ["by the parent"]) == ["by 0"]


def test_what_one_process_formatted_another_need_not(tmp_path: Path) -> None:
    alone(share_out_formatting, tmp_path)


def test_without_a_file_nothing_is_held() -> None:
    database = LosableDatabase(None, TABLES)
    database.write("INSERT INTO things VALUES (?)", ("x",))
    assert database.find("SELECT 1 FROM things", ()) is None
