"""Evidence packages, the log of their disclosures, and links to them."""
