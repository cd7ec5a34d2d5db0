"""Normalizes the text of a question: spelling, numbers, language, sections."""
