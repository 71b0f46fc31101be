"""Builds the same knowledge base here and elsewhere, in turns, each as a whole process."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.bases import Size
from benchmarks.measuring import Run, run_measured
from benchmarks.plain_copies import DOCS, copy_pages, copy_records

COLD, WARM = "here, cold", "here, warm"
WARM_PAGES = "here, warm, no search index"
BARE, BARE_ALL = "MkDocs, records", "MkDocs, all pages"
BIBTEX, BIBTEX_ALL = "mkdocs-bibtex, records", "mkdocs-bibtex, all pages"
CHECK_COLD, CHECK_WARM = "check, cold", "check, warm"
EDIT = "\n<!-- An edit of run {number}. -->\n"


@dataclass(frozen=True)
class Contestant:
    """Something that is measured."""

    name: str
    folder: Path
    """Where its command runs."""
    command: tuple[str, ...]
    prepare: Callable[[int], None]
    """What is done before each run and not measured; it is given the number of the run, from 0."""


@dataclass(frozen=True)
class Workplace:
    """The folders of one size, and the Pythons that run in them."""

    folder: Path
    size: Size
    python: Path
    """The Python that has this library's packages."""
    other_python: Path
    """The Python that has the packages it is compared with."""

    @property
    def base(self) -> Path:
        """The knowledge base."""
        return self.folder / "base"

    @property
    def site(self) -> Path:
        """The site built of it."""
        return self.folder / "site"

    def copy_for_others(self) -> dict[str, int]:
        """Writes the pages for other engines; how many pages each selection has."""
        return {
            "records": copy_records(self.base, self.folder / "records"),
            "all": copy_pages(self.base, self.folder / "all"),
        }

    def contestants(self) -> Iterator[Contestant]:
        """All that is measured, in the order of a round.

        Cold stands before warm, which finds the cache of the cold run.
        """
        build = (str(self.python), "scripts/build.py", "--site", str(self.site))
        check = (str(self.python), "scripts/check.py")
        yield Contestant(COLD, self.base, build, self._forget_all)
        # The one without an index first: its site is not the one that is searched afterwards.
        yield Contestant(WARM_PAGES, self.base, (*build, "--no-search"), self._edit_once_more)
        yield Contestant(WARM, self.base, build, self._edit_a_record)
        for name, folder, settings in (
            (BARE, "records", "mkdocs.yml"),
            (BARE_ALL, "all", "mkdocs.yml"),
            (BIBTEX, "records", "mkdocs-bibtex.yml"),
            (BIBTEX_ALL, "all", "mkdocs-bibtex.yml"),
        ):
            site = self.folder / f"site-{folder}-{settings.removesuffix('.yml')}"
            command = (str(self.other_python), "-m", "mkdocs", "build", "--quiet", "--config-file", settings)
            yield Contestant(
                name,
                self.folder / folder,
                (*command, "--site-dir", str(site)),
                lambda _, site=site: remove(site),  # type: ignore[misc]
            )
        yield Contestant(CHECK_COLD, self.base, check, lambda _: remove(self.base / ".cache" / "checks"))
        yield Contestant(CHECK_WARM, self.base, check, lambda _: None)

    def _forget_all(self, _number: int) -> None:
        remove(self.site)
        remove(self.base / ".cache")

    def _edit_once_more(self, number: int) -> None:
        self._edit_a_record(number, " Once more.")

    def _edit_a_record(self, number: int, words: str = "") -> None:
        """A site is built anew because something changed: so what is kept for unchanged files pays, and
        what is kept for an unchanged whole does not."""
        remove(self.site)
        record = next(iter(sorted((self.base / "entries" / "research").glob("*.md"))))
        before = record.read_text(encoding="utf-8").split(EDIT.split("{", maxsplit=1)[0])[0]
        record.write_text(before + EDIT.format(number=number) + words, encoding="utf-8")


def remove(folder: Path) -> None:
    """Removes a folder, if it is there."""
    shutil.rmtree(folder, ignore_errors=True)


def hold_rounds(
    contestants: list[Contestant], rounds: int, tell: Callable[[str], None]
) -> dict[str, list[Run]]:
    """Runs all contestants in turns, so often; a machine that slows down slows all of them.

    Raises RunError where one fails.
    """
    runs: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for number in range(rounds):
        for contestant in contestants:
            contestant.prepare(number)
            run = run_measured(contestant.command, contestant.folder, environment())
            runs[contestant.name].append(run)
            tell(
                f"  round {number + 1} {contestant.name:<26} {run.wall:8.2f} s {run.processor:8.2f} s CPU"
                f" {run.memory:7.0f} MiB"
            )
    return runs


def environment() -> Mapping[str, str]:
    """That of every run: the path to programs, and nothing else of who measures."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"PYTHONPATH": ".", "NO_MKDOCS_2_WARNING": "1"}


def count_pages(site: Path) -> int:
    """The pages of a built site or of a folder for another engine."""
    if (site / DOCS).is_dir():
        return sum(1 for _ in (site / DOCS).rglob("*.md"))
    return sum(1 for _ in site.rglob("index.html"))
