"""Checks every record and builds the site into `site/`; see `--help`."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

from knowledgebase.knowledge import read_knowledge_base

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Exit status: that of the build; 1 where a record does not pass its checks."""
    parser = argparse.ArgumentParser(description="Check every record and build the site.")
    parser.add_argument("--site", type=Path, default=ROOT / "site", help="the folder to build into (site/)")
    arguments = parser.parse_args()
    site: Path = arguments.site.resolve()
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--strict", "--config-file"]
    command += [str(ROOT / "mkdocs.yml"), "--site-dir", str(site)]
    # Material's notice of its end of life is known, and says nothing to who builds the site.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    status = subprocess.run(command, check=False, env=environment).returncode  # noqa: S603 -- our own words
    if status:
        print("The site was not built: see the findings above.", file=sys.stderr)
        return status
    knowledge = read_knowledge_base(ROOT)
    pages = sum(1 for _ in site.rglob("index.html"))
    shown = site.relative_to(Path.cwd()) if site.is_relative_to(Path.cwd()) else site
    print(
        f"Built {len(knowledge.published)} records, {len(knowledge.bibliography)} references "
        f"and {pages} pages into {shown}/. To open them: python3 -m http.server --directory {shown} 8000,"
        " then http://127.0.0.1:8000/ in a browser."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
