"""The LaTeX that BibTeX fields are written in, as plain Unicode text.

Not a TeX: it knows accents, letters, symbols, dashes, quotes and the macros that bibliographies hold.
What it does not know it keeps as it stands, so that nothing is lost and somebody can see it.
"""

from __future__ import annotations

import re
import unicodedata

PROTECTED_START = "\ue000"
PROTECTED_END = "\ue001"
"""Private characters around what braces protect from a change of case: `{DNA}` in a title.

They are taken out of the text that comes in, so they can mean nothing else.
"""

_ACCENTS = {
    "`": "\u0300",
    "'": "\u0301",
    "^": "\u0302",
    "~": "\u0303",
    "=": "\u0304",
    "u": "\u0306",
    ".": "\u0307",
    '"': "\u0308",
    "r": "\u030a",
    "H": "\u030b",
    "v": "\u030c",
    "d": "\u0323",
    "c": "\u0327",
    "k": "\u0328",
    "b": "\u0331",
}
_LETTERS = dict(
    pair.split("=")
    for pair in (
        "ss=ß o=ø O=Ø l=ł L=Ł ae=æ AE=Æ oe=œ OE=Œ aa=å AA=Å i=ı j=ȷ dh=ð DH=Ð th=þ TH=Þ dj=đ DJ=Đ ng=ŋ NG=Ŋ"
        " textendash=– textemdash=— textquoteright=’ textquoteleft=‘ textquotedblleft=“ textquotedblright=”"
        " guillemotleft=« guillemotright=» ldots=… dots=… textellipsis=… S=§ P=¶ copyright=© textregistered=®"
        " texttrademark=™ pounds=£ textsterling=£ euro=€ texteuro=€ textdegree=° degree=° textasciitilde=~"
        " textbackslash=\\ textunderscore=_ textperiodcentered=· textbullet=• slash=/ times=× pm=± leq=≤ le=≤"
        " geq=≥ ge=≥ neq=≠ approx=≈ sim=∼ to=→ rightarrow=→ leftarrow=← infty=∞ cdot=· TeX=TeX LaTeX=LaTeX"
        " textdollar=$ textquotesingle=' textless=< textgreater=> textmu=µ lq=‘ rq=’"
    ).split(" ")
)
for _name in (
    "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi pi rho sigma tau upsilon phi"
    " chi psi omega"
).split():
    _letter = f"LETTER {_name.upper().replace('LAMBDA', 'LAMDA')}"
    _LETTERS[_name] = unicodedata.lookup(f"GREEK SMALL {_letter}")
    _LETTERS[_name.capitalize()] = unicodedata.lookup(f"GREEK CAPITAL {_letter}")
