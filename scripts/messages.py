"""Gathers what the site says to its readers, and renews the catalogs that translators work in."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from knowledgebase.catalogs import renew_catalogs
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.languages import LANGUAGES

ROOT = Path(__file__).parent.parent


def main() -> int:
    """Says what is left to translate. Exit status: 0, for what is missing is shown in English."""
    argparse.ArgumentParser(description=__doc__).parse_args()
    for code, lacking in renew_catalogs(read_knowledge_base(ROOT)).items():
        left = f"{lacking} messages to translate" if lacking else "complete"
        print(f"{LANGUAGES[code].english}: {left} (knowledgebase/locales/{code}/LC_MESSAGES)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
