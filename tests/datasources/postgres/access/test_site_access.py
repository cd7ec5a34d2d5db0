"""Grants and service tokens as rows: noted in the audit log, seen by their organization, and told to who checks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from datasources.postgres.access.reader import AccessReader
from datasources.postgres.access.service_tokens import ServiceTokens
from datasources.postgres.access.site_grants import SiteGrants
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from models.access.principal import Principal
from models.access.site_access import AccessRules, NewServiceToken, SiteGrant, hash_service_token
from models.enums import Role
from tests.conftest import Database

STRANGER = Principal("stranger", "another organization", frozenset())
NVR = NewServiceToken("nvr-1", Role.INGEST, frozenset({"seoul"}), datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture
def by(principal: Principal) -> Principal:
    return Principal("command:root", principal.organization, frozenset())


@pytest.fixture
def grants(postgres: Postgres) -> SiteGrants:
    return SiteGrants(postgres, Audit(postgres))


@pytest.fixture
def tokens(postgres: Postgres) -> ServiceTokens:
    return ServiceTokens(postgres, Audit(postgres))


async def read_log(postgres: Postgres, by: Principal) -> list[tuple[Any, ...]]:
    async with postgres.transaction(by) as connection:
        rows = await connection.execute(text("SELECT action, user_id, details FROM audit_entry ORDER BY at, id"))
        return [tuple(row) for row in rows]


async def test_a_grant_replaces_the_one_before_and_is_told_noted_and_withdrawn(
    grants: SiteGrants, postgres: Postgres, by: Principal
) -> None:
    async with AccessReader.open(postgres) as reader:
        assert await reader.read_changes() == AccessRules([], [], [])
        for sites in (frozenset({"seoul", "busan"}), frozenset({"jeju"}), frozenset[str](), None):
            await grants.put(by, "kim", sites)
            rules = await reader.read_changes()
            assert rules is not None
            assert rules.grants == [SiteGrant(by.organization, "kim", sites)]
            assert await reader.read_changes() is None
        assert await grants.remove(by, "kim")
        assert await reader.read_changes() == AccessRules([], [], [])
    assert not await grants.remove(by, "kim")
    assert await read_log(postgres, by) == [
        ("grantSites", "command:root", {"userId": "kim", "sites": ["busan", "seoul"]}),
        ("grantSites", "command:root", {"userId": "kim", "sites": ["jeju"]}),
        ("grantSites", "command:root", {"userId": "kim", "sites": []}),
        ("grantSites", "command:root", {"userId": "kim", "sites": None}),
        ("ungrantSites", "command:root", {"userId": "kim"}),
    ]


async def test_another_organization_neither_lists_nor_withdraws_a_grant(grants: SiteGrants, by: Principal) -> None:
    await grants.put(by, "kim", frozenset({"seoul"}))
    assert await grants.list_all(STRANGER) == []
    assert not await grants.remove(STRANGER, "kim")
    [stored] = await grants.list_all(by)
    assert (stored.grant.user_id, stored.grant.sites, stored.created_by) == (
        "kim",
        frozenset({"seoul"}),
        "command:root",
    )


async def test_a_service_token_is_kept_as_its_hash_told_noted_and_revoked(
    tokens: ServiceTokens, postgres: Postgres, by: Principal
) -> None:
    made = await tokens.create(by, NVR)
    assert made is not None
    id_, token = made
    async with AccessReader.open(postgres) as reader:
        rules = await reader.read_changes()
        assert rules is not None
        [told] = rules.service_tokens
        assert (told.id, told.organization, told.name, told.role) == (id_, by.organization, "nvr-1", Role.INGEST)
        assert (told.sites, told.expires_at, told.token_hash) == (NVR.sites, NVR.expires_at, hash_service_token(token))
        assert await reader.read_changes() is None
        assert await tokens.revoke(by, "nvr-1")
        assert await reader.read_changes() == AccessRules([], [], [])
    assert not await tokens.revoke(by, "nvr-1")
    made_details = {"serviceToken": str(id_), "name": "nvr-1", "role": "INGEST", "sites": ["seoul"]}
    assert await read_log(postgres, by) == [
        ("createServiceToken", "command:root", made_details),
        ("revokeServiceToken", "command:root", {"serviceToken": str(id_), "name": "nvr-1"}),
    ]


async def test_a_name_is_given_once_until_its_token_is_revoked(tokens: ServiceTokens, by: Principal) -> None:
    first = await tokens.create(by, NVR)
    assert await tokens.create(by, NVR) is None
    assert await tokens.create(STRANGER, NVR) is not None
    await tokens.revoke(by, "nvr-1")
    second = await tokens.create(by, NVR)
    assert first is not None
    assert second is not None
    assert first[1] != second[1]
    newest, oldest = await tokens.list_all(by)
    assert (newest.id, oldest.id) == (second[0], first[0])
    assert (newest.revoked_at is None, oldest.revoked_at is None) == (True, False)


async def test_another_organization_neither_lists_nor_revokes_a_token(tokens: ServiceTokens, by: Principal) -> None:
    await tokens.create(by, NVR)
    assert await tokens.list_all(STRANGER) == []
    assert not await tokens.revoke(STRANGER, "nvr-1")
    assert [token.revoked_at for token in await tokens.list_all(by)] == [None]


async def test_its_use_is_noted_at_most_once_a_minute(
    tokens: ServiceTokens, postgres: Postgres, database: Database, by: Principal
) -> None:
    made = await tokens.create(by, NVR)
    assert made is not None

    async def last_used() -> datetime | None:
        return (await tokens.list_all(by))[0].last_used_at

    owner = await asyncpg.connect(database.owner_dsn)
    try:
        async with AccessReader.open(postgres) as reader:
            await reader.read_changes()
            await reader.note_used({made[0]})
            first = await last_used()
            assert first is not None
            await reader.note_used({made[0]})
            assert await last_used() == first
            await owner.execute("UPDATE service_token SET last_used_at = now() - interval '61 seconds'")
            await reader.note_used({made[0]})
            again = await last_used()
            assert again is not None
            assert again - first > timedelta(0)
            assert await reader.read_changes() is None, "a use is no change that all have to read"
    finally:
        await owner.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE site_grant SET sites = NULL",
        "DELETE FROM service_token",
        "UPDATE service_token SET role = 'ADMIN'",
        "UPDATE service_token SET sites = NULL",
        "UPDATE service_token SET token_hash = decode(repeat('00', 32), 'hex')",
    ],
)
async def test_the_application_changes_no_more_than_it_needs(postgres: Postgres, by: Principal, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with postgres.transaction(by) as connection:
            await connection.execute(text(statement))


async def test_generated_sql_learns_nothing_of_them(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        for source in ("site_grants()", "site_grant", "service_tokens()", "service_token", "service_tokens_mark()"):
            await owner.execute("BEGIN; SET LOCAL ROLE watchgraph_sql")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await owner.execute(f"SELECT * FROM {source}")
            await owner.execute("ROLLBACK")
    finally:
        await owner.close()
