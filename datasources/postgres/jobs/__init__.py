"""Jobs and the rows they are about."""
