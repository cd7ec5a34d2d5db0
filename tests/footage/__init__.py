"""A zoo of small video files; each frame shows its own number as a bar code."""
