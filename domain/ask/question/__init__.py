"""A question: its data, its slot in the queue, its keywords and its vector."""
