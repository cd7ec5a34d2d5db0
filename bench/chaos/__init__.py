"""Processes of the running product are killed while footage goes through it: see `python -m bench.chaos --help`."""
