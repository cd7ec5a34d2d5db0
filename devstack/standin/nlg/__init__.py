"""How the stand-in writes an answer."""
