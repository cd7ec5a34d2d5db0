"""Alembic migrations, run by the tables' owner: `await migrate(url)` or `python -m models.migrations`."""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models.migrations.sql_files import load_sql_files


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the database of this connection to a revision; at the latest, also functions and views to their files."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = connection
    command.upgrade(config, revision)
    if revision == "head":
        load_sql_files(connection)


async def migrate(url: str, revision: str = "head") -> None:
    """Bring the database at `url` (postgresql+asyncpg://…, the owner's login) to a revision."""
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with asyncio.timeout(300), engine.begin() as connection:
            await connection.run_sync(upgrade, revision)
    finally:
        await engine.dispose()
