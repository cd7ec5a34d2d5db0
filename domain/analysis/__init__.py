"""From a file to events."""
