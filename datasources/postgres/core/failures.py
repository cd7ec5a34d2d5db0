"""Recognizes a database that is unreachable, stops or starts, and raises Unavailable for it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar

import asyncpg
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from models.errors import Unavailable, WrongState

# What a server answers that starts, stops or has no place: its SQLSTATE begins so. To SQLAlchemy it is any other error.
_UNAVAILABLE_STATES = ("08", "53", "57P")
# How asyncpg fails on a connection whose end it has seen, or comes to see.
CONNECTION_LOST = (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.PostgresConnectionError)
# What says that a statement was not run: it could not be sent, or the server ended its connection before its end.
NOT_EXECUTED = (asyncpg.InterfaceError, asyncpg.InternalClientError, asyncpg.AdminShutdownError)

# Raised by the triggers of datasources/postgres/sql/holds.sql.
_LEGAL_HOLD_STATE = "WGH01"
_AWAY = (InterfaceError, OperationalError, PoolTimeout, ConnectionError, TimeoutError, *CONNECTION_LOST)
_IS_GIVEN_UP: ContextVar[bool] = ContextVar("is_given_up", default=False)


@contextmanager
def give_up_database() -> Iterator[None]:
    """Do not ask the database inside: it was found unreachable just before, and waiting again would not help."""
    token = _IS_GIVEN_UP.set(True)
    try:
        yield
    finally:
        _IS_GIVEN_UP.reset(token)


def _is_unavailable(error: DBAPIError) -> bool:
    """Whether this is a server that stops or starts, though SQLAlchemy takes it for any other error."""
    asyncpg_says = error.orig.__cause__ if error.orig else None
    if isinstance(asyncpg_says, asyncpg.InternalClientError | asyncpg.QueryCanceledError):
        # The server's last word had come, and the end of the socket not yet; or it had no time for all of a statement.
        return True
    return str(getattr(error.orig, "sqlstate", "")).startswith(_UNAVAILABLE_STATES)


class _Translated(AbstractContextManager[None]):
    """A class, because a generator takes longer, and each read passes here."""

    def __enter__(self) -> None:
        if _IS_GIVEN_UP.get():
            raise Unavailable(service="database")

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        if error is None:
            return
        if _get_state(error) == _LEGAL_HOLD_STATE:
            raise WrongState("LEGAL_HOLD") from error
        if _means_unavailable(error):
            raise Unavailable(service="database") from error


_TRANSLATED = _Translated()


def translate_database_errors() -> AbstractContextManager[None]:
    """Raise Unavailable for what a server that stops, starts or is away makes of work inside.

    Raises WrongState, LEGAL_HOLD, for what the database refuses because of one.
    """
    return _TRANSLATED


def _get_state(error: BaseException) -> str | None:
    """The SQLSTATE of an error of the database."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlstate", None)


def _means_unavailable(error: BaseException) -> bool:
    if isinstance(error, _AWAY):
        return True
    if isinstance(error, asyncpg.PostgresError):
        return isinstance(error, asyncpg.QueryCanceledError) or str(error.sqlstate).startswith(_UNAVAILABLE_STATES)
    return isinstance(error, DBAPIError) and (error.connection_invalidated or _is_unavailable(error))
