"""Authentication: access tokens, identity providers' keys, revocations, and upload tokens."""
