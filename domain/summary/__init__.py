"""Summaries of videos, sent while they are written."""
