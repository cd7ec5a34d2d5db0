"""The words clients see."""
