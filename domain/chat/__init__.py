"""Chat about what is on screen: which part of a video, which frames, and an answer that cites them."""
