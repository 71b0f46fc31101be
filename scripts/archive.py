"""Writes what a release keeps into `dist/`: offline edition, data, citation, checksums; see `--help`."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from knowledgebase import __version__
from knowledgebase.archive import write_checksums
from knowledgebase.offline import write_offline_edition

ROOT = Path(__file__).parent.parent
KEPT = (
    "bibliography.bib",
    "bibliography.lock.yml",
    "CITATION.cff",
    ".zenodo.json",
    "LICENSE",
    "LICENSE-content",
)


def main() -> int:
    """Exit status: 1 where there is no site to keep."""
    parser = argparse.ArgumentParser(description="Write what a release keeps, with checksums.")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "site", help="the folder of the built site (site/)"
    )
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="the folder to write to (dist/)")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").exists():
        print(f"There is no site in {arguments.site}: run `make site` first.", file=sys.stderr)
        return 1
    name = f"effective-learning-techniques-{__version__}"
    folder = arguments.into / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_offline_edition(arguments.site, folder / f"{name}-offline.zip")
    for kept in KEPT:
        shutil.copyfile(ROOT / kept, folder / kept.lstrip("."))
    for file in sorted((arguments.site / "data").iterdir()):
        if file.is_file() and file.suffix != ".html":
            shutil.copyfile(file, folder / f"data-{file.name}")
    print(f"Wrote {write_checksums(folder).count(chr(10))} files and their checksums to {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
