"""Embeddings of events: for a new model, and where they are missing."""
