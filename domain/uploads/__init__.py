"""From an announced upload to a pinned original."""
