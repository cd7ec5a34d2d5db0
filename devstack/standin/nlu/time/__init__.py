"""Times of day, days and positions in a question."""
