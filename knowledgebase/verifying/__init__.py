"""Asks registries what they hold of each reference, and addresses whether they still answer.

The only part of the library that reaches the network. Nothing else imports it: checks and builds read what
it wrote to the ledger. `Renewal` runs over references, `LinkAsker` over addresses; both give outcomes one by
one, and `telling` puts these into words.
"""

from knowledgebase.verifying.asking import Patience, make_client
from knowledgebase.verifying.comparing import Verdict, compare
from knowledgebase.verifying.journal import Journal
from knowledgebase.verifying.links import LinkAsker, add_day, addresses_in, read_history, write_history
from knowledgebase.verifying.registries import Registries, Services
from knowledgebase.verifying.renewing import Inquiry, Outcome, Renewal
from knowledgebase.verifying.telling import sum_up, tell_link, tell_outcome

__all__ = [
    "Inquiry",
    "Journal",
    "LinkAsker",
    "Outcome",
    "Patience",
    "Registries",
    "Renewal",
    "Services",
    "Verdict",
    "add_day",
    "addresses_in",
    "compare",
    "make_client",
    "read_history",
    "sum_up",
    "tell_link",
    "tell_outcome",
    "write_history",
]
