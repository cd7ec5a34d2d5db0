"""Writes answers and summaries from given rows, in Korean and English."""
