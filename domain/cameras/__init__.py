"""Cameras, and the sites that they are at."""
