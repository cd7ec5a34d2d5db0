"""The migrations are a command of their own."""

import os
import subprocess
import sys
from importlib import import_module

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from models.migrations import migrate
from tests.conftest import Database

_ANALYZED = """
WITH added AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key)
  SELECT 'acme', name, 'film.mp4', 'video/mp4', 1, name FROM unnest(ARRAY['twice', 'never']) AS name RETURNING id, name
)
INSERT INTO job (organization, kind, video_id, pipeline_version, status)
SELECT 'acme', kind, id, version, status FROM added JOIN (VALUES
  ('twice', 'ANALYZE', 'watchgraph-vision/2', 'DONE'), ('twice', 'ANALYZE', 'watchgraph-vision/3', 'DONE'),
  ('twice', 'ANALYZE', 'watchgraph-vision/4', 'FAILED'), ('twice', 'SUMMARIZE', 'summary/9', 'DONE'),
  ('never', 'ANALYZE', 'watchgraph-vision/4', 'RUNNING')
) AS told (video, kind, version, status) ON video = name
"""
_REVIEWED = """
WITH added AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, uploaded_by)
  VALUES ('acme', 'n', 'n.mp4', 'video/mp4', 1, 'k', 'kim') RETURNING id
)
INSERT INTO event (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence,
  source, review_verdict, reviewed_by, reviewed_at)
SELECT 'acme', id, 'THEFT', 0, 1, 0, 'd', 1, 's', 'FALSE_ALARM', 'kim', now() FROM added
"""
_FUNCTION = "SELECT to_regprocedure('next_session_number(text, uuid)')"


def run(owner_url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "models.migrations"],
        env={**os.environ, "DATABASE_OWNER_URL": owner_url},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.mark.slow
async def test_the_command_brings_a_database_to_the_latest_migration_and_may_be_repeated(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        revision = await owner.fetchval("SELECT version_num FROM alembic_version")
        for _ in range(2):
            done = run(database.owner_dsn)
            assert done.returncode == 0, done.stderr
        assert await owner.fetchval("SELECT version_num FROM alembic_version") == revision
    finally:
        await owner.close()


async def test_functions_and_views_are_loaded_after_the_last_migration_each_time(database: Database) -> None:
    """A file may name what a later migration adds, so no migration loads it, and none is needed to change it."""
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        await owner.execute("DROP FUNCTION next_session_number(text, uuid)")
        await migrate(database.owner_url, "0026")
        assert await owner.fetchval(_FUNCTION) is None
        await migrate(database.owner_url)
        assert await owner.fetchval(_FUNCTION) is not None
    finally:
        await owner.close()


async def test_the_version_of_an_analysis_is_taken_from_the_jobs_that_are_done(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        await owner.execute(_ANALYZED)
        await owner.execute(import_module("models.migrations.versions.0043_analysis_version").FROM_JOBS)
        found = await owner.fetch("SELECT name, analysis_version FROM video ORDER BY name")
        assert [tuple(row) for row in found] == [("never", None), ("twice", 3)]
    finally:
        await owner.close()


@pytest.mark.slow
@pytest.mark.slow
async def test_reviews_and_uploaders_go_with_their_migrations_and_come_back(database: Database) -> None:
    """Down past both, and up again: what was told is gone, the rows are not."""

    def step_back(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", "models/migrations")
        config.attributes["connection"] = connection
        command.downgrade(config, "0054")

    owner = await asyncpg.connect(database.owner_dsn)
    engine = create_async_engine(database.owner_url, poolclass=NullPool)
    try:
        await owner.execute(_REVIEWED)
        async with engine.begin() as connection:
            await connection.run_sync(step_back)
        assert await owner.fetchval("SELECT count(*) FROM event") == 1
        with pytest.raises(asyncpg.UndefinedColumnError):
            await owner.fetch("SELECT review_verdict FROM event")
        await migrate(database.owner_url)
        assert await owner.fetchval("SELECT count(*) FROM event WHERE review_verdict IS NULL") == 1
        assert await owner.fetchval("SELECT count(*) FROM event_view") == 1
        assert await owner.fetchval("SELECT count(*) FROM changed_event") == 0
    finally:
        await engine.dispose()
        await owner.close()


def test_without_the_owner_s_login_it_says_what_to_set() -> None:
    refused = run("")
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_OWNER_URL is empty: set")
    assert refused.stderr.count("\n") == 1
