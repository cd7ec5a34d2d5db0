"""Single pictures of footage."""
