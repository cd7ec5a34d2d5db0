"""The time that a question means."""
