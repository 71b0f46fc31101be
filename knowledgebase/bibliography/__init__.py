"""The bibliography: BibTeX in, CSL-JSON held, BibTeX, RIS and CSL-JSON out.

`read_bibliography` gives a `Bibliography`, a mapping from keys to `Reference`s, and findings. Nothing raises
for what stands in the file. `key_slug` names a reference in addresses and element ids.
"""

from knowledgebase.bibliography.csl import CslItem, normalise_doi
from knowledgebase.bibliography.exports import to_bibtex, to_csl_json, to_ris
from knowledgebase.bibliography.names import Name, family_name
from knowledgebase.bibliography.reading import parse_bibliography, read_bibliography
from knowledgebase.bibliography.reference import Bibliography, Reference, strip_nocase
from knowledgebase.bibliography.slugs import key_slug

__all__ = [
    "Bibliography",
    "CslItem",
    "Name",
    "Reference",
    "family_name",
    "key_slug",
    "normalise_doi",
    "parse_bibliography",
    "read_bibliography",
    "strip_nocase",
    "to_bibtex",
    "to_csl_json",
    "to_ris",
]
