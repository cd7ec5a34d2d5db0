"""Retrievers, their fusion, and the ranking of evidence."""
