"""Reads for questions that compare: counts by groups, and the recordings of a scope."""
