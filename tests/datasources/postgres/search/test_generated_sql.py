"""SQL that a model wrote, run as the role that may read two views and nothing else."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
import pytest_asyncio

from datasources.postgres.core.engine import Postgres
from datasources.postgres.search import generated_sql
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.errors import SqlFailed
from models.event_types import describe_types_for_planner
from tests.conftest import Database
from tests.support.rows import add_video, event_row

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
COUNT = "SELECT count(*) FROM event_view"


@pytest_asyncio.fixture(loop_scope="session")
async def reader(postgres: Postgres) -> SqlReader:
    return SqlReader(postgres, seconds=5.0, pool_size=10)


async def run(
    reader: SqlReader,
    principal: Principal,
    sql: str,
    video_id: UUID | None = None,
    zone: str = "UTC",
    most: int = 10,
) -> StoredTable:
    return await reader.run(principal, sql, timezone=zone, video_id=video_id, max_rows=most)


async def test_the_views_are_told_with_a_comment_on_each_column(reader: SqlReader) -> None:
    views = await reader.list_views()
    assert [view.name for view in views] == ["event_view", "video_view"]
    assert all(view.comment and column.comment and column.type for view in views for column in view.columns)


async def test_the_view_tells_planners_of_every_type_of_event(reader: SqlReader) -> None:
    [view] = [view for view in await reader.list_views() if view.name == "event_view"]
    [comment] = [column.comment for column in view.columns if column.name == "type"]
    assert comment == describe_types_for_planner()


async def test_rows_come_in_order_with_their_columns_even_where_names_repeat(
    reader: SqlReader, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    await Events(postgres).store(principal, video, [event_row(3), event_row(1), event_row(2, track_id="P2")])
    table = await run(reader, principal, "SELECT start_seconds, track_id, track_id FROM event_view ORDER BY 1 DESC")
    assert table == StoredTable(
        columns=["start_seconds", "track_id", "track_id"],
        rows=[[3, "P1", "P1"], [2, "P2", "P2"], [1, "P1", "P1"]],
    )


async def test_a_query_without_rows_still_tells_its_columns(reader: SqlReader, principal: Principal) -> None:
    table = await run(reader, principal, "SELECT id, type AS told FROM event_view")
    assert table == StoredTable(columns=["id", "told"], rows=[])
    # A row of nulls is a row.
    assert (await run(reader, principal, "SELECT max(age) AS oldest FROM event_view")).rows == [[None]]


async def test_more_rows_than_asked_for_are_cut_and_it_says_so(
    reader: SqlReader, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    await Events(postgres).store(principal, video, [event_row(second) for second in range(5)])
    query = "SELECT start_seconds FROM event_view ORDER BY 1"
    cut = await run(reader, principal, query, most=3)
    assert (cut.rows, cut.truncated) == ([[0], [1], [2]], True)
    assert not (await run(reader, principal, query, most=5)).truncated


async def test_times_are_told_in_the_zone_of_the_question_and_by_the_clock_beside_the_camera(
    reader: SqlReader, postgres: Postgres, principal: Principal
) -> None:
    video = await add_video(postgres, principal, timezone="Asia/Seoul", recorded_at=AT, duration_seconds=60.0)
    await Events(postgres).store(principal, video, [event_row(5, occurred_at=AT)])
    query = "SELECT occurred_at, local_time, extract(hour FROM local_time) AS hour FROM event_view"
    assert (await run(reader, principal, query)).rows == [["2026-11-22T12:00:00+00:00", "2026-11-22T21:00:00", 21]]
    in_seoul = await run(reader, principal, query, zone="Asia/Seoul")
    assert in_seoul.rows[0][0] == "2026-11-22T21:00:00+09:00"


async def test_numbers_and_texts_too_long_for_any_client_are_told_short(
    reader: SqlReader, principal: Principal
) -> None:
    table = await run(reader, principal, "SELECT repeat('x', 5000) AS long, 10::numeric ^ 400 AS large, 'NaN'::float8")
    text, number, nan = table.rows[0]
    assert (len(text), text[-1], nan) == (2001, "…", "NaN")
    assert number == "1" + "0" * 400


async def test_another_organization_sees_as_much_as_where_nothing_is(
    reader: SqlReader, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    await Events(postgres).store(principal, video, [event_row(1)])
    stranger = Principal("stranger", "another organization", frozenset())
    for query in (COUNT, "SELECT count(*) FROM video_view", f"SELECT * FROM event_view WHERE video_id = '{video}'"):
        nothing = await run(reader, Principal("nobody", "nowhere", frozenset()), query)
        assert await run(reader, stranger, query) == nothing
    assert (await run(reader, principal, COUNT)).rows == [[1]]
    assert (await run(reader, stranger, COUNT, video_id=video)).rows == [[0]]


async def test_a_question_about_one_video_reads_that_video_only(
    reader: SqlReader, postgres: Postgres, principal: Principal, video: UUID
) -> None:
    other = await add_video(postgres, principal)
    await Events(postgres).store(principal, video, [event_row(1)])
    await Events(postgres).store(principal, other, [event_row(1), event_row(2)])
    assert (await run(reader, principal, COUNT)).rows == [[3]]
    assert (await run(reader, principal, COUNT, video_id=video)).rows == [[1]]
    assert (await run(reader, principal, "SELECT count(*) FROM video_view", video_id=other)).rows == [[1]]


async def test_a_refused_query_brings_back_what_the_database_says(reader: SqlReader, principal: Principal) -> None:
    with pytest.raises(SqlFailed) as failed:
        await run(reader, principal, "SELECT camra FROM event_view")
    assert "column asked.camra does not exist" in str(failed.value) or 'column "camra" does not exist' in str(
        failed.value
    )
    assert "event_view.camera" in str(failed.value)


async def test_a_query_that_would_cost_too_much_is_not_begun(
    reader: SqlReader, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generated_sql, "MAX_COST", 0.001)
    with pytest.raises(SqlFailed, match="too expensive"):
        await run(reader, principal, COUNT)


async def test_the_time_out_of_a_statement_cannot_be_lifted_from_within(
    postgres: Postgres, principal: Principal
) -> None:
    reader = SqlReader(postgres, seconds=0.2, pool_size=2)
    for lifted in ("set_config('statement_timeout', '0', false)", "set_config('statement_timeout', '1h', true)"):
        with pytest.raises(SqlFailed, match="statement timeout"):
            await run(reader, principal, f"SELECT {lifted}, (SELECT count(*) FROM (SELECT pg_sleep(600)) AS s)")
    assert (await run(reader, principal, "SELECT 1 AS one")).rows == [[1]]


async def test_should_the_server_not_keep_its_time_out_the_query_is_cancelled_from_outside(
    postgres: Postgres, database: Database, principal: Principal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(generated_sql, "_GRACE_SECONDS", -59.7)
    reader = SqlReader(postgres, seconds=60.0, pool_size=2)
    with pytest.raises(SqlFailed, match="ran for longer"):
        await run(reader, principal, "SELECT pg_sleep(600)")
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        async with asyncio.timeout(30):
            # Each look asks the server anew, which takes a moment.
            while await owner.fetchval(RUNNING, database.name):
                pass
    finally:
        await owner.close()


async def test_nothing_of_a_query_stays_with_the_connection(database: Database, principal: Principal) -> None:
    postgres = await Postgres.connect(database.url, pool_size=1)
    try:
        reader = SqlReader(postgres, seconds=5.0, pool_size=1)
        await run(reader, principal, "SELECT set_config('work_mem', '77MB', false), set_config('a.b', 'kept', false)")
        async with postgres.system_transaction() as connection:
            kept = await connection.exec_driver_sql(
                "SELECT current_setting('work_mem'), current_setting('a.b', true), current_setting('search_path'), "
                "current_setting('watchgraph.sql_scope', true), current_setting('transaction_read_only')"
            )
            work_mem, custom, path, scope, read_only = tuple(kept.one())
        assert work_mem != "77MB"
        assert (custom or "", scope or "", read_only) == ("", "", "off")
        assert "public" in path
    finally:
        await postgres.close()


RIGHTS = """
SELECT table_schema || '.' || table_name || ':' || privilege_type FROM information_schema.role_table_grants
WHERE grantee = 'watchgraph_sql' ORDER BY 1
"""
RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = $1 AND query LIKE '%sql_answer%' AND state = 'active' AND pid <> pg_backend_pid()
"""