_TRANSPARENT = frozenset(
    (
        "emph textit textbf textsc textsf texttt textrm textup textsl textmd text mbox hbox url path enquote"
        " textsuperscript textsubscript mathrm mathit mathbf mathsf ensuremath underline uppercase lowercase"
        " it bf em sc rm tt sl itshape bfseries scshape upshape relax protect nolinkurl textnormal textquote"
        " MakeUppercase MakeLowercase NoCaseChange"
    ).split()
)
_SCRIPTS = {
    "^": dict(zip("0123456789+-=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿ", strict=True)),
    "_": dict(zip("0123456789+-=()", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎", strict=True)),
}
_SPECIAL = re.compile(r"[\\{}~$`\ue000\ue001]|--|''|[^\S ]|  ")
_MACRO = re.compile(r"\\(?:([a-zA-Z]+)\*?[ \t\n]*|([^a-zA-Z]))?")


def decode_latex(text: str) -> str:
    """`text` as plain Unicode, white space run together and braces gone.

    >>> decode_latex("M{\\\\\\"u}ller's {DNA} test")
    "Müller's DNA test"
    """
    return unicodedata.normalize("NFC", strip_protection(decode_protected(text)))


def decode_protected(text: str) -> str:
    """As `decode_latex`, but braces that protect case become PROTECTED_START and PROTECTED_END.

    BibTeX protects what stands in outermost braces, unless these begin with a backslash (an accent) or
    hold the argument of a macro (Patashnik, BibTeXing, 1988, section 4).
    """
    if not _SPECIAL.search(text):
        return unicodedata.normalize("NFC", text).strip()
    text = strip_protection(text)
    try:
        decoded = _Decoder(text).decode()
    except RecursionError:  # macros nested by hundreds: no text of a bibliography, and shown as it stands
        decoded = text
    return unicodedata.normalize("NFC", re.sub(r"\s+", " ", decoded)).strip()


def strip_protection(text: str) -> str:
    """`text` without the private characters around protected parts."""
    return text.replace(PROTECTED_START, "").replace(PROTECTED_END, "")


_VERBATIM_ESCAPE = re.compile(
    r"(\{)?\\(?:([_&%#$~{}])|(text(?:less|greater|underscore|asciitilde))(?![a-zA-Z]))(?:\{\})?(?(1)\})"
)


def decode_verbatim(text: str) -> str:
    """A field that is no prose (`url`, `doi`, `eprint`): only escapes and `\\url{}` are taken off."""
    text = re.sub(r"\\(?:url|path|href|nolinkurl)\s*\{([^{}]*)\}.*", r"\1", text.strip(), flags=re.DOTALL)
    text = _VERBATIM_ESCAPE.sub(lambda found: found[2] or _LETTERS[found[3]], strip_protection(text))
    while text.startswith("{") and text.endswith("}"):
        text = text[1:-1]
    return text.strip()


def mask_braces(text: str) -> str:
    """`text` in LaTeX of the same length, with what stands in braces as `x`, so that it is one word."""
    depth = 0
    pieces: list[str] = []
    for index, character in enumerate(text):
        is_escaped = index > 0 and text[index - 1] == "\\"
        depth = max(depth + (character == "{" and not is_escaped) - (character == "}" and not is_escaped), 0)
        pieces.append("x" if depth or character == "}" else character)
    return "".join(pieces)


_ACRONYM = re.compile(r"(?<![\w\\])[A-Z]{2,}[0-9]*(?![\w])")
_ROMAN = re.compile(r"[IVX]+")


def find_acronyms(text: str) -> list[re.Match[str]]:
    """The words in capitals that no braces in a LaTeX text protect, but for Roman numerals."""
    found = _ACRONYM.finditer(mask_braces(text))
    return [one for one in found if not _ROMAN.fullmatch(one[0])]


_SPECIAL_CHARACTERS = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "~": r"\~{}",
    "^": r"\^{}",
    **{character: f"\\{character}" for character in "%&#$_"},
}


def encode_latex(text: str) -> str:
    """Plain text as LaTeX that `decode_latex` reads back: what means something to LaTeX is escaped."""
    return "".join(_SPECIAL_CHARACTERS.get(character, character) for character in text)


class _Decoder:
    """One pass over a text; `decode` may be called once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0

    def decode(self) -> str:
        pieces: list[str] = []
        while self.at < len(self.text):
            if self.text[self.at] == "{":
                pieces.append(self._read_outer_group())
            elif self.text[self.at] == "}":
                self.at += 1  # unbalanced: it would show nowhere in TeX either
            else:
                pieces.append(self._read_token())
        return "".join(pieces)

    def _read_outer_group(self) -> str:
        is_special = self.text.startswith("{\\", self.at)
        content = self._read_group()
        inner = content.strip()
        if is_special or not inner:
            return content
        before, after = " " * content[0].isspace(), " " * content[-1].isspace()
        return f"{before}{PROTECTED_START}{inner}{PROTECTED_END}{after}"

    def _read_group(self) -> str:
        """The content of the group that opens here, an unclosed one to the end of the text.

        Groups are kept on a list rather than read by recursion: a hostile file nests them by thousands.
        """
        pieces: list[str] = []
        depth = 0
        while self.at < len(self.text):
            character = self.text[self.at]
            if character == "{":
                depth += 1
                self.at += 1
            elif character == "}":
                depth -= 1
                self.at += 1
                if depth == 0:
                    break
            else:
                pieces.append(self._read_token())
        return "".join(pieces)

    def _read_token(self) -> str:
        character = self.text[self.at]
        if character == "\\":
            return self._read_macro()
        for written, meant in (("---", "—"), ("--", "–"), ("``", "“"), ("''", "”"), ("`", "‘"), ("~", " ")):
            if self.text.startswith(written, self.at):
                self.at += len(written)
                return meant
        if character == "$":
            return self._read_mathematics()
        self.at += 1
        return character

    def _read_macro(self) -> str:
        found = _MACRO.match(self.text, self.at)
        assert found  # noqa: S101 -- the text has a backslash here
        name = found[1] or found[2] or ""
        after = found.end(1) if found[1] else found.end()
        self.at = found.end()
        if name in _ACCENTS and (found[2] or self._argument_follows(after)):
            return self._accent(_ACCENTS[name])
        if name in _LETTERS:
            return _LETTERS[name]
        if name == "href":
            self._read_argument()
            return self._read_argument()
        if name in _TRANSPARENT:
            return self._read_argument() if self.text.startswith("{", self.at) else ""
        if found[1]:
            self.at = after
            return f"\\{name}"
        return {"\\": " ", "-": "", "/": "", ",": " ", ";": " ", ":": " ", "!": "", "@": "", "": "\\"}.get(
            name, name
        )

    def _argument_follows(self, after: int) -> bool:
        """Whether an accent named by a letter has an argument: `\\c c`, `\\v{s}`, but no `\\v` at the end."""
        return self.at < len(self.text) and (self.at > after or self.text[self.at] in "{\\")

    def _accent(self, mark: str) -> str:
        base = self._read_argument().replace("ı", "i").replace("ȷ", "j")
        if not base:
            return {"\u0300": "`", "\u0302": "^", "\u0303": "~"}.get(mark, "")
        return unicodedata.normalize("NFC", base[0] + mark) + base[1:]

    def _read_argument(self) -> str:
        while self.at < len(self.text) and self.text[self.at].isspace():
            self.at += 1
        if self.at >= len(self.text):
            return ""
        if self.text[self.at] == "{":
            return self._read_group()
        if self.text[self.at] == "\\":
            found = _MACRO.match(self.text, self.at)
            name = found[1] if found else None
            if found and name in _LETTERS:
                self.at = found.end()
                return _LETTERS[name]
            return ""
        if self.text[self.at] == "}":
            return ""
        self.at += 1
        return self.text[self.at - 1]

    def _read_mathematics(self) -> str:
        """`$...$` without the dollars, scripts as characters; a dollar that stands alone is money."""
        end = self.text.find("$", self.at + 1)
        content = self.text[self.at + 1 : end]
        looks_like_money = content[:1].isdigit() and " " in content and "\\" not in content
        if end < 0 or looks_like_money:
            self.at += 1
            return "$"
        self.at = end + 1
        scripted = re.sub(r"([\^_])(?:\{([^{}]*)\}|(\w))", _write_script, content)
        return strip_protection(_Decoder(scripted.replace("$", "")).decode())


def _write_script(found: re.Match[str]) -> str:
    table = _SCRIPTS[found[1]]
    content = found[2] if found[2] is not None else found[3]
    if all(character in table for character in content):
        return "".join(table[character] for character in content)
    return found[0]
