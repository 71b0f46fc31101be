"""The codes of findings: `KB` and three digits, the first of which names the family.

Each rule puts its own here as it registers. So what needs no more than the codes, such as the list of all
pages, need not know the rules; they are complete once `knowledgebase.checks` is imported.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

FAMILY_NAMES: Mapping[str, str] = {
    "1": "Records",
    "2": "Bibliography",
    "3": "Citations",
    "4": "Links",
    "5": "Safety",
    "6": "Vocabulary",
    "7": "Ledger of references",
}
"""What the rules of a family are about, by the first digit of their codes."""

CODES: set[str] = set()
"""The codes of all rules."""

_CODE = re.compile(r"KB([1-9])\d\d")


def register_code(code: str) -> None:
    """Adds a code; raises ValueError where it is taken, of another form, or of no family."""
    form = _CODE.fullmatch(code)
    if form is None or form[1] not in FAMILY_NAMES:
        raise ValueError(f"{code} is no code: KB and three digits, the first of a family")
    if code in CODES:
        raise ValueError(f"{code} is taken: a code is used once, and never again")
    CODES.add(code)


def family_of(code: str) -> str:
    """The name of the family of a registered code."""
    return FAMILY_NAMES[code[2]]
