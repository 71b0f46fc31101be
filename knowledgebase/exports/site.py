"""The site as exports name it: its name, address, version and day, and how a file is written for it."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from knowledgebase import addresses

LICENSE = "CC-BY-4.0"
LICENSE_URL = "https://creativecommons.org/licenses/by/4.0/"


@dataclass(frozen=True)
class ExportedFile:
    """One file of the site that is no page."""

    path: str
    """From the site's root, with slashes: `data/records.json`."""
    text: str


@dataclass(frozen=True)
class Site:
    """What exports say of the site itself."""

    name: str
    description: str
    version: str
    day: datetime.date
    """The day of the build: it dates what has no day of its own, and ratings are as of its year."""
    url: str = ""
    """The address of the home page with a slash at its end, or empty where it is not known."""

    @property
    def authors(self) -> str:
        """Who made what names nobody."""
        return f"{self.name} contributors"

    def address(self, path: str) -> str:
        """The address of a file; from the site's root where the site's own address is not known."""
        return self.url + path

    def page_address(self, page: str) -> str:
        """The address of a page that `addresses` names, with a slash at its end."""
        folder = addresses.served(page)
        return self.address(f"{folder}/" if folder else "")

    def known_address(self, page: str) -> str | None:
        """The full address of a page, or None where the site's own address is not known."""
        return self.page_address(page) if self.url else None


Json = str | int | float | bool | None | Mapping[str, "Json"] | Sequence["Json"]
JsonObject = dict[str, Json]


def write_json(value: Json) -> str:
    """A value as the text of a JSON file, for people to read too."""
    return json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n"


def without_empty(value: Mapping[str, Json]) -> JsonObject:
    """An object without what is None, an empty text or an empty list or object."""
    return {name: item for name, item in value.items() if item not in (None, "", [], {}, ())}
