"""graphql-transport-ws: the endpoint, the handler, and uvicorn's protocol below them."""
