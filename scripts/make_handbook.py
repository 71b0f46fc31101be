"""Makes the handbook of techniques as a PDF; see `--help`."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader

from knowledgebase import __version__
from knowledgebase.chromium import find_chromium, launch_flags
from knowledgebase.citing import share_bibliography
from knowledgebase.exports import Site
from knowledgebase.handbook import Chapter, make_chapters, write_handbook
from knowledgebase.knowledge import read_knowledge_base
from knowledgebase.pages import Shelf
from knowledgebase.site_settings import CITATIONS, read_settings
from knowledgebase.writing import write_whole

ROOT = Path(__file__).parent.parent
MOST_PRINTS = 4
"""A number that takes more room could move a chapter to the next page; after two prints none has yet."""
_FOOT = (
    '<div style="width:100%;margin:0 20mm;font:8pt sans-serif;color:#4b5952;display:flex">'
    '<span style="flex:1">{name}, version {version}</span><span class="pageNumber"></span></div>'
)


def main() -> int:
    """Exit status: 0; 2 on misuse."""
    parser = argparse.ArgumentParser(description="Make the handbook of all techniques as a PDF.")
    parser.add_argument("pdf", type=Path, help="the file to write")
    parser.add_argument("--root", type=Path, default=ROOT, help="the knowledge base (this project)")
    arguments = parser.parse_args()
    pdf: Path = arguments.pdf
    if not (arguments.root / "mkdocs.yml").is_file():
        parser.error(f"{arguments.root} holds no mkdocs.yml, so it is no knowledge base")
    content, pages = print_handbook(arguments.root)
    pdf.parent.mkdir(parents=True, exist_ok=True)
    write_whole(pdf, content)
    print(f"Wrote {pdf}: {pages} pages, {len(content) / 1e6:.1f} MB.")
    return 0


def print_handbook(root: Path) -> tuple[bytes, int]:
    """The PDF, and how many pages it has."""
    settings = read_settings(root / "mkdocs.yml")
    knowledge = read_knowledge_base(root)
    site = Site(settings.name, settings.description, __version__, datetime.date.today(), settings.url)
    formatter = share_bibliography(knowledge.bibliography, settings.extensions.get(CITATIONS, {}))
    shelf = Shelf(knowledge, formatter, site.day, settings.repository)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=launch_flags())
        printed = print_with_numbers(browser, make_chapters(shelf, site, settings.extensions), site)
        browser.close()
    return printed


def print_with_numbers(browser: Browser, chapters: Sequence[Chapter], site: Site) -> tuple[bytes, int]:
    """The PDF and its number of pages. It is printed until the numbers in the contents are the true ones."""
    numbers: Mapping[str, int] = {}
    for _ in range(MOST_PRINTS):
        content = _print(browser, write_handbook(chapters, site, numbers), site)
        found, pages = find_pages(content)
        if found == numbers:
            break
        numbers = found
    return content, pages


def _print(browser: Browser, html: str, site: Site) -> bytes:
    page = browser.new_page(java_script_enabled=False)
    page.set_content(html)
    foot = _FOOT.format(name=site.name.replace("&", "&amp;").replace("<", "&lt;"), version=site.version)
    content = page.pdf(
        prefer_css_page_size=True,
        print_background=True,
        display_header_footer=True,
        header_template="<span></span>",
        footer_template=foot,
        tagged=True,
        outline=True,
    )
    page.close()
    return content


def find_pages(content: bytes) -> tuple[Mapping[str, int], int]:
    """The page on which each chapter begins, by its id, and how many pages there are."""
    reader = PdfReader(BytesIO(content))
    begins = {
        str(name).lstrip("/"): reader.get_destination_page_number(destination)
        for name, destination in reader.named_destinations.items()
    }
    chapters = {name: page + 1 for name, page in begins.items() if "--" not in name and page is not None}
    return chapters, len(reader.pages)


if __name__ == "__main__":
    sys.exit(main())
