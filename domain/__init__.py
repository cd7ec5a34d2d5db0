"""Verbs: what the product decides. No I/O library is imported here; datasources arrive as arguments."""
