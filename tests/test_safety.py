"""Nothing that runs reaches a page, wherever it stood."""

from __future__ import annotations

import re

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.safety import dangerous_scheme, find_live_markup, sanitise, scan_live_markup

EXTENSIONS = ["knowledgebase.safety", "attr_list", "md_in_html", "tables", "footnotes", "def_list"]
LIVE = re.compile(
    r"<script|<iframe|<object|<embed|<form|<style|\son\w+\s*=|javascript:|vbscript:|src=\"(https?:)?//", re.I
)


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
        "<img src=x onerror=alert(1)>",
        "<svg onload=alert(1)><path d='M0 0'/></svg>",
        "<svg><script>alert(1)</script></svg>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href=' java\nscript:alert(1)'>x</a>",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "![x](https://evil.example/pixel.gif)",
        "![x](//evil.example/pixel.gif)",
        "# Heading {: onmouseover='alert(1)' }",
        "*text*{: style='background:url(//evil.example)' onclick='x' }",
        "<form action='https://evil.example'><input name=q></form>",
        "<style>body{background:url(//evil.example)}</style>",
        "<div markdown='1' onclick='x'>\n\n**bold**\n\n</div>",
        "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)></style></mglyph></math>",
        "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>",
        "[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    ],
)
def test_live_markup_does_not_reach_the_page(text: str) -> None:
    html = markdown.markdown(text, extensions=EXTENSIONS)
    assert not LIVE.search(html), html
    assert not re.search(r'href="(?!https?:|mailto:|#|\.)[^"]*:', html), html


@given(st.text(alphabet="<>/=\"' &:;()!-scriptonjavaemghx\n", max_size=120))
def test_no_text_makes_a_script_or_a_handler(text: str) -> None:
    html = markdown.markdown(text, extensions=EXTENSIONS)
    assert not re.search(r"<[a-z][^>]*\son\w+\s*=|<script|<iframe", html, re.I)


@pytest.mark.parametrize(
    "html",
    [
        '<header class="kb-record"><h1 data-pagefind-weight="10">T</h1></header>',
        '<a class="citation-link" href="#ref-x" id="cite-x-1" aria-describedby="t">x</a>',
        '<table class="kb-table"><caption>c</caption><tbody>'
        '<tr><th scope="row">a</th><td>1</td></tr></tbody></table>',
        '<div role="region" tabindex="0" aria-label="a">x</div>',
        "<details><summary>s</summary><pre><code>x</code></pre></details>",
        '<a href="https://doi.org/10.1/x">x</a>',
        '<svg viewBox="0 0 9 9" role="img" aria-label="p">'
        '<line x1="0" y1="0" x2="9" y2="9" stroke="currentColor"></line></svg>',
        '<img src="../assets/a.png" alt="a">',
    ],
)
def test_what_pages_are_made_of_stays(html: str) -> None:
    def parts(text: str) -> list[str]:
        return sorted(re.findall(r'[\w-]+="[^"]*"|<\w+|[^<>"= ]+', text))

    assert parts(sanitise(html)) == parts(html)


@pytest.mark.parametrize("text", ["5 < 6", "a <b>b</b>", "the one: x", "on = 3", "<e.g.>", "onset=3"])
def test_harmless_text_is_not_live(text: str) -> None:
    assert find_live_markup(text) is None


def test_each_live_element_and_handler_is_found_once() -> None:
    text = "<b onclick=x>f</b> <img src=x onerror=1> <iframe onload=x></iframe> <script>1</script></form>"
    names = ["onclick=", "onerror=", "<iframe>", "<script>", "<form>"]
    assert [name for _, name in scan_live_markup(text)] == names
    assert [text[offset:].startswith(name.rstrip(">")) for offset, name in scan_live_markup(text)][:4] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("address", "scheme"),
    [
        ("javascript:x", "javascript"),
        (" JAVA\tSCRIPT:x", "javascript"),
        ("java&#x73;cript:x", "javascript"),
        ("data:text/html,x", "data"),
        ("https://example.org", None),
        ("mailto:a@example.org", None),
        ("../a/b:c", None),
        ("#a:b", None),
    ],
)
def test_schemes_that_pages_may_not_link_to(address: str, scheme: str | None) -> None:
    assert dangerous_scheme(address) == scheme
