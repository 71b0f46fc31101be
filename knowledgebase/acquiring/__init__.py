"""Brings new sources into the bibliography: from a DOI, an ISBN or another number, an address, or a file.

`recognise` says what a text identifies, `look_up` asks the service that knows it, `make_record` cleans the
answer, `read_records` reads files of references, and `add_records` puts records into the bibliography and
the ledger; `acquire` does all of that for one text. What goes wrong is an `AcquisitionError` with a sentence
for people.
"""

from knowledgebase.acquiring.acquisition import acquire
from knowledgebase.acquiring.adding import Added, Candidate, Refused, add_records, find_identifier
from knowledgebase.acquiring.files import read_records
from knowledgebase.acquiring.ledger_entries import Confirmation
from knowledgebase.acquiring.problems import AcquisitionError
from knowledgebase.acquiring.recognising import Identifier, recognise
from knowledgebase.acquiring.records import NewRecord, make_record
from knowledgebase.acquiring.registries import Found, look_up
from knowledgebase.acquiring.web import Services

__all__ = [
    "AcquisitionError",
    "Added",
    "Candidate",
    "Confirmation",
    "Found",
    "Identifier",
    "NewRecord",
    "Refused",
    "Services",
    "acquire",
    "add_records",
    "find_identifier",
    "look_up",
    "make_record",
    "read_records",
    "recognise",
]