async def test_the_role_reads_the_views_and_a_few_columns_and_may_nothing_else(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        assert [row[0] for row in await owner.fetch(RIGHTS)] == [
            "public.event_view:SELECT",
            "public.video_view:SELECT",
            "sql_one_video.event_view:SELECT",
            "sql_one_video.video_view:SELECT",
        ]
        columns = await owner.fetch(
            "SELECT DISTINCT table_name, privilege_type FROM information_schema.column_privileges "
            "WHERE grantee = 'watchgraph_sql' AND table_name NOT LIKE '%view' ORDER BY 1"
        )
        assert [tuple(row) for row in columns] == [("event", "SELECT"), ("video", "SELECT")]
        role = await owner.fetchrow(
            "SELECT rolsuper, rolinherit, rolcreaterole, rolcreatedb, rolcanlogin, rolbypassrls FROM pg_roles "
            "WHERE rolname = 'watchgraph_sql'"
        )
        assert not any(role.values())
        secret = "has_column_privilege('watchgraph_sql', '{}', '{}', 'SELECT')"
        for table, column in (("video", "object_key"), ("event", "clip_key"), ("prompt_history", "prompt")):
            assert not await owner.fetchval(f"SELECT {secret.format(table, column)}")
        assert not await owner.fetchval("SELECT has_schema_privilege('watchgraph_sql', 'public', 'CREATE')")
    finally:
        await owner.close()


async def test_of_the_schemas_own_functions_the_role_may_call_only_those_made_for_it(database: Database) -> None:
    """A function made later for the application must be revoked from PUBLIC, or generated SQL could call it."""
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        rows = await owner.fetch(
            "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace "
            "AND has_function_privilege('watchgraph_sql', oid, 'EXECUTE') "
            "AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') ORDER BY 1"
        )
    finally:
        await owner.close()
    assert [row[0] for row in rows] == [
        "sql_answer",
        "sql_cameras",
        "sql_cost",
        "sql_organization",
        "sql_sites",
        "sql_video",
    ]


async def test_a_proof_is_of_no_use_in_another_transaction(database: Database, principal: Principal) -> None:
    """Seen by chance, the sealed setting of one transaction opens nothing in the next."""
    application = await asyncpg.connect(database.dsn)
    try:
        async with application.transaction():
            await application.execute(
                "SELECT set_config('watchgraph.organization', $1, true), set_config('watchgraph.sites', 'all', true)",
                principal.organization,
            )
            await application.execute("SELECT sql_begin(NULL, NULL)")
            seen = await application.fetchval("SELECT current_setting('watchgraph.sql_scope')")
            here = await application.fetchval("SELECT sql_answer('SELECT public.sql_organization() AS o', 1)")
        async with application.transaction():
            await application.execute("SELECT set_config('watchgraph.sql_scope', $1, true)", seen)
            later = await application.fetchval("SELECT sql_answer('SELECT public.sql_organization() AS o', 1)")
    finally:
        await application.close()
    assert principal.organization in here
    assert '"o":null' in later
