"""Reads and writes about the footage of cameras."""
