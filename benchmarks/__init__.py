"""Measures what the site costs to build, to check, to search and to load; see docs/benchmarks.md."""
