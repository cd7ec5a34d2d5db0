"""Measures how much one organization's heaviest load slows another: `python -m bench.fairness`."""
