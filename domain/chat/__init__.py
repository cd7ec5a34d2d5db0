"""Chat about what is on screen: where to look, which frames, and an answer that points at them."""
