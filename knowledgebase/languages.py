"""The names of languages."""

from __future__ import annotations

import pycountry


def language_name(tag: str) -> str:
    """The English name of a language by its BCP 47 tag, or the tag itself."""
    code = tag.partition("-")[0]
    found = pycountry.languages.get(**{"alpha_2" if len(code) == 2 else "alpha_3": code})
    return str(found.name).partition(" (")[0] if found else tag
