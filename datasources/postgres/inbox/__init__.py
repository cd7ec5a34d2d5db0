"""Objects of the inbox, and what became of them."""
