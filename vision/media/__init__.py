"""Footage files: containers, the clock, decoding, probing."""
