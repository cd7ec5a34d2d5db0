"""The corpora of statements against the real database, with the guard and without it."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import asyncpg
import pytest
import pytest_asyncio

from bench.attacks.memory_attacks import ALLOWED, REFUSED
from datasources.postgres.core.engine import Postgres
from datasources.postgres.search.generated_sql import SqlReader
from datasources.postgres.tables.events import Events
from domain.ask.plan.examples import SQL_EXAMPLES
from domain.guard import SqlRejected, guard_sql
from models.access.principal import Principal
from models.asking.answers import StoredTable
from models.errors import SqlFailed
from tests.conftest import Database
from tests.domain.guard.corpus import attacks, legitimate
from tests.support.rows import add_question, add_video, event_row
from tests.support.sites import FOREIGN, OWN, at_sites

SECRET = "SECRET of the others"
THEIRS = Principal("them", "theirs", frozenset())
# Attacks that would take long take this long here.
SECONDS = 0.2


@dataclass(frozen=True)
class World:
    reader: SqlReader
    principal: Principal
    database: Database

    async def run(self, sql: str) -> StoredTable:
        return await self.reader.run(self.principal, sql, timezone="Asia/Seoul", video_id=None, max_rows=20)


async def add_footage(postgres: Postgres, who: Principal, told: str, site: str | None, number: int = 1) -> None:
    """A video with some events and a question."""
    video = await add_video(postgres, who, name=told, camera=told, status="READY", duration_seconds=600.0, site=site)
    rows = [
        event_row(float(second), track_id=f"P{second % 5}", description=f"{told} {second}", objects=["bottle"])
        for second in range(40)
    ]
    await Events(postgres).store(who, video, rows)
    await add_question(postgres, who, prompt=told, number=number)


@pytest_asyncio.fixture(loop_scope="session", params=["of every site", "limited to a site"])
async def world(database: Database, principal: Principal, request: pytest.FixtureRequest) -> AsyncIterator[World]:
    """Two organizations with footage; for a limited caller, the own one has some at other sites, too."""
    postgres = await Postgres.connect(database.url)
    asker = principal
    await add_footage(postgres, THEIRS, SECRET, None)
    await add_footage(postgres, principal, "A person walks.", OWN)
    if request.param == "limited to a site":
        asker = at_sites(principal, OWN)
        for number, site in enumerate((FOREIGN, "all", None), start=2):
            await add_footage(postgres, principal, SECRET, site, number)
    yield World(SqlReader(postgres, SECONDS, 4), asker, database)
    await postgres.close()


async def everything(database: Database) -> str:
    """All rows and privileges, for comparison."""
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        tables = ("video", "event", "prompt_history", "job", "audit_entry")
        rows = [
            await owner.fetchval(f"SELECT md5(string_agg(t::text, '|' ORDER BY id)) FROM {table} t") for table in tables
        ]
        rights = "SELECT md5(string_agg(relname || relrowsecurity || coalesce(relacl::text, ''), '|' ORDER BY oid)) "
        counts = "SELECT (SELECT count(*) FROM pg_proc) || ' ' || (SELECT count(*) FROM pg_largeobject_metadata)"
        return f"{rows} {await owner.fetchval(rights + 'FROM pg_class')} {await owner.fetchval(counts)}"
    finally:
        await owner.close()


def shown(table: StoredTable) -> str:
    return f"{table.columns} {table.rows}"


async def test_no_attack_passes_the_guard(world: World) -> None:
    views = await world.reader.list_views()
    passed = []
    refused = attacks("refused") | attacks("heavy")
    for title, statement in refused.items():
        try:
            passed.append((title, guard_sql(statement, views)))
        except SqlRejected:
            continue
    assert passed == []
    assert len(refused) >= 150


async def test_with_the_guard_taken_away_the_database_shows_and_changes_nothing_of_others(world: World) -> None:
    before = await everything(world.database)
    told = {}
    for title, statement in (attacks("refused") | attacks("stopped")).items():
        try:
            table = await world.run(statement)
        except (SqlFailed, asyncpg.PostgresError):
            continue
        if SECRET in shown(table) or "theirs" in shown(table) or FOREIGN in shown(table):
            told[title] = shown(table)
    # An attack that says the word hears its own echo.
    assert set(told) <= {
        "set the organization",
        "set the organization beside a read",
        "forge the scope",
        "set the sites beside a read",
        "forge the scope of sites",
    }
    assert all(SECRET not in text for text in told.values())
    assert await everything(world.database) == before


async def test_what_would_run_for_ever_is_given_up(world: World) -> None:
    views = await world.reader.list_views()
    ran = {}
    for title, statement in attacks("stopped").items():
        try:
            ran[title] = shown(await world.run(guard_sql(statement, views)))
        except SqlFailed as failed:
            if not re.search("too expensive|timeout", str(failed.values["problem"])):
                ran[title] = str(failed)
    assert ran == {}


async def test_the_examples_that_planners_see_pass_the_guard_and_run(world: World) -> None:
    views = await world.reader.list_views()
    for example in SQL_EXAMPLES:
        assert (await world.run(guard_sql(str(example.plan["sql"]), views))).columns, example.question


async def test_what_may_run_shows_nothing_of_other_organizations(world: World) -> None:
    views = await world.reader.list_views()
    for title, statement in attacks("harmless").items():
        assert SECRET not in shown(await world.run(guard_sql(statement, views))), title


async def test_every_analytic_statement_passes_and_runs(world: World) -> None:
    views = await world.reader.list_views()
    failed = {}
    for title, statement in legitimate().items():
        try:
            await world.run(guard_sql(statement, views))
        except (SqlRejected, SqlFailed) as problem:
            failed[title] = f"{problem}"
    assert failed == {}
    assert len(legitimate()) >= 150


async def test_a_limited_caller_s_statements_answer_as_if_there_were_no_other_site(world: World) -> None:
    if world.principal.sites is None:
        return
    views = await world.reader.list_views()
    statements = {title: text for title, text in legitimate().items() if "now()" not in text}
    with_others = {title: await world.run(guard_sql(text, views)) for title, text in statements.items()}
    owner = await asyncpg.connect(world.database.owner_dsn)
    try:
        # Foreign rows go; their deletion must change no answer.
        removed = await owner.execute(
            "DELETE FROM video WHERE organization = $1 AND site IS DISTINCT FROM $2", world.principal.organization, OWN
        )
    finally:
        await owner.close()
    assert removed == "DELETE 3"
    for title, text in statements.items():
        assert await world.run(guard_sql(text, views)) == with_others[title], title
    counted = await world.run("SELECT count(*), min(site), max(site) FROM event_view")
    assert counted.rows == [[40, OWN, OWN]]


async def test_what_is_printed_is_what_was_asked(world: World) -> None:
    """The printed statement returns the same rows as the original one."""
    views = await world.reader.list_views()
    for title, statement in legitimate().items():
        if "now()" in statement or "LIMIT" in statement:
            continue
        written = statement.split(";")[0]
        assert await world.run(guard_sql(statement, views)) == await world.run(written), title


async def test_the_guard_takes_what_the_bench_hands_on_to_the_database(world: World) -> None:
    """`python -m bench.attacks sql` measures the memory of the statements that pass."""
    views = await world.reader.list_views()
    passed = []
    for title, statement in [*REFUSED.items(), *ALLOWED.items()]:
        try:
            guard_sql(statement, views)
        except SqlRejected:
            continue
        passed.append(title)
    assert passed == list(ALLOWED)
