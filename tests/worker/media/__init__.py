"""Jobs that make what browsers play."""
