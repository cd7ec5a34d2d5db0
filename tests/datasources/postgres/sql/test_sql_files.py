"""The functions and views of a migrated database are those of datasources/postgres/sql, no more and no fewer."""

import asyncpg

from datasources.postgres.sql import FOLDER
from tests.conftest import Database

# Aggregates have no definition that PostgreSQL prints: what they are made of is compared.
FUNCTIONS = """
SELECT p.oid::regprocedure::text AS name, p.prokind = 'a' AS aggregate,
  CASE WHEN p.prokind = 'a'
    THEN format('SFUNC = %s, STYPE = %s, INITCOND = %s', a.aggtransfn, a.aggtranstype::regtype, a.agginitval)
    ELSE pg_get_functiondef(p.oid) END AS definition,
  pg_get_userbyid(p.proowner) AS owner,
  (SELECT array_agg(entry::text ORDER BY entry::text) FROM unnest(p.proacl) AS entry) AS rights
FROM pg_proc AS p LEFT JOIN pg_aggregate AS a ON a.aggfnoid = p.oid
WHERE p.pronamespace::regnamespace::text = ANY ($1)
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = p.oid AND deptype = 'e')
"""
VIEWS = """
SELECT c.oid::regclass::text AS name, pg_get_viewdef(c.oid) AS definition, pg_get_userbyid(c.relowner) AS owner,
  c.reloptions AS options, obj_description(c.oid, 'pg_class') AS comment,
  (SELECT array_agg(entry::text ORDER BY entry::text) FROM unnest(c.relacl) AS entry) AS rights,
  (SELECT array_agg(attname || ': ' || coalesce(col_description(c.oid, attnum), '') ORDER BY attnum)
   FROM pg_attribute WHERE attrelid = c.oid AND attnum > 0) AS columns
FROM pg_class AS c WHERE c.relkind = 'v' AND c.relnamespace::regnamespace::text = ANY ($1)
  AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = c.oid AND deptype = 'e')
"""
SCHEMAS = ["public", "sql_bounded", "sql_one_video", "sql_seal"]


async def read_definitions(connection: asyncpg.Connection) -> dict[str, dict[str, object]]:
    functions = await connection.fetch(FUNCTIONS, SCHEMAS)
    views = await connection.fetch(VIEWS, SCHEMAS)
    return {row["name"]: dict(row) for row in (*functions, *views)}


async def drop_all(connection: asyncpg.Connection) -> None:
    for row in await connection.fetch(VIEWS, SCHEMAS):
        await connection.execute(f"DROP VIEW IF EXISTS {row['name']} CASCADE")
    for row in await connection.fetch(FUNCTIONS, SCHEMAS):
        await connection.execute(
            f"DROP {'AGGREGATE' if row['aggregate'] else 'FUNCTION'} IF EXISTS {row['name']} CASCADE"
        )


async def test_a_migrated_database_has_the_functions_and_views_of_the_files(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        async with owner.transaction():
            migrated = await read_definitions(owner)
            await drop_all(owner)
            assert await read_definitions(owner) == {}
            for path in sorted(FOLDER.glob("*.sql")):
                await owner.execute(path.read_text())
            loaded = await read_definitions(owner)
    finally:
        await owner.close()
    assert {"video_view", "next_session_number(text,uuid)", "sql_bounded.array_agg(anyarray)"} <= migrated.keys()
    assert migrated.keys() == loaded.keys()
    for name, definition in migrated.items():
        assert definition == loaded[name], name
