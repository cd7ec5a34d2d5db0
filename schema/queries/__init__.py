"""Fields of Query, by noun, where they are many."""
