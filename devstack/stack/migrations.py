"""Migrations of the embedded database, run only when they changed: Alembic takes a second to import."""

import asyncio
import hashlib
import importlib.util
from collections.abc import Awaitable, Callable
from pathlib import Path

from devstack.stack.bedrock_endpoint import MODELS
from devstack.stack.postgres import Postgres
from models.asking.vectors import VectorSpace

# What the stack's own model makes by default.
VECTORS = VectorSpace(MODELS["AWS_BEDROCK_EMBEDDING_MODEL_ID"], 1024)


async def start_migrated(postgres: Postgres) -> None:
    """Start the server and bring its database to the newest revision."""
    wanted = await asyncio.to_thread(_fingerprint)
    # Where there is no data yet, there surely is something to migrate: imported while initdb runs.
    early = asyncio.create_task(asyncio.to_thread(_migrate)) if postgres.is_new else None
    await postgres.start()
    if await postgres.note() == wanted:
        return
    migrate = await early if early else await asyncio.to_thread(_migrate)
    await migrate(postgres.owner_url)
    await postgres.set_note(wanted)


def _fingerprint() -> str:
    """What the revisions' sources hash to."""
    package = importlib.util.find_spec("models")
    assert package is not None
    assert package.origin is not None
    folder = Path(package.origin).parent / "migrations" / "versions"
    digest = hashlib.sha256()
    for source in sorted([*folder.glob("*.py"), folder.parent / "vector_index.py"]):
        digest.update(source.read_bytes())
    return f"migrations {digest.hexdigest()}"


def _migrate() -> Callable[[str], Awaitable[None]]:
    from models.migrations import migrate
    from models.migrations.vector_index import index_vectors

    async def migrated(url: str) -> None:
        await migrate("postgresql+asyncpg://" + url.split("://", 1)[1])
        await index_vectors(url, VECTORS)

    return migrated
