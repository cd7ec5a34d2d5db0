"""Writes SQL for questions about numbers."""
