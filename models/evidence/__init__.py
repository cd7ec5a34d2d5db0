"""Evidence packages: what is ordered, and what came of it."""
