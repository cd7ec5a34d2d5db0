"""PostgreSQL: list in, list out, principal first."""
