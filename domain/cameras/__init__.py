"""Cameras: their settings, the footage that follows them, and when they are silent."""
