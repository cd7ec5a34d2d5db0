"""Checks the database: its version and schema, what the login may do, the clock, and the index of vectors."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from datasources.checks.result import CheckResult, failed, passed, warned
from models.asking.vectors import EmbeddingSpace

_LEAST_VERSION = 18
# Tokens, leases and presigned URLs allow for less.
MAX_SKEW_SECONDS = 5.0
_VERSIONS = Path(__file__).parents[2] / "models" / "migrations" / "versions"
_LOGIN = """
SELECT current_user AS login, rolsuper, rolbypassrls, rolcreaterole,
  pg_has_role('watchgraph_app', 'USAGE') AS is_member,
  EXISTS (SELECT FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
          AND pg_get_userbyid(relowner) = current_user) AS owns
FROM pg_roles WHERE rolname = current_user
"""
# What the role of generated SQL may do beyond reading its views: write, create, log in, or pass row-level security.
_SQL_ROLE = """
SELECT rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolcanlogin AS is_powerful,
  has_schema_privilege(oid, 'public', 'CREATE') AS may_create,
  ARRAY(
    SELECT relname FROM pg_class
    WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p', 'v', 'm')
      AND (has_table_privilege(pg_roles.oid, pg_class.oid, 'INSERT')
        OR has_table_privilege(pg_roles.oid, pg_class.oid, 'UPDATE')
        OR has_table_privilege(pg_roles.oid, pg_class.oid, 'DELETE')
        OR has_table_privilege(pg_roles.oid, pg_class.oid, 'TRUNCATE'))
    ORDER BY relname LIMIT 5
  )::text[] AS writable
FROM pg_roles WHERE rolname = 'watchgraph_sql'
"""
_INDEX = "SELECT indisvalid FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE relname = $1"


def find_newest_migration() -> str:
    """The revision that this version of the product was written for."""
    return max(found.group(1) for path in _VERSIONS.glob("*.py") if (found := re.match(r"(\d{4})_", path.name)))


async def check_database(connection: asyncpg.Connection, space: EmbeddingSpace) -> list[CheckResult]:
    """All checks over one connection of the application's login."""
    return [
        _check_version(connection),
        await check_schema(connection),
        await check_login(connection),
        await check_sql_role(connection),
        await _check_vector_index(connection, space),
        await _check_clock(connection),
    ]


def _check_version(connection: asyncpg.Connection) -> CheckResult:
    version = connection.get_server_version()
    found = f"PostgreSQL {version.major}.{version.minor}"
    if version.major < _LEAST_VERSION:
        return failed("database", found, f"Use PostgreSQL {_LEAST_VERSION} or newer, with pgvector.")
    return passed("database", found)


async def check_schema(connection: asyncpg.Connection) -> CheckResult:
    """A newer schema is fine: migrations go first when a version is rolled out."""
    wanted = find_newest_migration()
    try:
        revision: str | None = await connection.fetchval("SELECT schema_revision()")
    except (asyncpg.UndefinedFunctionError, asyncpg.UndefinedTableError, asyncpg.InsufficientPrivilegeError):
        revision = None
    if revision is None or revision < wanted:
        found = "no migration has run" if revision is None else f"migration {revision}, and {wanted} is needed"
        return failed("schema", found, "Run python -m models.migrations with the owner's login.")
    return passed("schema", f"migration {revision}")


async def check_login(connection: asyncpg.Connection) -> CheckResult:
    """Row-level security binds neither a superuser nor an owner of the tables."""
    row = await connection.fetchrow(_LOGIN)
    powers = {
        "is a superuser": row["rolsuper"],
        "passes row-level security": row["rolbypassrls"],
        "may make roles": row["rolcreaterole"],
        "owns tables": row["owns"],
    }
    named = ", ".join(power for power, has in powers.items() if has)
    remedy = "Use a login of its own that is only a member of watchgraph_app (docs/permissions.md)."
    if named:
        return failed("database login", f"{row['login']} {named}: organizations would see each other's footage", remedy)
    if not row["is_member"]:
        return failed("database login", f"{row['login']} is no member of watchgraph_app", remedy)
    return passed("database login", f"{row['login']}, bound by row-level security")


async def check_sql_role(connection: asyncpg.Connection) -> CheckResult:
    row = await connection.fetchrow(_SQL_ROLE)
    remedy = "Take these rights from watchgraph_sql, which runs SQL that a model wrote; or set TEXT_TO_SQL=false."
    if row is None:
        return failed("role of generated SQL", "watchgraph_sql is missing", "Run python -m models.migrations.")
    wrong: Sequence[str] = [
        *(["it has rights of an administrator, or may log in"] if row["is_powerful"] else []),
        *(["it may create tables"] if row["may_create"] else []),
        *([f"it may write {', '.join(row['writable'])}"] if row["writable"] else []),
    ]
    if wrong:
        return failed("role of generated SQL", "; ".join(wrong), remedy)
    return passed("role of generated SQL", "reads its views alone")


async def _check_vector_index(connection: asyncpg.Connection, space: EmbeddingSpace) -> CheckResult:
    found = f"{space.model_id} with {space.dimensions} dimensions"
    valid: bool | None = await connection.fetchval(_INDEX, space.index_name)
    if not valid:
        problem = "has no index" if valid is None else "has an index that was never finished"
        remedy = (
            "Run python -m models.migrations, then python -m worker reembed: searches read every vector until then."
        )
        return warned("vector index", f"{found} {problem}", remedy)
    return passed("vector index", found)


async def _check_clock(connection: asyncpg.Connection) -> CheckResult:
    before = datetime.now(UTC)
    theirs: datetime = await connection.fetchval("SELECT clock_timestamp()")
    return compare_clocks("database clock", before, theirs, datetime.now(UTC))


def compare_clocks(
    name: str, before: datetime, theirs: datetime, after: datetime, precision: float = 0.0
) -> CheckResult:
    """theirs: what the other machine's clock showed between before and after, in steps of `precision` seconds."""
    early = (before - theirs).total_seconds() - precision
    late = (theirs - after).total_seconds()
    skew = max(0.0, early, late)
    if skew > MAX_SKEW_SECONDS:
        direction = "behind" if early > late else "ahead of"
        remedy = (
            "Synchronize both machines with NTP: leases, tokens and presigned URLs would end too early or too late."
        )
        return failed(name, f"{skew:.0f} s {direction} this machine's", remedy)
    return passed(name, f"within {max(0.1, round(skew, 1))} s of this machine's")
