"""Scripted store scenes: footage with exactly known contents, drawn and encoded by the project itself."""
