"""Evidence packages: their form, and the check of one. Imports nothing but Python's own library, so it works alone."""
