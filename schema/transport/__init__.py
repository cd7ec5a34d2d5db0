"""How the schema is served: over HTTP and over graphql-transport-ws, with errors that tell nothing internal."""
