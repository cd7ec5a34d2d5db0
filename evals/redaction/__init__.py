"""How well redaction hides people in real clips."""
