"""Footage and what is stored of it."""
