"""Serves the schema over HTTP, server-sent events and graphql-transport-ws. Errors expose nothing internal."""
