"""Footage that comes by itself, under kills: see `python -m bench.ingest --help`."""
