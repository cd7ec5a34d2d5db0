"""Cutting clips: remux or transcode, verify."""
