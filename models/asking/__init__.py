"""Conversations with models, evidence and answers."""
