"""Made-up footage for development and benches: who filmed what, what happened, and what was asked about it."""
