"""Text of people: language, vocabulary, timecodes, validation."""
