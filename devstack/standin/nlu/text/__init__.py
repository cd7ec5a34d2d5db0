"""The text of a question: spelling, numbers, language."""
