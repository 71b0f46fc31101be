"""What `mkdocs.yml` says of a site that no engine owns: its name, its navigation, its Markdown extensions."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

CITATIONS = "knowledgebase.citations"
"""The extension whose options name the bibliography and the citation style."""
DEFINITIONS = "knowledgebase.definitions"
"""The extension whose options name the glossary and its page."""


@dataclass(frozen=True)
class SiteSettings:
    """The settings that another engine needs too; those of a theme and its hooks are left out."""

    name: str
    description: str
    url: str
    """The address of the home page with a slash at its end, or empty where it is not known."""
    repository: str
    copyright: str
    navigation: list[Any]
    """Pages by title, nested, as MkDocs and Zensical both read them."""
    extensions: Mapping[str, Mapping[str, Any]]
    """Python-Markdown extensions in their order, each with its options."""
    styles: tuple[str, ...]
    """Style sheets of every page, from the site's root."""


class _SettingsLoader(yaml.SafeLoader):
    """Reads `mkdocs.yml`, whose one tag of its own takes a value from the environment."""


def _read_variable(loader: yaml.SafeLoader, node: yaml.Node) -> object:
    """`!ENV NAME` or `!ENV [NAME, OTHER, default]`, as MkDocs documents it."""
    if not isinstance(node, yaml.SequenceNode):
        return os.environ.get(str(loader.construct_scalar(node)))  # type: ignore[arg-type]
    *names, default = loader.construct_sequence(node)
    return next((os.environ[name] for name in names if name in os.environ), default)


_SettingsLoader.add_constructor("!ENV", _read_variable)


def read_settings(path: Path) -> SiteSettings:
    """The settings in the file at `path`. Raises OSError or YAMLError where it cannot be read."""
    given = yaml.load(path.read_text(encoding="utf-8"), _SettingsLoader)  # noqa: S506 -- a SafeLoader
    url = str(given.get("site_url") or "")
    return SiteSettings(
        name=str(given["site_name"]),
        description=str(given.get("site_description") or ""),
        url=f"{url.rstrip('/')}/" if url else "",
        repository=str(given.get("repo_url") or ""),
        copyright=str(given.get("copyright") or ""),
        navigation=list(given.get("nav") or []),
        extensions=dict(map(_read_extension, given.get("markdown_extensions") or [])),
        styles=tuple(given.get("extra_css") or ()),
    )


def _read_extension(given: str | Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """An extension is listed by its name alone, or as its name with options."""
    if isinstance(given, str):
        return given, {}
    ((name, options),) = given.items()
    return name, options or {}
