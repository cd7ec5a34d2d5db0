"""Revoked tokens as rows: written with their entry of the audit log, and told across organizations to who checks."""

from datetime import UTC, datetime
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from datasources.postgres.access.reader import AccessReader
from datasources.postgres.access.revocations import Revocations
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.revocations import Revocation
from models.access.site_access import AccessRules
from tests.conftest import Database

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
KIND = [Revocation(token_id="t1"), Revocation("kim", issued_before=NOON), Revocation(issued_before=NOON)]
STRANGER = Principal("stranger", "another organization", frozenset())


@pytest.fixture
def revocations(postgres: Postgres) -> Revocations:
    return Revocations(postgres, Audit(postgres))


@pytest.fixture
def by(principal: Principal) -> Principal:
    return Principal("command:root", principal.organization, frozenset())


@pytest.mark.parametrize("what", KIND)
async def test_a_revocation_is_listed_told_noted_and_lifted(
    revocations: Revocations, postgres: Postgres, by: Principal, what: Revocation
) -> None:
    id_ = await revocations.add(by, what)
    [stored] = await revocations.list_all(by)
    assert (stored.id, stored.revocation, stored.created_by) == (id_, what, "command:root")
    async with AccessReader.open(postgres) as reader:
        assert await reader.read_changes() == AccessRules([(by.organization, what)], [], [])
        assert await reader.read_changes() is None
        assert await revocations.remove(by, id_) == what
        assert await reader.read_changes() == AccessRules([], [], [])
        assert await reader.read_changes() is None
    assert await revocations.remove(by, id_) is None
    assert await revocations.list_all(by) == []
    query = text("SELECT action, user_id, target_kind, details FROM audit_entry ORDER BY at, id")
    async with postgres.transaction(by) as connection:
        noted = [tuple(row) for row in await connection.execute(query)]
    told = {"revocation": str(id_)}
    if what.token_id:
        told["tokenId"] = what.token_id
    if what.user_id:
        told["userId"] = what.user_id
    if what.issued_before:
        told["issuedBefore"] = what.issued_before.isoformat()
    assert noted == [
        ("revokeTokens", "command:root", None, told),
        ("liftTokenRevocation", "command:root", None, told),
    ]


async def test_a_change_is_seen_also_where_one_comes_and_another_goes(
    revocations: Revocations, postgres: Postgres, by: Principal
) -> None:
    first = await revocations.add(by, KIND[0])
    async with AccessReader.open(postgres) as reader:
        await reader.read_changes()
        await revocations.remove(by, first)
        await revocations.add(by, KIND[1])
        assert await reader.read_changes() == AccessRules([(by.organization, KIND[1])], [], [])


async def test_another_organization_neither_lists_nor_lifts(
    revocations: Revocations, postgres: Postgres, by: Principal
) -> None:
    id_ = await revocations.add(by, KIND[0])
    assert await revocations.list_all(STRANGER) == []
    assert await revocations.remove(STRANGER, id_) is None
    assert [one.id for one in await revocations.list_all(by)] == [id_]
    async with AccessReader.open(postgres) as reader:
        # Who checks tokens has to know of all.
        assert await reader.read_changes() == AccessRules([(by.organization, KIND[0])], [], [])


async def test_the_application_changes_none(revocations: Revocations, postgres: Postgres, by: Principal) -> None:
    await revocations.add(by, KIND[0])
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with postgres.transaction(by) as connection:
            await connection.execute(text("UPDATE token_revocation SET token_id = 'x'"))


@pytest.mark.parametrize(
    "what",
    [
        Revocation(),
        Revocation("kim"),
        Revocation("kim", "t1"),
        Revocation(token_id="t1", issued_before=NOON),
        Revocation("", issued_before=NOON),
        Revocation(token_id=""),
    ],
)
async def test_what_revokes_nothing_or_two_things_is_not_kept(
    revocations: Revocations, by: Principal, what: Revocation
) -> None:
    with pytest.raises(Exception, match="token_revocation"):
        await revocations.add(by, what)
    assert await revocations.list_all(by) == []


async def test_generated_sql_learns_nothing_of_it(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        for query in ("SELECT * FROM token_revocations()", "SELECT * FROM token_revocation"):
            await owner.execute("BEGIN; SET LOCAL ROLE watchgraph_sql")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await owner.execute(query)
            await owner.execute("ROLLBACK")
    finally:
        await owner.close()


async def test_a_missing_id_is_none_of_them(revocations: Revocations, by: Principal) -> None:
    assert await revocations.remove(by, UUID(int=7)) is None
