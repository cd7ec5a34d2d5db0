"""Summaries of scripted scenes, checked by program against their truth."""
