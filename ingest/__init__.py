"""The agent that stands in a store: it sends recordings to Watchgraph through the public API alone."""
