"""LaTeX becomes the text that readers see."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledgebase.bibliography.latex import (
    PROTECTED_END,
    PROTECTED_START,
    decode_latex,
    decode_protected,
    decode_verbatim,
    strip_protection,
)

LATEX = st.text(alphabet="\\{}$^_`'\"~- abcuvH1\ue000\ue001\u0301é", max_size=60)


def show_protected(text: str) -> str:
    """The decoded text with `[` and `]` around what is protected."""
    return decode_protected(text).replace(PROTECTED_START, "[").replace(PROTECTED_END, "]")


@pytest.mark.parametrize(
    "written", [r"M{\"u}ller", r"M\"uller", r"M\"{u}ller", r"M{\"{u}}ller", r"{M\"uller}", "Mu\u0308ller"]
)
def test_an_accent_is_read_in_every_spelling(written: str) -> None:
    assert decode_latex(written) == "Müller"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\`a", "à"),
        (r"\'e", "é"),
        (r"\^o", "ô"),
        (r"\~n", "ñ"),
        (r"\=a", "ā"),
        (r"\.I", "İ"),
        (r"\u{g}", "ğ"),
        (r"\v s", "š"),
        (r"\H{o}", "ő"),
        (r"\c c", "ç"),
        (r"\k{a}", "ą"),
        (r"\d{t}", "ṭ"),
        (r"\b{k}", "ḵ"),
        (r"\r{a}", "å"),
    ],
)
def test_every_accent_has_its_mark(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


@pytest.mark.parametrize("latex", [r"\'\i ", r"\'{\i}", r"{\'{\i}}", r"\'i"])
def test_an_accent_on_a_dotless_letter_replaces_the_dot(latex: str) -> None:
    assert decode_latex(f"Garc{latex}a") == "García"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"{\L}{\'o}d{\'z}", "Łódź"),
        (r"Stra{\ss}e", "Straße"),
        (r"stra\ss e", "straße"),
        (r"\AA rhus", "Århus"),
        (r"S{\o}ren", "Søren"),
        (r"\oe{}uvre", "œuvre"),
        (r"{\TH}or", "Þor"),
    ],
)
def test_letters_beyond_ascii_are_read_with_the_space_that_ends_them(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        ("959--987", "959–987"),
        ("this---that", "this—that"),
        ("``so''", "“so”"),
        ("`so'", "‘so'"),
        ("don't", "don't"),
        ("Vol.~2", "Vol. 2"),
        (r"and\ldots{} so", "and… so"),
        (r"10\% \& more\_x \#1 \$5", "10% & more_x #1 $5"),
        (r"one\\two", "one two"),
        (r"re\-call", "recall"),
        (r"a\,b", "a b"),
        (r"\textquotedblleft so\textquotedblright", "“so”"),
        (r"\textless{}b\textgreater{}", "<b>"),
        (r"\^{}\~{}\`{}", "^~`"),
    ],
)
def test_dashes_quotes_and_symbols_are_read(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\emph{in vivo} test", "in vivo test"),
        (r"{\it in vivo} test", "in vivo test"),
        (r"\textbf{\textit{both}}", "both"),
        (r"4\textsuperscript{th}", "4th"),
        (r"\url{http://x.org/a_b}", "http://x.org/a_b"),
        (r"\href{http://x.org}{the site}", "the site"),
        (r"{\relax Ch}ris", "Chris"),
    ],
)
def test_macros_that_only_set_type_leave_their_text(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"$\alpha$-level", "α-level"),
        (r"$\Delta$ and $\lambda$", "Δ and λ"),
        ("$x^2$", "x²"),
        ("H$_2$O", "H₂O"),
        (r"$\chi^{2}$", "χ²"),
        (r"$\geq 5$", "≥5"),
        ("$p<.05$", "p<.05"),
        (r"$\mathrm{CO}_2$", "CO₂"),
    ],
)
def test_mathematics_is_read_where_characters_can_say_it(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


@pytest.mark.parametrize("text", ["costs $5 and $6", "US$", "$"])
def test_a_dollar_may_be_money(text: str) -> None:
    assert decode_latex(text) == text


@pytest.mark.parametrize(
    ("latex", "text"),
    [(r"\foo bar", r"\foo bar"), (r"\foo{bar}", r"\foobar"), ("a\\", "a\\"), (r"5$^x$", "5^x")],
)
def test_what_is_not_known_stays_in_sight(latex: str, text: str) -> None:
    assert decode_latex(latex) == text


def test_white_space_of_every_kind_is_one_space() -> None:
    assert decode_latex("  a\n   b\tc\u2003d ") == "a b c d"
    assert decode_latex("a\u2003b") == decode_latex("{a}\u2003b") == "a b"


def test_decomposed_characters_are_composed_with_or_without_latex() -> None:
    assert decode_latex("e\u0301") == decode_latex("{e\u0301}") == "é"


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        ("{DNA} and {RNA} tests", "[DNA] and [RNA] tests"),
        ("The {iPhone} {\\'E}tude", "The [iPhone] Étude"),
        ("{{Whole Title}}", "[Whole Title]"),
        ("{A {B} C}", "[A B C]"),
        (r"\emph{Homo} test", "Homo test"),
        (r"\emph{The {DNA} x}", "The DNA x"),
        (r"{\emph{Homo}}", "Homo"),
        ("a{}b", "ab"),
        ("a{ DNA }b", "a [DNA] b"),
        ("a { } b", "a b"),
        ("plain", "plain"),
        ("open {DNA", "open [DNA]"),
        ("shut} DNA", "shut DNA"),
        (r"\{DNA\}", "{DNA}"),
    ],
)
def test_outermost_braces_protect_case_and_those_of_macros_do_not(latex: str, shown: str) -> None:
    assert show_protected(latex) == shown


def test_the_marks_of_protection_cannot_be_forged() -> None:
    assert decode_protected(f"a{PROTECTED_START}b {PROTECTED_END}") == "ab"


def test_macros_nested_by_thousands_stand_as_they_are_without_forged_marks() -> None:
    nested = "\\emph{" * 5000 + "x" + "}" * 5000
    assert decode_protected(PROTECTED_START + nested) == nested


def test_braces_nested_by_thousands_are_read() -> None:
    assert decode_latex("{" * 50_000 + "x" + "}" * 50_000) == "x"


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"https://x.org/a\_b", "https://x.org/a_b"),
        (r"https://x.org/a{\_}b", "https://x.org/a_b"),
        (r"https://x.org/a{\%}20b\&c\#d", "https://x.org/a%20b&c#d"),
        (r"https://x.org/\~{}me", "https://x.org/~me"),
        (r"https://x.org/{\~{}}me", "https://x.org/~me"),
        (r"10.1002/1097{\textless}693::AID{\textgreater}3.0", "10.1002/1097<693::AID>3.0"),
        (r"\url{https://x.org/--a}", "https://x.org/--a"),
        (r"\href{https://x.org}{the site}", "https://x.org"),
        ("{{https://x.org}}", "https://x.org"),
        ("https://x.org/~me--you", "https://x.org/~me--you"),
        (" 10.1/a\n", "10.1/a"),
    ],
)
def test_addresses_lose_escapes_and_nothing_else(latex: str, text: str) -> None:
    assert decode_verbatim(latex) == text


@given(st.text(max_size=80) | LATEX)
def test_any_text_is_decoded_to_composed_text_with_single_spaces(text: str) -> None:
    decoded = decode_latex(text)
    assert unicodedata.is_normalized("NFC", decoded)
    assert not re.search(r"[^\S ]|  |^ | $", decoded)
    assert decoded == strip_protection(decoded)


@given(st.text(max_size=80) | LATEX)
def test_marks_of_protection_are_paired_in_any_text(text: str) -> None:
    marks = re.sub(f"[^{PROTECTED_START}{PROTECTED_END}]", "", decode_protected(text))
    assert re.fullmatch(f"({PROTECTED_START}{PROTECTED_END})*", marks)


@given(st.text(st.characters(categories=["L", "N"]) | st.sampled_from(" .,:;!?()/'"), max_size=60))
def test_text_without_latex_stays_as_it_is(text: str) -> None:
    text = unicodedata.normalize("NFC", " ".join(text.replace("''", "'").split()))
    assert decode_latex(text) == " ".join(text.replace("''", "”").split())


@given(st.text(max_size=60) | LATEX)
def test_any_address_is_decoded_without_white_space_around_it(text: str) -> None:
    assert decode_verbatim(text) == decode_verbatim(text).strip()
