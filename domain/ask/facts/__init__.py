"""Counts and durations over evidence, and the choice of rows to answer from."""
