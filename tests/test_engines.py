"""The site does not hang on its engine: others build the same pages from what `make pages` writes."""

from __future__ import annotations

import datetime
import importlib.util
import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import frontmatter
import markdown
import pytest
import yaml
from articles import Token, read_article, read_built
from conftest import PROJECT, SMALL, lay_small_site, run_in

from knowledgebase import __version__
from knowledgebase.exports import Site
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.plain_site import PlainSiteError, make_plain_pages, write_plain_site
from knowledgebase.site_settings import CITATIONS, DEFINITIONS, SiteSettings, read_settings

Articles = Mapping[str, list[Token]]
"""The articles of a site by the file of their page."""


def written_pages(folder: Path) -> list[str]:
    docs = folder / "docs"
    return sorted(path.relative_to(docs).as_posix() for path in docs.rglob("*.md"))


def render_by_python_markdown(folder: Path) -> Articles:
    """What Python-Markdown alone makes of a plain site, with the extensions that its settings list."""
    options = dict(read_settings(folder / "mkdocs.yml").extensions)
    options[CITATIONS] = {
        **options[CITATIONS],
        "bibliography": str(folder / options[CITATIONS]["bibliography"]),
        "cache": "",
    }
    if "glossary" in options.get(DEFINITIONS, {}):
        glossary = str(folder / options[DEFINITIONS]["glossary"])
        options[DEFINITIONS] = {**options[DEFINITIONS], "glossary": glossary}
    converter = markdown.Markdown(extensions=list(options), extension_configs=options)
    articles = {}
    for page in written_pages(folder):
        text = (folder / "docs" / page).read_text(encoding="utf-8")
        _, body = frontmatter.parse(text)
        html = converter.reset().convert(body)
        articles[page] = read_article(f"<article>{html}</article>", page)
    return articles


def _build_by(module: str) -> Callable[[Path], Articles]:
    def build(folder: Path) -> Articles:
        run_in(folder, sys.executable, "-m", module, "build")
        return {page: read_built(folder / "site", page) for page in written_pages(folder)}

    return build


ENGINES = {"python-markdown": render_by_python_markdown, "mkdocs": _build_by("mkdocs")}
if importlib.util.find_spec("zensical"):
    ENGINES["zensical"] = _build_by("zensical")


def write_as_built(root: Path, site: Path, target: Path) -> None:
    """Writes the plain site of a knowledge base on the day on which its `site` was built."""
    settings = read_settings(root / "mkdocs.yml")
    day = json.loads((site / "data" / "records.json").read_text(encoding="utf-8"))["date"]
    told = Site(
        settings.name, settings.description, __version__, datetime.date.fromisoformat(day), settings.url
    )
    write_plain_site(read_knowledge_base(root, told.day), told, settings, target)


def is_redirect(path: Path) -> bool:
    return 'http-equiv="refresh"' in path.read_text(encoding="utf-8")


def differences(articles: Articles, site: Path) -> list[str]:
    """Where an article is not as on the built site: its page and the first words that differ."""
    found = []
    for page, tokens in articles.items():
        expected = read_built(site, page)
        if tokens != expected:
            pairs = zip(tokens, expected, strict=False)
            place = next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(tokens), len(expected)))
            found.append(f"{page}: {tokens[place : place + 5]} for {expected[place : place + 5]}")
    return found


@pytest.fixture(scope="module")
def small_root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small knowledge base with our settings, theme and a guide that links and shows, built by MkDocs."""
    root = tmp_path_factory.mktemp("engines") / "base"
    lay_small_site(root, NAVIGATION)
    (root / "docs" / "guide.md").write_text(GUIDE, encoding="utf-8")
    run_in(root, sys.executable, "-m", "mkdocs", "build", "--quiet")
    return root


NAVIGATION = "nav:\n  - Home: index.md\n  - More:\n      - Guide: guide.md\n"
GUIDE = """---
title: A guide
description: It links in every way.
---

# A guide

