"""Cameras: read, changed, deleted, and what their footage shows by the clock."""
