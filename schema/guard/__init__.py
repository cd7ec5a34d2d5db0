"""Checks an operation before it runs: limits, complexity, known documents, rates."""