Testing helps [@rowland2014, p. 1433]. See [[retrieval-practice]],
[a technique](techniques/spaced-practice.md#evidence), [all](techniques/index.md)
and [elsewhere](https://example.org/a.md).

![The logo](assets/images/logo.svg)

`[code](techniques/index.md)` stays.
"""


@pytest.fixture
def small_written(small_root: Path, tmp_path: Path) -> Path:
    target = tmp_path / "pages"
    write_as_built(small_root, small_root / "site", target)
    return target


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_builds_the_same_small_site(engine: str, small_root: Path, small_written: Path) -> None:
    articles = ENGINES[engine](small_written)
    built = [path for path in (small_root / "site").rglob("index.html") if not is_redirect(path)]
    assert len(articles) == len(built)
    assert differences(articles, small_root / "site") == []


def test_every_page_of_the_real_site_needs_nothing_but_python_markdown(site: Path, tmp_path: Path) -> None:
    write_as_built(PROJECT, site, tmp_path / "pages")
    articles = render_by_python_markdown(tmp_path / "pages")
    assert len(articles) >= len(read_knowledge_base(PROJECT).published)
    assert differences(articles, site) == []


def test_a_difference_is_found(small_root: Path, small_written: Path) -> None:
    page = small_written / "docs" / "guide" / "index.md"
    page.write_text(page.read_text(encoding="utf-8").replace("p. 1433", "p. 1434"), encoding="utf-8")
    [found] = differences(render_by_python_markdown(small_written), small_root / "site")
    assert found.startswith("guide/index.md: ")


def test_what_is_no_page_is_written_as_the_site_has_it(small_root: Path, small_written: Path) -> None:
    docs = small_written / "docs"
    files = [path for path in docs.rglob("*") if path.is_file() and path.suffix != ".md"]
    names = {path.relative_to(docs).as_posix() for path in files}
    assert {"data/records.json", "feeds/new.xml", "llms.txt", "assets/css/records.css"} <= names
    for name in names:
        assert (docs / name).read_bytes() == (small_root / "site" / name).read_bytes(), name
    assert [name for name in names if is_redirect(docs / name)] == ["techniques/testing-effect/index.html"]


def test_the_settings_name_no_hook_plugin_or_template(small_written: Path) -> None:
    settings = yaml.safe_load((small_written / "mkdocs.yml").read_text(encoding="utf-8"))
    assert "hooks" not in settings
    assert settings["plugins"] == []
    assert "custom_dir" not in settings["theme"]
    assert "assets/css/records.css" in settings["extra_css"]
    assert "assets/css/shell.css" not in settings["extra_css"]
    assert settings["nav"] == [{"Home": "index.md"}, {"More": [{"Guide": "guide/index.md"}]}]
    assert {CITATIONS, "knowledgebase.safety"} <= set(read_settings(small_written / "mkdocs.yml").extensions)


def test_a_guide_keeps_its_front_matter_and_its_links_fit_its_folder(small_written: Path) -> None:
    text = (small_written / "docs" / "guide" / "index.md").read_text(encoding="utf-8")
    assert text.startswith("---\ntitle: A guide\ndescription: It links in every way.\n---\n")
    for link in (
        "[Retrieval practice](../techniques/retrieval-practice/index.md)",
        "[a technique](../techniques/spaced-practice/index.md#evidence)",
        "[elsewhere](https://example.org/a.md)",
        "![The logo](../assets/images/logo.svg)",
        "`[code](techniques/index.md)`",
    ):
        assert link in text


def test_nothing_is_written_over(small_root: Path, small_written: Path) -> None:
    with pytest.raises(PlainSiteError, match="not empty"):
        write_as_built(small_root, small_root / "site", small_written)
    with pytest.raises(PlainSiteError, match="elsewhere"):
        write_as_built(small_root, small_root / "site", small_root / "docs" / "pages")


def test_another_style_is_enough_to_change_every_citation(small_root: Path) -> None:
    settings = read_settings(small_root / "mkdocs.yml")
    numbered = {**settings.extensions, CITATIONS: {**settings.extensions[CITATIONS], "style": "ieee"}}
    site = Site(settings.name, "", __version__, datetime.date(2026, 11, 24))
    knowledge = read_knowledge_base(small_root, site.day)

    def source(settings: SiteSettings) -> str:
        return dict(make_plain_pages(knowledge, site, settings))["sources/rowland2014/index.md"]

    assert source(settings) != source(replace(settings, extensions=numbered))


def test_settings_come_from_the_environment_where_they_say_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mkdocs.yml"
    path.write_text('site_name: A\nsite_url: !ENV [KB_A, KB_B, "none"]\nrepo_url: !ENV KB_C\n')
    monkeypatch.delenv("KB_A", raising=False)
    monkeypatch.delenv("KB_B", raising=False)
    monkeypatch.delenv("KB_C", raising=False)
    assert (read_settings(path).url, read_settings(path).repository) == ("none/", "")
    monkeypatch.setenv("KB_B", "https://example.org/kb")
    monkeypatch.setenv("KB_C", "https://example.org/repo")
    told = read_settings(path)
    assert (told.url, told.repository) == ("https://example.org/kb/", "https://example.org/repo")


def test_the_script_writes_and_says_so(tmp_path: Path) -> None:
    command = [sys.executable, "scripts/write_pages.py", str(tmp_path / "pages"), "--root", str(SMALL)]

    def write() -> subprocess.CompletedProcess[str]:
        return subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)

    first = write()
    assert first.returncode == 0, first.stderr
    assert first.stdout.startswith(f"Wrote {len(written_pages(tmp_path / 'pages'))} pages into ")
    second = write()
    assert (second.returncode, "not empty" in second.stderr) == (1, True)
