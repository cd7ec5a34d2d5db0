"""Who is let in, and to what: revoked tokens, service tokens, and grants of sites."""
