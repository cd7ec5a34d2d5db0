"""A Frigate instance as a source: its recordings are fetched as files, and what it tracked is imported onto them."""
