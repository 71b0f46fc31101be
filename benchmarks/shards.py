"""Builds a knowledge base in two shares, joins them to one site, and searches both; see `--help`."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.bases import lay_base
from benchmarks.browser import open_page
from benchmarks.contest import environment, remove
from benchmarks.measuring import Run, run_measured
from benchmarks.run import CACHE, RESULTS, parse_size
from benchmarks.searching import QUERY
from benchmarks.serving import serve
from benchmarks.tables import write_number, write_table

SHARES = 2
HOOK = Path(__file__).with_name("shard_hook.py")
SETTINGS = "mkdocs-shard.yml"
SEARCH = """async ([query, others]) => {
  const pagefind = await import(new URL('/pagefind/pagefind.js', location));
  await pagefind.options({ baseUrl: '/' });
  for (const other of others) await pagefind.mergeIndex(`/${other}`, { baseUrl: '/' });
  const found = await pagefind.search(query);
  return (await Promise.all(found.results.map((result) => result.data()))).map((data) => data.url);
}"""


@dataclass(frozen=True)
class Found:
    """Addresses that a search finds, with one index and with all."""

    first: list[str]
    joined: list[str]


@dataclass(frozen=True)
class Trial:
    """One build in shares beside one of the whole, and whether both are the same."""

    records: int
    runs: Mapping[str, Run]
    found_in_first: int
    """Results of one query in the index of the first share."""
    found_in_all: int
    found_on_whole: int
    differing: int
    """Pages that are not byte for byte those of the whole."""


def load_trials(folder: Path) -> list[Trial]:
    """All trials in `folder`, the smallest first."""
    given = [json.loads(file.read_text(encoding="utf-8")) for file in folder.glob("shards-*.json")]
    trials = [Trial(**one | {"runs": {n: Run(**run) for n, run in one["runs"].items()}}) for one in given]
    return sorted(trials, key=lambda trial: trial.records)


def write_trial(trial: Trial) -> str:
    """A trial as a table and a sentence."""
    rows = (
        (name, *map(write_number, (run.wall, run.processor, run.memory))) for name, run in trial.runs.items()
    )
    table = write_table(
        (f"{trial.records:,} records", "seconds, wall", "seconds, processor", "peak MiB"), rows
    )
    return (
        f"{table}\nA query of two words found {trial.found_in_first} pages in the index of the first share,"
        f" {trial.found_in_all} in both joined, and {trial.found_on_whole} on the whole site."
        f" Pages that differ from the whole: {trial.differing}.\n"
    )


def write_settings(base: Path) -> None:
    """Writes the settings of a share into a knowledge base: those of the whole, and one more hook."""
    text = f"INHERIT: mkdocs.yml\nhooks:\n  - hooks/site.py\n  - {json.dumps(str(HOOK))}\n"
    (base / SETTINGS).write_text(text, encoding="utf-8")


def build_share(base: Path, number: int, site: Path) -> Run:
    """Builds one share into `site`. Raises RunError where it fails."""
    remove(site)
    command = (sys.executable, "-m", "mkdocs", "build", "--dirty", "--quiet", "--config-file", SETTINGS)
    log = site.with_suffix(".log")
    told = {**environment(), "KB_SHARD": f"{number}/{SHARES}"}
    return run_measured((*command, "--site-dir", str(site)), base, told, log)


def join(sites: list[Path], target: Path) -> list[str]:
    """Joins shares to one site; gives the folders of the indexes after the first."""
    remove(target)
    others = []
    for number, site in enumerate(sites):
        if number:
            others.append(f"pagefind-{number + 1}/")
            shutil.copytree(site / "pagefind", target / others[-1])
        ignored = shutil.ignore_patterns("pagefind") if number else None
        shutil.copytree(site, target, dirs_exist_ok=True, ignore=ignored)
    return others


def search(site: Path, others: list[str], query: str) -> Found:
    """What a query finds on a joined site, in the first index alone and in all."""

    def ask(indexes: list[str]) -> list[str]:
        with open_page() as page:
            page.goto(address)
            found: list[str] = page.evaluate(SEARCH, [query, indexes])
            return sorted(found)

    with serve({"/": site}) as address:
        return Found(ask([]), ask(others))


def find_differences(one: Path, other: Path) -> list[str]:
    """The pages that are not the same on two sites, or only on one."""
    pages = {path.relative_to(site).as_posix() for site in (one, other) for path in site.rglob("index.html")}
    return sorted(page for page in pages if _read(one / page) != _read(other / page))


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def main() -> int:
    """Exit status: 0, or 1 where the joined site is not the same as the whole."""
    parser = argparse.ArgumentParser(description="Build in two shares, join them, and search both.")
    parser.add_argument("size", type=parse_size, help="records, or RECORDSxREFERENCES")
    arguments = parser.parse_args()
    folder = CACHE / f"shards-{arguments.size.name}"
    remove(folder)
    base = folder / "base"
    lay_base(base, arguments.size, seed=1)
    write_settings(base)
    build = (sys.executable, "scripts/build.py", "--site", str(folder / "whole"))
    run_measured(build, base, environment())  # formats the references, which a build in CI finds formatted
    remove(folder / "whole")
    runs = {"the whole": run_measured(build, base, environment())}
    sites = [folder / f"share-{number}" for number in range(SHARES)]
    # At the same time, as two machines would; here they share one.
    with ThreadPoolExecutor(SHARES) as pool:
        shares = pool.map(lambda number: build_share(base, number, sites[number]), range(SHARES))
        runs |= {f"share {number + 1}": run for number, run in enumerate(shares)}
    others = join(sites, folder / "joined")
    found = search(folder / "joined", others, QUERY)
    whole = search(folder / "whole", [], QUERY)
    differing = find_differences(folder / "whole", folder / "joined")
    trial = Trial(
        records=arguments.size.records,
        runs=runs,
        found_in_first=len(found.first),
        found_in_all=len(found.joined),
        found_on_whole=len(whole.joined),
        differing=len(differing),
    )
    RESULTS.mkdir(parents=True, exist_ok=True)
    file = RESULTS / f"shards-{trial.records}.json"
    file.write_text(json.dumps(asdict(trial), indent=1) + "\n", encoding="utf-8")
    print(write_trial(trial))
    print("\n".join(differing[:10]))
    return int(bool(differing) or found.joined != whole.joined)


if __name__ == "__main__":
    sys.exit(main())
