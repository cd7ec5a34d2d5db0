"""The migrations are a command of their own."""

import os
import subprocess
import sys

import asyncpg
import pytest

from tests.conftest import Database


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


@pytest.mark.slow
def test_without_the_owner_s_login_it_says_what_to_set() -> None:
    refused = run("")
    assert refused.returncode == 1
    assert refused.stderr.startswith("DATABASE_OWNER_URL is empty: set")
    assert refused.stderr.count("\n") == 1
