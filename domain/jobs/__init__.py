"""How work is taken, tried, given back and given up."""
