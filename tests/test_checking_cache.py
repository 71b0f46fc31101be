"""A second run is spared where nothing changed, and never believes what it did not write itself."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest
from conftest import Draft

from knowledgebase.checking import ResultCache, cache, open_cache, run, run_checks
from knowledgebase.findings import Finding, error

RETRIEVAL = "entries/techniques/retrieval-practice.md"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for secrets that is not the tester's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def kept(draft: Draft) -> ResultCache:
    opened = open_cache(draft.root)
    assert opened is not None
    return opened


def files(kept: ResultCache) -> list[Path]:
    return sorted(kept.folder.glob("*.json"))


def test_a_second_run_reads_nothing_and_finds_the_same(draft: Draft, kept: ResultCache) -> None:
    draft.replace(RETRIEVAL, "[memory, trainers", "[memori, trainers")
    first, second = run_checks(draft.root, kept), run_checks(draft.root, kept)
    assert [finding.code for finding in first.findings] == ["KB112"]
    assert second == first
    assert first.knowledge is not None
    assert second.knowledge is None


def test_without_a_cache_nothing_is_kept(draft: Draft) -> None:
    assert run_checks(draft.root).knowledge is not None
    assert not (draft.root / ".cache").exists()


@pytest.mark.parametrize(
    "name",
    [RETRIEVAL, "entries/vocabulary.yml", "bibliography.bib", "bibliography.lock.yml", "docs/contribute.md"],
)
def test_a_changed_file_is_looked_at_anew(draft: Draft, kept: ResultCache, name: str) -> None:
    run_checks(draft.root, kept)
    with (draft.root / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert run_checks(draft.root, kept).knowledge is not None
    assert len(files(kept)) == 2


def test_a_change_that_keeps_size_and_time_is_seen(draft: Draft, kept: ResultCache) -> None:
    status = (draft.root / RETRIEVAL).stat()
    run_checks(draft.root, kept)
    draft.replace(RETRIEVAL, "[memory, trainers", "[memori, trainers")
    os.utime(draft.root / RETRIEVAL, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert [finding.code for finding in run_checks(draft.root, kept).findings] == ["KB112"]


def test_a_new_a_removed_and_a_renamed_file_are_seen(draft: Draft, kept: ResultCache) -> None:
    keys = [kept.make_key(draft.root)]
    draft.write("docs/assets/empty.txt", "")
    keys.append(kept.make_key(draft.root))
    (draft.root / "docs/assets/empty.txt").rename(draft.root / "docs/assets/other.txt")
    keys.append(kept.make_key(draft.root))
    (draft.root / "docs/assets/other.txt").unlink()
    assert len(set(keys)) == 3
    assert kept.make_key(draft.root) == keys[0]


def test_what_moves_from_one_file_to_the_next_is_seen(draft: Draft, kept: ResultCache) -> None:
    draft.write("docs/a.txt", "one two")
    draft.write("docs/b.txt", "")
    first = kept.make_key(draft.root)
    draft.write("docs/a.txt", "one ")
    draft.write("docs/b.txt", "two")
    assert kept.make_key(draft.root) != first


def test_another_day_is_another_run(draft: Draft, kept: ResultCache, monkeypatch: pytest.MonkeyPatch) -> None:
    class Tomorrow(datetime.date):
        @classmethod
        def today(cls) -> Tomorrow:
            return cls(2999, 1, 1)

    today = kept.make_key(draft.root)
    monkeypatch.setattr(cache.datetime, "date", Tomorrow)
    assert kept.make_key(draft.root) != today


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"findings": [], "records": "many"}', "\x00", "[" * 100_000]
)
def test_a_broken_result_is_as_good_as_none(draft: Draft, kept: ResultCache, text: str) -> None:
    first = run_checks(draft.root, kept)
    (file,) = files(kept)
    file.write_text(text, encoding="utf-8")
    assert run_checks(draft.root, kept) == first
    assert run_checks(draft.root, kept).knowledge is None


def test_a_result_that_came_from_elsewhere_is_not_believed(
    draft: Draft, kept: ResultCache, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever proposes a record could send along a result that says it is clean."""
    draft.replace(RETRIEVAL, "[memory, trainers", "[memori, trainers")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "stranger"))
    stranger = open_cache(draft.root)
    assert stranger is not None
    key = stranger.make_key(draft.root)
    assert key is not None
    stranger.store(key, cache.CachedResult((), 6, 4))
    assert run_checks(draft.root, stranger).findings == ()
    assert [finding.code for finding in run_checks(draft.root, kept).findings] == ["KB112"]


def test_the_secret_is_one_users_own_and_stays(draft: Draft, kept: ResultCache, home: Path) -> None:
    secret = home / "knowledgebase" / "secret"
    assert secret.stat().st_mode & 0o077 == 0
    assert open_cache(draft.root) == kept
    assert kept.secret.decode() not in " ".join(path.name for path in files(kept))


def test_a_user_without_a_place_for_a_secret_has_no_cache(
    draft: Draft, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    assert open_cache(draft.root) is None


def test_a_secret_that_is_no_secret_is_made_anew(draft: Draft, home: Path) -> None:
    (home / "knowledgebase").mkdir(parents=True)
    (home / "knowledgebase" / "secret").write_text("short", encoding="utf-8")
    cache = open_cache(draft.root)
    assert cache is not None
    assert len(cache.secret) >= 32


def test_a_cache_that_cannot_be_written_stops_nothing(draft: Draft, kept: ResultCache) -> None:
    (draft.root / ".cache").write_text("in the way", encoding="utf-8")
    first, second = run_checks(draft.root, kept), run_checks(draft.root, kept)
    assert first == second
    assert second.knowledge is not None


def test_text_that_json_cannot_hold_is_not_kept_and_stops_nothing(kept: ResultCache) -> None:
    half = error("a.md", 1, 1, "KB112", "\ud800")
    kept.store("0" * 64, cache.CachedResult((half,), 1, 1))
    assert list(kept.folder.iterdir()) == []


def test_a_folder_that_is_a_link_is_never_cached(draft: Draft, kept: ResultCache, tmp_path: Path) -> None:
    (draft.root / "entries/trainings").rename(tmp_path / "trainings")
    (draft.root / "entries/trainings").symlink_to(tmp_path / "trainings")
    assert kept.make_key(draft.root) is None
    assert run_checks(draft.root, kept).knowledge is not None
    assert files(kept) == []


def test_a_pipe_among_the_files_does_not_stop_the_run(draft: Draft, kept: ResultCache) -> None:
    os.mkfifo(draft.root / "docs" / "pipe.md")
    assert kept.make_key(draft.root) is not None


def test_only_the_newest_results_are_kept(draft: Draft, kept: ResultCache) -> None:
    for number in range(12):
        kept.store(f"{number:064}", cache.CachedResult((), number, 0))
        os.utime(kept.folder / f"{number:064}.json", (number, number))
    assert [int(file.stem) for file in files(kept)] == [4, 5, 6, 7, 8, 9, 10, 11]


def test_what_changes_during_a_run_is_not_kept(
    draft: Draft, kept: ResultCache, monkeypatch: pytest.MonkeyPatch
) -> None:
    def check_and_write(*_arguments: object) -> list[Finding]:
        draft.replace(RETRIEVAL, "cost: low", "cost: high")
        return []

    monkeypatch.setattr(run, "check_knowledge_base", check_and_write)
    run_checks(draft.root, kept)
    assert files(kept) == []
