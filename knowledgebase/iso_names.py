"""Countries and languages by name, from the ISO lists that pycountry ships."""

from __future__ import annotations

import pycountry


def country_name(code: str) -> str:
    """The English short name of a country by its ISO 3166-1 alpha-3 code, or the code itself."""
    country = pycountry.countries.get(alpha_3=code)
    return str(getattr(country, "common_name", country.name)) if country else code


def language_name(tag: str) -> str:
    """The English name of a language by its BCP 47 tag, or the tag itself."""
    code = tag.partition("-")[0]
    found = pycountry.languages.get(**{"alpha_2" if len(code) == 2 else "alpha_3": code})
    return str(found.name).partition(" (")[0] if found else tag
