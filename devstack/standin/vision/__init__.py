"""How the stand-in looks at pictures."""
