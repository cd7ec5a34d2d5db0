"""Vectors for all events: of a new model, and where one is missing."""
