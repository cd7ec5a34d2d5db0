"""Retrieval and statistics over events."""
