"""Kills processes of the running product during uploads and analyses: see `python -m bench.chaos --help`."""
