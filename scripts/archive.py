"""Writes what a release keeps into `dist/`: offline edition, handbook, data, citation, notes, checksums."""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

from knowledgebase import __version__
from knowledgebase.archive import NOTES, RELEASE, write_checksums
from knowledgebase.changelog import notes_of, read_changelog
from knowledgebase.offline import write_offline_edition
from knowledgebase.packing import pack
from knowledgebase.writing import write_whole

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
    """Exit status: 0; 1 where there is no site or handbook to keep, or nothing is said of the version."""
    parser = argparse.ArgumentParser(description="Write what a release keeps, with checksums.")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "site", help="the folder of the built site (site/)"
    )
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="the folder to write to (dist/)")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").exists():
        print(f"There is no site in {arguments.site}: run `make site` first.", file=sys.stderr)
        return 1
    handbook: Path = arguments.into / "handbook.pdf"
    if not handbook.exists():
        print(f"There is no {handbook}: run `make handbook` first.", file=sys.stderr)
        return 1
    notes = notes_of(read_changelog(ROOT)[0], __version__)
    if not notes:
        print(f"CHANGELOG.md says nothing of {__version__}: give the version a heading.", file=sys.stderr)
        return 1
    folder = arguments.into / RELEASE
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    write_offline_edition(arguments.site, folder / f"{RELEASE}-offline.zip")
    for kept in KEPT:
        shutil.copyfile(ROOT / kept, folder / kept.lstrip("."))
    write_whole(folder / NOTES, f"{notes}\n\nSHA256SUMS has the checksums of all files.\n".encode())
    shutil.copyfile(handbook, folder / f"{RELEASE}-handbook.pdf")
    data = sorted(path for path in (arguments.site / "data").rglob("*") if path.is_file())
    files = ((path.relative_to(arguments.site).as_posix(), path.read_bytes()) for path in data)
    write_whole(folder / f"{RELEASE}-data.zip", pack(f"{RELEASE}-data", files))
    print(f"Wrote {write_checksums(folder).count(chr(10))} files and their checksums to {folder}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
