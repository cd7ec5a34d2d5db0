"""What an operator got wrong about the database is told in one line, with what to do."""

from datetime import UTC, datetime, timedelta

import asyncpg
import pytest

from datasources.checks.database import (
    check_database,
    check_login,
    check_schema,
    check_sql_role,
    compare_clocks,
    find_newest_migration,
)
from datasources.checks.result import State
from datasources.checks.startup import find_fatal_problem
from models.asking.vectors import EmbeddingSpace
from tests.conftest import Database

SPACE = EmbeddingSpace("local.use-multilingual-v1", 1024)


async def test_the_embedded_database_is_set_up_rightly(database: Database) -> None:
    connection = await asyncpg.connect(database.dsn)
    results = await check_database(connection, SPACE)
    await connection.close()
    assert [str(result) for result in results if result.state is not State.OK] == []
    assert await find_fatal_problem(database.dsn) is None


async def test_a_schema_of_an_earlier_version_ends_the_start(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("UPDATE alembic_version SET version_num = '0017'")
    await owner.close()
    problem = await find_fatal_problem(database.dsn)
    assert problem is not None
    assert problem.startswith(f"schema: migration 0017, and {find_newest_migration()} is needed.")
    assert "python -m models.migrations" in problem


async def test_a_newer_schema_is_that_of_a_version_that_is_being_rolled_out(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("UPDATE alembic_version SET version_num = '9999'")
    assert (await check_schema(owner)).state is State.OK
    await owner.close()


async def test_a_login_that_row_level_security_does_not_bind_ends_the_start(database: Database) -> None:
    problem = await find_fatal_problem(database.owner_dsn)
    assert problem is not None
    assert problem.startswith("database login:")
    assert "organizations would see each other's footage" in problem


async def test_a_role_of_generated_sql_that_may_write_is_named_with_the_tables(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute("GRANT UPDATE ON event TO watchgraph_sql")
    result = await check_sql_role(owner)
    await owner.execute("REVOKE UPDATE ON event FROM watchgraph_sql")
    mended = await check_sql_role(owner)
    login = await check_login(owner)
    await owner.close()
    assert (result.state, result.found) == (State.FAILED, "it may write event")
    assert mended.state is State.OK
    assert login.state is State.FAILED


async def test_vectors_of_a_model_without_an_index_are_a_warning(database: Database) -> None:
    connection = await asyncpg.connect(database.dsn)
    results = await check_database(connection, EmbeddingSpace("amazon.titan-embed-text-v2:0", 256))
    await connection.close()
    [index] = [result for result in results if result.name == "vector index"]
    assert index.state is State.WARNING
    assert "256 dimensions has no index" in index.found


async def test_a_database_that_does_not_answer_yet_does_not_end_the_start() -> None:
    assert await find_fatal_problem("postgresql://nobody@127.0.0.1:9/none") is None


@pytest.mark.parametrize(
    ("offset", "precision", "state", "said"),
    [
        (0.0, 0.0, State.OK, "within"),
        (-0.9, 1.0, State.OK, "within"),
        (30.0, 0.0, State.FAILED, "30 s ahead of"),
        (-30.0, 1.0, State.FAILED, "29 s behind"),
    ],
)
def test_clocks_may_differ_by_seconds_and_no_more(offset: float, precision: float, state: State, said: str) -> None:
    now = datetime(2026, 11, 30, 12, tzinfo=UTC)
    result = compare_clocks("clock", now, now + timedelta(seconds=offset), now, precision)
    assert (result.state, said in result.found) == (state, True), result
