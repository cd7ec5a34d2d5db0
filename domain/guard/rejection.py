"""Why a statement does not pass."""


class SqlRejected(Exception):
    """The reason, in a sentence that the model which wrote the SQL can act on."""
