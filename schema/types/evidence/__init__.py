"""Evidence packages, the log of disclosures, and links."""
