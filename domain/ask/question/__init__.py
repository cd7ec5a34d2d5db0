"""A question, its place in the queue, and what is searched for."""
