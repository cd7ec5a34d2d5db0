"""Sentences that the product writes itself: around an answer, and instead of one."""
