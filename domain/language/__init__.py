"""Texts for and by people: language detection, vocabulary, timecodes, validation."""
