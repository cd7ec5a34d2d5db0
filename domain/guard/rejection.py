"""The error for a rejected statement."""


class SqlRejected(Exception):
    """A statement is not allowed. The message tells the model that wrote it what to change."""
