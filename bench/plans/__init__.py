"""Compares answers of compiled plans with those of the ordinary executor: `python -m bench.plans`."""
