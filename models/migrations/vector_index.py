"""The index of a space's vectors, made by the tables' owner beside what goes on.

A column of vectors of any model and length cannot be indexed as a whole; those of one model and one length can. Vectors
of footage that is not HOT are left out: when a video is archived or comes back, its vectors leave or enter the index.
"""

import asyncpg

from models.asking.vectors import EmbeddingSpace

_INDEX_IS_INVALID = (
    "SELECT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
    " WHERE relname = $1 AND NOT indisvalid)"
)


async def index_vectors(dsn: str, space: EmbeddingSpace) -> None:
    """Make the space's index where it is missing. Searches and writes go on meanwhile; a million vectors take minutes.

    dsn: postgresql://…, the owner's login. An index that an interrupted run left half made is made anew.
    """
    connection = await asyncpg.connect(dsn)
    try:
        if await connection.fetchval(_INDEX_IS_INVALID, space.index_name):
            await connection.execute(f"DROP INDEX CONCURRENTLY {space.index_name}", timeout=None)
        await connection.execute(await _build_statement(connection, space), timeout=None)
        await connection.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {space.former_index_name}", timeout=None)
    finally:
        await connection.close()


async def _build_statement(connection: asyncpg.Connection, space: EmbeddingSpace) -> str:
    """Utility statements take no parameters: PostgreSQL itself quotes the model's id."""
    written: str = await connection.fetchval(
        """
        SELECT format('CREATE INDEX CONCURRENTLY IF NOT EXISTS %I ON event_embedding
          USING hnsw ((embedding::halfvec(%s)) halfvec_cosine_ops)
          WHERE model_id = %L AND dimensions = %s AND NOT archived',
          $1::text, $3::integer, $2::text, $3::integer)
        """,
        space.index_name,
        space.model_id,
        space.dimensions,
    )
    return written
