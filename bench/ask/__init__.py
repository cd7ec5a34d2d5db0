"""Measures what an answer costs without the calls of its models."""
