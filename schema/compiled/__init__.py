"""Compiles the operations of a document into plans that answer without the ordinary executor (docs/decisions 0040)."""
