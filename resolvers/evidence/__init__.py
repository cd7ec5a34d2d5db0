"""Evidence packages: ordered and read; their disclosures, and links to them."""
