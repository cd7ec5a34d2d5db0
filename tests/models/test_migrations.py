"""The migrations are a command of their own."""

import os
import subprocess
import sys
from importlib import import_module

import asyncpg
import pytest

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
def test_without_the_owner_s_login_it_says_what_to_set() -> None:
    refused = run("")
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_OWNER_URL is empty: set")
    assert refused.stderr.count("\n") == 1
