"""Generated pages that the golden ones do not show: long lists, redirects, notices, hostile fields."""

from __future__ import annotations

import datetime
import gzip
import re
from dataclasses import replace
from html.parser import HTMLParser

import markdown
import pytest
from conftest import Draft
from rendering import DAY, make_shelf, site_extensions

from knowledgebase.bibliography import parse_bibliography
from knowledgebase.knowledge import KnowledgeBase
from knowledgebase.pages import Page, make_redirects
from knowledgebase.pages.records import make_record_page
from knowledgebase.pages.sources import MOST_ON_ONE_PAGE, make_source_pages


def render(page: Page, options: dict[str, dict[str, object]]) -> str:
    converter = markdown.Markdown(extensions=site_extensions()[0], extension_configs=options)
    return converter.convert(page.with_front_matter().split("---\n", 2)[2])


def render_record(knowledge: KnowledgeBase, record_id: str) -> str:
    shelf, options = make_shelf(knowledge)
    return render(make_record_page(shelf, knowledge.records[record_id]), options)


class _Live(HTMLParser):
    """What would run, among the elements and attributes of a page as a browser reads it."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [tag] if tag in {"script", "img", "iframe", "style"} else []
        for name, value in attrs:
            if name.startswith("on") or (value or "").startswith("javascript:"):
                self.found.append(f"{tag} {name}")


def find_live(html: str) -> list[str]:
    parser = _Live()
    parser.feed(html)
    return parser.found


def test_an_alias_redirects_to_its_record(small: KnowledgeBase) -> None:
    redirects = dict(make_redirects(small))
    html = redirects["techniques/testing-effect/index.html"]
    assert 'content="0; url=../retrieval-practice/"' in html
    assert '<a href="../retrieval-practice/">Retrieval practice</a>' in html


def test_a_long_list_of_sources_is_split_and_each_part_stays_light(small: KnowledgeBase) -> None:
    records = "\n".join(
        f"@article{{s{number}, author = {{Smith{number}, A.}}, title = {{A study of number {number}}},"
        f" journal = {{Journal of Studies}}, year = {{2001}}, doi = {{10.1000/s{number}}}}}"
        for number in range(MOST_ON_ONE_PAGE + 60)
    )
    bibliography, findings = parse_bibliography(records, "bibliography.bib")
    assert findings == []
    shelf, options = make_shelf(replace(small, bibliography=bibliography))
    lists = [
        page for page in make_source_pages(shelf) if page.path.startswith(("sources/index", "sources/all/"))
    ]
    assert [page.path for page in lists] == ["sources/index.md", "sources/all/s.md", "sources/all/s-2.md"]
    listed = [page.markdown.count("kb-sources__key") for page in lists]
    assert listed == [0, MOST_ON_ONE_PAGE, 60]
    assert all(len(gzip.compress(render(page, options).encode())) < 100_000 for page in lists)


def test_no_source_is_missing_from_the_list(small: KnowledgeBase) -> None:
    titles = ["The art of asking", "Bees", "The zoo", "Ants", "Zebras", "A bear"]
    records = "\n".join(
        f"@misc{{k{n}, title = {{{title}}}, year = {{2001}}}}" for n, title in enumerate(titles)
    )
    bibliography, _ = parse_bibliography(records, "bibliography.bib")
    shelf, _ = make_shelf(replace(small, bibliography=bibliography))
    (listed,) = [page for page in make_source_pages(shelf) if page.path == "sources/index.md"]
    assert listed.markdown.count("kb-sources__key") == len(titles)


def test_a_record_past_its_review_says_so_at_its_top(draft: Draft) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created: 2026-11-02", "created: 2020-02-29")
    html = render_record(draft.read(), "spaced-practice")
    assert html.index("due in February 2022") < html.index("In one minute")


@pytest.mark.parametrize(
    ("created", "due"),
    [("2026-11-30", datetime.date(2028, 11, 28)), ("2025-01-15", datetime.date(2027, 1, 15))],
)
def test_a_review_is_due_two_years_after_the_record_was_made(
    draft: Draft, created: str, due: datetime.date
) -> None:
    draft.replace("entries/techniques/spaced-practice.md", "created: 2026-11-02", f"created: {created}")
    assert draft.read().records["spaced-practice"].review_due == due


def test_a_record_within_its_review_says_nothing(small: KnowledgeBase) -> None:
    assert (small.records["spaced-practice"].review_due or DAY) > DAY
    assert "kb-notice" not in render_record(small, "spaced-practice")


def test_a_superseded_record_leads_to_the_newer(draft: Draft) -> None:
    draft.replace(
        "entries/techniques/spaced-practice.md",
        "created:",
        "status: superseded\nsuperseded_by: retrieval-practice\ncreated:",
    )
    html = render_record(draft.read(), "spaced-practice")
    assert re.search(r'kb-notice--superseded.*?<a href="[^"]*retrieval-practice/?"', html, re.DOTALL)


def test_a_summary_of_a_retracted_source_says_so(draft: Draft) -> None:
    draft.replace("bibliography.lock.yml", "status: current", "status: retracted")
    html = render_record(draft.read(), "latimier-2021-spaced-retrieval")
    assert re.search("kb-notice.*?retracted", html, re.DOTALL)


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '\\"><img src=x onerror=alert(1)>', "[x](javascript:alert(1))"]
)
def test_a_hostile_field_is_shown_as_text(draft: Draft, hostile: str) -> None:
    name = "entries/techniques/spaced-practice.md"
    draft.replace(name, "title: Spaced practice", f'title: "{hostile}"')
    draft.replace(name, "summary: Come back", f'summary: "{hostile} Come back')
    draft.replace(name, "all at once.", 'all at once."')
    knowledge = draft.read()
    for record_id in ("spaced-practice", "retrieval-practice"):
        assert find_live(render_record(knowledge, record_id)) == []


def test_a_hostile_field_of_bibtex_is_shown_as_text(draft: Draft) -> None:
    draft.replace(
        "bibliography.bib", "Psychological Bulletin", '<b onclick="x">Bulletin</b><script>x</script>'
    )
    html = render_record(draft.read(), "retrieval-practice")
    assert find_live(html) == []
    assert "&lt;script&gt;" in html
