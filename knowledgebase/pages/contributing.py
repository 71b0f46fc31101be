"""Links by which a reader fills a gap: a form of the repository with what is known already filled in."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from knowledgebase import addresses
from knowledgebase.pages.page import Shelf


def propose(shelf: Shelf, page: str, form: str, title: str, /, **fields: str) -> str:
    """The address of a form, from `page`; of the guide for contributors where the site has no repository.

    `form` is the name of an issue form (`training.yml`), `fields` are its answers by their ids with
    underscores for hyphens. Without such a form, the issue has its title all the same.
    """
    if not shelf.repo_url:
        return addresses.link(page, addresses.CONTRIBUTE)
    answers = {name.replace("_", "-"): value for name, value in fields.items()}
    query = urlencode({"template": form, "title": title, **answers}, quote_via=quote, safe="")
    return f"{shelf.repo_url.rstrip('/')}/issues/new?{query}"
