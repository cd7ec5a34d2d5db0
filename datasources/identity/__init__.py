"""Authentication: access tokens, identity providers' keys, who is let in to which sites, and upload tokens."""
