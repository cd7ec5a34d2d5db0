"""Evidence packages: chosen, cut, written, signed, and handed out."""
