"""A knowledge base of cited Markdown records: read, checked, linked and shown.

The way through is `knowledge.read_knowledge_base`, which reads a folder once into
frozen data; everything after is a function of it. Nothing here imports MkDocs.
"""

from importlib.metadata import version

__version__ = version("knowledgebase")
"""The version of the library and of the site that it builds, as `pyproject.toml` states it."""
