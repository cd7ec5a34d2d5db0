"""How vectors go to the database and come from it."""

import asyncpg
from pgvector import HalfVector
from sqlalchemy import AdaptedConnection
from sqlalchemy.pool import ConnectionPoolEntry

# The schema in which the extension was installed.
_VECTOR_SCHEMA = "SELECT typnamespace::regnamespace::text FROM pg_type WHERE oid = to_regtype('halfvec')"


def register_vector_codec(connection: AdaptedConnection, record: ConnectionPoolEntry) -> None:
    """Send vectors as bytes: formatting one as text takes longer than a search with it."""

    async def set_codec(driver: asyncpg.Connection) -> bool:
        try:
            schema = await driver.fetchval(_VECTOR_SCHEMA)
            if schema is not None:
                await driver.set_type_codec(
                    "halfvec", schema=schema, format="binary", encoder=_encode_vector, decoder=HalfVector.from_binary
                )
        except BaseException:
            # The pool does not know the connection yet, so nothing else would close it.
            driver.terminate()
            raise
        return schema is not None

    if not connection.run_async(set_codec):
        # The extension is missing before the first migration: the connection is replaced at its next use.
        record.invalidate(soft=True)


def _encode_vector(value: HalfVector | str) -> bytes:
    # SQLAlchemy's type writes a text.
    binary: bytes = (HalfVector.from_text(value) if isinstance(value, str) else value).to_binary()
    return binary
