"""How the stand-in writes SQL."""
