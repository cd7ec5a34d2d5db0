"""Migrates the embedded database if the migrations changed; Alembic takes a second to import."""

import asyncio
import hashlib
import importlib.util
from collections.abc import Awaitable, Callable
from pathlib import Path

from devstack.stack.bedrock_endpoint import MODEL_SETTINGS
from devstack.stack.postgres import PostgresServer
from models.asking.vectors import EmbeddingSpace

# The vectors that the stack's embedding model makes by default.
DEFAULT_SPACE = EmbeddingSpace(MODEL_SETTINGS["AWS_BEDROCK_EMBEDDING_MODEL_ID"], 1024)


async def start_and_migrate(postgres: PostgresServer) -> None:
    """Start the server and bring its database to the newest revision."""
    revision = await asyncio.to_thread(_hash_migrations)
    # A new database surely needs migrations: import them while initdb runs.
    loading = asyncio.create_task(asyncio.to_thread(_load_migrations)) if postgres.is_new else None
    await postgres.start()
    if await postgres.read_comment() == revision:
        return
    migrate = await loading if loading else await asyncio.to_thread(_load_migrations)
    await migrate(postgres.owner_url)
    await postgres.write_comment(revision)


def _hash_migrations() -> str:
    """A mark of the migrations: the hash of their sources."""
    package = importlib.util.find_spec("models")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "migrations" / "versions"
    digest = hashlib.sha256()
    functions = folder.parents[2] / "datasources" / "postgres" / "sql"
    for source in sorted([*folder.glob("*.py"), *folder.parent.glob("*.py"), *functions.glob("*.sql")]):
        digest.update(source.read_bytes())
    return f"migrations {digest.hexdigest()}"


def _load_migrations() -> Callable[[str], Awaitable[None]]:
    from models.migrations import migrate
    from models.migrations.vector_index import index_vectors

    async def migrate_and_index(url: str) -> None:
        await migrate("postgresql+asyncpg://" + url.split("://", 1)[1])
        await index_vectors(url, DEFAULT_SPACE)

    return migrate_and_index
