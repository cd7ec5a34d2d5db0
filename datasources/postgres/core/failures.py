"""Recognizes a database that is unreachable, stops or starts, and raises Unavailable for it."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def translate_database_errors() -> Iterator[None]:
    """Raise Unavailable for what a server that stops, starts or is away makes of work inside.

    Raises WrongState, LEGAL_HOLD, for what the database refuses because of one.
    """
    if _IS_GIVEN_UP.get():
        raise Unavailable(service="database")
    try:
        yield
    except (InterfaceError, OperationalError, PoolTimeout, ConnectionError, TimeoutError, *CONNECTION_LOST) as error:
        raise Unavailable(service="database") from error
    except asyncpg.PostgresError as error:
        if error.sqlstate == _LEGAL_HOLD_STATE:
            raise WrongState("LEGAL_HOLD") from error
        if isinstance(error, asyncpg.QueryCanceledError) or str(error.sqlstate).startswith(_UNAVAILABLE_STATES):
            raise Unavailable(service="database") from error
        raise
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) == _LEGAL_HOLD_STATE:
            raise WrongState("LEGAL_HOLD") from error
        if error.connection_invalidated or _is_unavailable(error):
            raise Unavailable(service="database") from error
        raise
