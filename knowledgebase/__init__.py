"""A knowledge base of cited Markdown records: read, checked, linked and shown.

The way through is `knowledge.read_knowledge_base`, which reads a folder once into
frozen data; everything after is a function of it. Nothing here imports MkDocs.
"""
