"""Reads and writes of one table each."""
