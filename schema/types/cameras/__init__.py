"""Cameras, and what their footage shows by the clock."""
