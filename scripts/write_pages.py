"""Writes the whole site as plain Markdown for another engine; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import sys
from pathlib import Path

from knowledgebase import __version__
from knowledgebase.checks import check_knowledge_base
from knowledgebase.exports import Site
from knowledgebase.findings import has_errors
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.plain_site import PlainSiteError, write_plain_site
from knowledgebase.printing import print_text
from knowledgebase.site_settings import read_settings

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Exit status: 0 written, 1 not, 2 on misuse."""
    parser = argparse.ArgumentParser(
        description="Write every page as plain Markdown with front matter, with redirects, data, assets and a"
        " mkdocs.yml without hooks, into a folder that MkDocs or Zensical builds. See docs/engine.md.",
        epilog="Exit status: 0 written, 1 not written, 2 on misuse.",
    )
    parser.add_argument("folder", type=Path, help="where to write it; a new or empty folder")
    parser.add_argument("--root", type=Path, default=ROOT, help="the knowledge base")
    parser.add_argument("--settings", type=Path, default=ROOT / "mkdocs.yml", help="the site's mkdocs.yml")
    arguments = parser.parse_args()
    if not (arguments.root / "entries").is_dir():
        parser.error(f"{arguments.root} holds no folder `entries`")
    knowledge = read_knowledge_base(arguments.root)
    findings = check_knowledge_base(knowledge)
    if has_errors(findings):
        print(print_text(findings, arguments.root), file=sys.stderr)
        print("Nothing was written: mend the errors above.", file=sys.stderr)
        return 1
    settings = read_settings(arguments.settings)
    site = Site(settings.name, settings.description, __version__, datetime.date.today(), settings.url)
    try:
        pages = write_plain_site(knowledge, site, settings, arguments.folder)
    except (PlainSiteError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"Wrote {pages} pages into {arguments.folder}. To build it: see docs/engine.md.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
