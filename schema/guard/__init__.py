"""Checks before an operation runs: limits, complexity, known documents, rates."""
