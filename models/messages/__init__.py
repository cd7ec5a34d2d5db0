"""Messages for people, in every language: see `models.messages.catalog`."""
