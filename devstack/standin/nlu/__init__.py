"""How the stand-in reads a question."""
