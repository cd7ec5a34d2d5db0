"""The queue that wakes workers, its outbox and its dead letters."""
