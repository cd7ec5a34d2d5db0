"""The audit log stands or falls with the act, and nobody but the tables' owner can change it."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import ProgrammingError

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import NEWEST_FIRST, Audit, entry
from models.access.audit import AuditFilter, AuditTarget
from models.access.principal import Principal
from models.filters import TimeRange
from models.paging import CursorKey, PageWindow, Slice
from models.rows.audit import AuditRow
from tests.support.statements import record_statements

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
TARGET = AuditTarget("VIDEO", UUID(int=1))
STRANGER = Principal("stranger", "another organization", frozenset())


@pytest.fixture
def audit(postgres: Postgres) -> Audit:
    return Audit(postgres)


@pytest.fixture
async def five(postgres: Postgres, principal: Principal) -> None:
    """a to e, an hour apart but for d and e, which are of the same moment."""
    rows = [
        {
            "organization": principal.organization,
            "at": NOON + timedelta(hours=min(number, 3)),
            "user_id": "ann" if action in "ab" else "bob",
            "action": action,
            "target_kind": None if action == "c" else "VIDEO",
            "target_id": None if action == "c" else UUID(int=number),
            "request_id": "r",
        }
        for number, action in enumerate("abcde")
    ]
    async with postgres.transaction(principal) as connection:
        for row in rows:
            await connection.execute(insert(entry).values(**row))


def actions(part: Slice[AuditRow]) -> str:
    return "".join(row["action"] for row in part.rows)


def key(part: Slice[AuditRow], at: int) -> CursorKey:
    return CursorKey(part.rows[at]["cursor_value"].isoformat(), part.rows[at]["id"])


async def test_an_entry_says_who_did_what_to_which_thing_when_and_by_which_request(
    audit: Audit, postgres: Postgres, principal: Principal
) -> None:
    async with postgres.transaction(principal) as connection:
        await audit.write(connection, principal, "look", TARGET, {"seconds": [1, 2]}, "request-1")
        await audit.write(connection, principal, "leave", None, {}, "request-2")
    columns = {"at", "user_id", "action", "target_kind", "target_id", "details", "request_id"}
    rows: list[dict[str, Any]] = [
        {**row} for row in (await audit.list_page(principal, None, PageWindow(10), columns)).rows
    ]
    assert all(abs(row.pop("at") - datetime.now(UTC)) < timedelta(minutes=5) for row in rows)
    for row in rows:
        row.pop("id")
        row.pop("cursor_value")
    assert rows == [
        {
            "user_id": "tester",
            "action": "leave",
            "target_kind": None,
            "target_id": None,
            "details": {},
            "request_id": "request-2",
        },
        {
            "user_id": "tester",
            "action": "look",
            "target_kind": "VIDEO",
            "target_id": UUID(int=1),
            "details": {"seconds": [1, 2]},
            "request_id": "request-1",
        },
    ]


async def test_an_act_that_fails_leaves_no_entry(audit: Audit, postgres: Postgres, principal: Principal) -> None:
    async def act() -> None:
        async with postgres.transaction(principal) as connection:
            await audit.write(connection, principal, "look", TARGET, {}, "r")
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        await act()
    assert await audit.count(principal, None) == 0


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize("statement", [update(entry).values(user_id="nobody"), delete(entry)])
async def test_the_application_can_neither_change_nor_delete_an_entry(
    audit: Audit, postgres: Postgres, principal: Principal, statement: object
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with postgres.transaction(principal) as connection:
            await connection.execute(statement)  # type: ignore[call-overload]
    assert await audit.count(principal, None) == 5


async def test_nobody_writes_into_another_organization_s_log(
    audit: Audit, postgres: Postgres, principal: Principal
) -> None:
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="row-level security"):
        async with postgres.transaction(STRANGER) as connection:
            await audit.write(connection, principal, "look", TARGET, {}, "r")
    assert await audit.count(principal, None) == 0


@pytest.mark.usefixtures("five")
async def test_the_log_pages_newest_first_in_both_directions(audit: Audit, principal: Principal) -> None:
    first = await audit.list_page(principal, None, PageWindow(2), {"action"})
    second = await audit.list_page(principal, None, PageWindow(2, after=key(first, -1)), {"action"})
    third = await audit.list_page(principal, None, PageWindow(2, after=key(second, -1)), {"action"})
    assert [actions(part) for part in (first, second, third)] == ["ed", "cb", "a"]
    assert [(part.has_previous, part.has_next) for part in (first, second, third)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    assert actions(await audit.list_page(principal, None, PageWindow(2, backwards=True), {"action"})) == "ba"


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (AuditFilter(), "edcba"),
        (AuditFilter(user_ids=["ann"]), "ba"),
        (AuditFilter(user_ids=["ann", "bob"], actions=["b", "d"]), "db"),
        (AuditFilter(actions=[]), ""),
        (AuditFilter(targets=[]), ""),
        (AuditFilter(targets=[AuditTarget("VIDEO", UUID(int=1)), AuditTarget("VIDEO", UUID(int=3))]), "db"),
        (AuditFilter(targets=[AuditTarget("EVENT", UUID(int=1))]), ""),
        (AuditFilter(at=TimeRange(NOON + timedelta(hours=1), NOON + timedelta(hours=2))), "cb"),
        (AuditFilter(at=TimeRange(start=NOON + timedelta(hours=3))), "ed"),
        (AuditFilter(at=TimeRange(end=NOON)), "a"),
    ],
)
async def test_filters_narrow_the_log_and_its_count_alike(
    audit: Audit, principal: Principal, wanted: AuditFilter, expected: str
) -> None:
    assert actions(await audit.list_page(principal, wanted, PageWindow(10), {"action"})) == expected
    assert await audit.count(principal, wanted) == len(expected)


@pytest.mark.usefixtures("five")
async def test_another_organization_reads_nothing(audit: Audit) -> None:
    assert (await audit.list_page(STRANGER, None, PageWindow(10), {"action"})).rows == []
    assert await audit.count(STRANGER, None) == 0


@pytest.mark.usefixtures("five")
async def test_a_page_is_one_statement_of_the_columns_asked_for(audit: Audit, principal: Principal) -> None:
    with record_statements() as statements:
        part = await audit.list_page(principal, None, PageWindow(2), {"action"})
    assert len(statements) == 1
    assert set(part.rows[0]) == {"id", "action", "cursor_value"}


async def test_a_page_is_read_in_the_order_of_an_index(postgres: Postgres, principal: Principal) -> None:
    query = NEWEST_FIRST.apply_window(select(entry.c.id), PageWindow(20))
    async with postgres.transaction(principal) as connection:
        # So few rows are sorted sooner: forbidding that shows whether the index could serve the order at all.
        await connection.exec_driver_sql("SET LOCAL enable_sort = off")
        compiled = query.compile(connection.sync_engine, compile_kwargs={"literal_binds": True})
        plan = "\n".join((await connection.exec_driver_sql(f"EXPLAIN {compiled}")).scalars())
    assert "audit_entry_newest" in plan
    assert "Sort" not in plan
