"""Packs the built site into `dist/` as one file to read without a connection; see `--help`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.archive import RELEASE
from knowledgebase.offline import write_offline_edition

ROOT = Path(__file__).parent.parent
MOST = 25_000_000


def main() -> int:
    """Exit status: 1 where there is no site to pack, or where the file came out too large to pass on."""
    parser = argparse.ArgumentParser(description="Pack the built site to be read without a connection.")
    parser.add_argument(
        "--site", type=Path, default=ROOT / "site", help="the folder of the built site (site/)"
    )
    parser.add_argument("--into", type=Path, default=ROOT / "dist", help="the folder to write to (dist/)")
    arguments = parser.parse_args()
    if not (arguments.site / "index.html").exists():
        print(f"There is no site in {arguments.site}: run `make site` first.", file=sys.stderr)
        return 1
    target = arguments.into / f"{RELEASE}-offline.zip"
    size = write_offline_edition(arguments.site, target)
    print(f"Wrote {target} ({size / 1e6:.1f} MB). Unpack it and open index.html in a browser.")
    if size > MOST:
        print(f"It is larger than {MOST / 1e6:.0f} MB, too much for slow connections.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
