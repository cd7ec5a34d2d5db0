"""Normal forms of text."""
