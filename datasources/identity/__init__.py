"""Who asks: access tokens, keys of identity providers, revocations."""
