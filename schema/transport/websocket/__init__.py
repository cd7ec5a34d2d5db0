"""graphql-transport-ws: endpoint, handler, and the protocol below them."""
