"""The harness of the benchmarks: what it lays, runs, reckons, draws and writes. It measures nothing here."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
import urllib.error
import urllib.request
from pathlib import Path
from xml.etree import ElementTree

import pytest
import yaml
from conftest import PROJECT, TODAY

from benchmarks import contest
from benchmarks.bases import Size, lay_base
from benchmarks.contest import Contestant, Workplace, hold_rounds
from benchmarks.lighthouse_run import CATEGORIES, PageResult, find_page, load_pages, read_report, write_pages
from benchmarks.machine import Machine
from benchmarks.measuring import Run, RunError, read_processor, run_measured
from benchmarks.page_weights import measure_frame, weigh_pages
from benchmarks.plain_copies import copy_pages, copy_records
from benchmarks.plot import draw_plot, make_axis
from benchmarks.report import END, GROWTH, PAGE, START, replace_section, write_growth, write_report
from benchmarks.results import Result, exponent, load_results, save_result
from benchmarks.run import parse_size
from benchmarks.serving import serve
from benchmarks.shards import Trial, find_differences, join, load_trials
from benchmarks.tables import write_exponents, write_number, write_table, write_verdicts
from benchmarks.targets import judge
from knowledgebase.checks import check_knowledge_base
from knowledgebase.chromium import find_chromium
from knowledgebase.findings import has_errors
from knowledgebase.knowledge import read_knowledge_base

MACHINE = Machine("2026-11-25", "A processor", 2, 23.5, "Linux x86_64", "3.11.7", {"mkdocs": "1"}, {})


def runs(*processor: float) -> list[Run]:
    return [Run(wall=2 * seconds, processor=seconds, memory=100 * seconds) for seconds in processor]


def result(records: int, **by_name: list[Run]) -> Result:
    named = {getattr(contest, name): found for name, found in by_name.items()}
    return Result(Size(records, records), 1, MACHINE, {"records": records}, named, {})


# What is laid


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("bench") / "base"
    lay_base(target, Size(20, 30), seed=1)
    return target


def test_a_laid_base_is_whole_and_passes_its_checks(base: Path) -> None:
    knowledge = read_knowledge_base(base, TODAY)
    assert len(knowledge.records) >= 20
    assert len(knowledge.bibliography) > 30  # what is made up, and what the guides cite
    assert not has_errors(check_knowledge_base(knowledge))
    assert (base / "scripts" / "build.py").is_file()


def test_records_are_copied_with_citations_as_text_and_cross_links_as_words(
    base: Path, tmp_path: Path
) -> None:
    pages = copy_records(base, tmp_path)
    texts = [file.read_text(encoding="utf-8") for file in (tmp_path / "docs").rglob("*.md")]
    assert len(texts) == pages
    assert any(re.search(r"\[@\w+\]", text) for text in texts)
    assert not any("[[" in text.replace("`[[", "") for text in texts)
    settings = yaml.safe_load((tmp_path / "mkdocs.yml").read_text(encoding="utf-8"))
    assert "hooks" not in settings
    assert settings["plugins"] == []


def test_all_pages_are_copied_for_builders_that_know_no_extension_of_ours(base: Path, tmp_path: Path) -> None:
    pages = copy_pages(base, tmp_path)
    assert pages > len(read_knowledge_base(base, TODAY).records)
    for name, plugins in (("mkdocs.yml", []), ("mkdocs-bibtex.yml", ["bibtex"])):
        text = (tmp_path / name).read_text(encoding="utf-8")
        assert "knowledgebase." not in text
        assert [next(iter(plugin)) for plugin in yaml.safe_load(text)["plugins"]] == plugins


def test_a_size_is_read_with_and_without_references() -> None:
    assert parse_size("1000") == Size(1000, 1000)
    assert parse_size("10000x50000") == Size(10_000, 50_000)
    with pytest.raises(ValueError, match="many"):
        parse_size("many")


# What is run


def test_a_run_is_measured_with_its_children(tmp_path: Path) -> None:
    code = "import subprocess, sys; subprocess.run([sys.executable, '-c', 'sum(range(3_000_000))'])"
    run = run_measured((sys.executable, "-c", code), tmp_path, {})
    bare = run_measured((sys.executable, "-c", "pass"), tmp_path, {})
    assert run.processor > bare.processor
    assert run.wall > 0


def test_the_processor_time_of_a_running_process_is_told_where_the_system_tells_it() -> None:
    before = read_processor(os.getpid())
    if not Path("/proc").is_dir():
        assert before == 0
        return
    while read_processor(os.getpid()) == before:
        sum(range(100_000))
    assert read_processor(os.getpid()) > before


def test_a_run_that_fails_says_what_it_said(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"ended with 3:\nwhy it failed"):
        run_measured((sys.executable, "-c", "print('why it failed'); raise SystemExit(3)"), tmp_path, {})


def test_contestants_take_turns_and_are_prepared_before_each_run(tmp_path: Path) -> None:
    order: list[str] = []
    contestants = [
        Contestant(
            name,
            tmp_path,
            (sys.executable, "-c", ""),
            lambda number, name=name: order.append(f"{name}{number}"),
        )
        for name in "AB"
    ]
    found = hold_rounds(contestants, 2, lambda _: None)
    assert order == ["A0", "B0", "A1", "B1"]
    assert {name: len(of) for name, of in found.items()} == {"A": 2, "B": 2}


def test_a_cold_build_finds_no_cache_and_a_warm_one_an_edit_each_time(base: Path) -> None:
    place = Workplace(base.parent, Size(20, 30), Path("python"), Path("python"))
    cold, warm = list(place.contestants())[:2]
    (base / ".cache").mkdir(exist_ok=True)
    cold.prepare(0)
    assert not (base / ".cache").exists()
    record = min((base / "entries" / "research").glob("*.md"))
    texts = []
    for number in range(2):
        warm.prepare(number)
        texts.append(record.read_text(encoding="utf-8"))
    assert texts[0] != texts[1]
    assert len(texts[0]) == len(texts[1])  # the last edit is replaced: a record does not grow by rounds


# What is reckoned


def test_a_ratio_is_taken_within_each_round() -> None:
    # Everything was ten times slower in the second round; the ratios are the same.
    measured = result(100, WARM=runs(2, 20, 4), BARE_ALL=runs(1, 10, 2))
    assert measured.ratio(contest.WARM, contest.BARE_ALL, "processor") == 2
    assert measured.middle(contest.WARM, "processor") == 4


@pytest.mark.parametrize("power", [0.5, 1, 2])
def test_an_exponent_is_the_power_of_the_growth(power: float) -> None:
    points = [(size, 7 * size**power) for size in (100.0, 1000.0, 10_000.0)]
    assert exponent(points) == pytest.approx(power)


def test_results_are_kept_and_found_smallest_first(tmp_path: Path) -> None:
    large, small = result(1000, WARM=runs(20)), result(100, WARM=runs(2))
    for one in (large, small):
        save_result(one, tmp_path)
    assert load_results(tmp_path) == [small, large]


def test_a_target_is_judged_at_each_size_that_measured_it() -> None:
    small = result(100, WARM=runs(1.1), BARE_ALL=runs(1))
    large = result(1000, WARM=runs(14), BARE_ALL=runs(10))
    verdicts = [v for v in judge([small, large]) if v.target.name == "warm build with the index, to the same"]
    assert [(v.records, v.is_met) for v in verdicts] == [(100, True), (1000, False)]
    (growth,) = [v for v in judge([small, large]) if "a tenth" in v.target.name]
    assert (growth.records, growth.is_met) == (1000, False)
    assert growth.measured == pytest.approx(14 / 1.1)
    table = write_verdicts([small, large])
    assert "| warm build with the index, to the same | 1.15× | 1.10×, met | 1.40×, **no** |" in table
    assert "| here, warm, to the same at a tenth of the size | 11× | – | 12.7×, **no** |" in table


# What is written


def test_a_table_puts_numbers_to_the_right() -> None:
    table = write_table(("name", "s"), [("one", "1.00")])
    assert table == "| name | s |\n| --- | ---: |\n| one | 1.00 |\n"


@pytest.mark.parametrize(
    ("value", "text"), [(0.123, "0.12"), (3.14159, "3.14"), (31.4159, "31.4"), (31415.9, "31,416")]
)
def test_a_number_is_written_with_the_figures_that_count(value: float, text: str) -> None:
    assert write_number(value) == text


def test_exponents_stand_between_neighbouring_sizes() -> None:
    table = write_exponents([result(100, WARM=runs(1)), result(1000, WARM=runs(100))])
    assert "processor, 100 to 1,000" in table
    assert "| here, warm | 2.00 | 2.00 |" in table


def test_a_plot_is_an_image_that_takes_its_colour_from_the_page() -> None:
    drawn = draw_plot({"a < b": [(100, 1), (1000, 10)], "c": [(100, 2)]}, "records", "seconds")
    svg = ElementTree.fromstring(drawn)  # noqa: S314 -- our own
    assert svg.get("role") == "img"
    assert "seconds against records" in svg.get("aria-label", "")
    assert [text.text for text in svg.iter("text")][-2:] == ["a < b", "c"]
    colours = set(re.findall(r'(?:fill|stroke)="([^"]+)"', drawn))
    assert colours == {"currentColor", "none"}
    assert "style" not in drawn
    assert "\n\n" not in drawn  # a blank line would end the HTML in Markdown


def test_an_axis_runs_over_whole_powers_of_ten() -> None:
    axis = make_axis([30, 4000], 0, 300)
    assert (axis.first, axis.last) == (1, 4)
    assert axis.place(100) == 100
    assert list(axis.ticks()) == [(0, "10"), (100, "100"), (200, "1,000"), (300, "10,000")]


def test_one_size_alone_can_be_drawn() -> None:
    axis = make_axis([100], 0, 300)
    assert axis.last > axis.first


def test_a_report_holds_every_size_and_replaces_the_last() -> None:
    report = write_report([result(100, WARM=runs(1)), result(1000, WARM=runs(10))])
    assert "### 100 records" in report
    assert "### 1,000 records" in report
    assert "A processor, 2 cores, 23.5 GiB" in report
    page = f"before\n{START}\nold\n{END}\nafter\n"
    assert replace_section(page, report) == f"before\n{START}\n\n{report}\n{END}\nafter\n"
    with pytest.raises(ValueError, match="two lines"):
        replace_section("a page without them", report)


@pytest.mark.parametrize("page", [PAGE, GROWTH], ids=["benchmarks", "growth"])
def test_the_pages_of_the_documentation_have_the_place_for_a_report(page: Path) -> None:
    assert "new" in replace_section(page.read_text(encoding="utf-8"), "new")


def test_growth_is_told_of_sizes_and_of_shares(tmp_path: Path) -> None:
    trial = Trial(100, {"the whole": Run(4, 3, 200)}, 57, 115, 115, 0)
    (tmp_path / "shards-100.json").write_text(json.dumps(dataclasses.asdict(trial)), encoding="utf-8")
    assert load_trials(tmp_path) == [trial]
    results = [result(100, WARM=runs(1)), result(1000, WARM=runs(10))]
    told = write_growth(results, load_trials(tmp_path))
    assert "| here, warm | 1.00 | 1.00 |" in told
    assert "57 pages in the index of the first share, 115 in both joined" in told
    assert write_growth(results[:1], []) == ""


# Pages and shares


def test_the_frame_of_a_page_is_what_stands_outside_of_its_article(tmp_path: Path) -> None:
    page = b"<html><nav></nav><article>text</article></html>"
    assert measure_frame(page) == len(page) - len(b"<article>text")
    assert measure_frame(b"no article") == len(b"no article")
    (tmp_path / "techniques" / "one").mkdir(parents=True)
    (tmp_path / "techniques" / "one" / "index.html").write_bytes(page)
    assert weigh_pages(tmp_path, "techniques")["techniques: page"] == len(page)


def test_what_lighthouse_says_is_read() -> None:
    report = {
        "categories": {name: {"score": 0.99} for name in CATEGORIES},
        "audits": {
            "largest-contentful-paint": {"numericValue": 1234.5},
            "cumulative-layout-shift": {"numericValue": 0},
            "total-byte-weight": {"numericValue": 65_432},
        },
    }
    read = read_report("home", "", report)
    assert dict(read.scores) == dict.fromkeys(CATEGORIES, 99)
    assert (read.largest_paint, read.layout_shift, read.moved) == (1.23, 0, 65_432)


def test_what_lighthouse_said_is_kept(tmp_path: Path) -> None:
    page = PageResult("home", "", dict.fromkeys(CATEGORIES, 99), 1.23, 0, 65_432)
    (tmp_path / "pages.json").write_text(json.dumps([dataclasses.asdict(page)]), encoding="utf-8")
    assert load_pages(tmp_path / "pages.json") == [page]
    assert load_pages(tmp_path / "nothing.json") == []
    assert "| home (`/`) | 99 | 99 | 99 | 99 | 1.23 | 0 | 65 |" in write_pages([page])


def test_the_largest_page_of_a_folder_is_looked_at(tmp_path: Path) -> None:
    for name, text in (("a", "short"), ("b", "longer")):
        (tmp_path / "techniques" / name).mkdir(parents=True)
        (tmp_path / "techniques" / name / "index.html").write_text(text, encoding="utf-8")
    assert find_page(tmp_path, "techniques/*/") == "techniques/b/"
    assert find_page(tmp_path, "explore/") == "explore/"


def test_folders_are_served_below_their_prefixes_and_nothing_else(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "index.html").write_text(name, encoding="utf-8")
    (tmp_path / "secret.txt").write_text("secret", encoding="utf-8")
    with serve({"/": tmp_path / "one", "/two/": tmp_path / "two"}) as address:
        assert fetch(address) == b"one"
        assert fetch(f"{address}two/") == b"two"
        for outside in ("../secret.txt", "%2e%2e/secret.txt", "nothing"):
            with pytest.raises(urllib.error.HTTPError):
                fetch(address + outside)


def fetch(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 -- our own server
        body: bytes = answer.read()
        return body


def test_shares_are_joined_to_one_site_with_an_index_each(tmp_path: Path) -> None:
    for number, name in enumerate("ab"):
        for file in (f"{name}/index.html", "pagefind/pagefind.js"):
            path = tmp_path / str(number) / file
            path.parent.mkdir(parents=True)
            path.write_text(f"{file} of {number}", encoding="utf-8")
    joined = tmp_path / "joined"
    assert join([tmp_path / "0", tmp_path / "1"], joined) == ["pagefind-2/"]
    assert (joined / "pagefind" / "pagefind.js").read_text(encoding="utf-8").endswith("of 0")
    assert (joined / "pagefind-2" / "pagefind.js").read_text(encoding="utf-8").endswith("of 1")
    assert find_differences(joined, tmp_path / "0") == ["b/index.html"]


def test_no_lock_names_the_host_of_a_registry() -> None:
    lock = (PROJECT / "benchmarks" / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert not [line for line in lock.splitlines() if line[:1].isalnum() and "==" not in line]
    packages = json.loads((PROJECT / "benchmarks" / "lighthouse" / "package-lock.json").read_text("utf-8"))
    assert packages["packages"]["node_modules/lighthouse"]["integrity"].startswith("sha512-")
    assert not [name for name, package in packages["packages"].items() if "resolved" in package]


def test_a_browser_that_is_not_there_is_missed_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("CHROMIUM", raising=False)
    with pytest.raises(FileNotFoundError, match="CHROMIUM="):
        find_chromium()
