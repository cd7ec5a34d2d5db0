"""Each object has one row, and its organization and site alone see it."""

from uuid import uuid4

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.inbox.ledger import Inbox
from models.access.principal import Principal
from models.enums import Role
from models.footage.inbox import FoundObject, InboxObject, InboxState
from models.footage.originals import ObjectRef
from tests.support.statements import record_statements

KEY = "inbox/seoul-3/till/1.mp4"


def found(key: str = KEY, etag: str = "e", version: str | None = None, site: str | None = "seoul-3") -> FoundObject:
    return FoundObject(ObjectRef(key, etag, version), 10, site)


async def register(postgres: Postgres, principal: Principal, *objects: FoundObject) -> list[InboxObject]:
    async with postgres.transaction(principal) as connection:
        return await Inbox(postgres).register_in(connection, principal, objects)


async def test_an_object_is_noted_once_by_its_key_version_and_etag(postgres: Postgres, principal: Principal) -> None:
    different = [found(), found(etag="f"), found(version="1"), found(version="2"), found("inbox/other.mp4", site=None)]
    first = await register(postgres, principal, *different)
    assert len({row.id for row in first}) == len({row.video_id for row in first}) == len(different)
    assert {row.source for row in first} == {one.source for one in different}
    assert {(row.state, row.requested, row.size_bytes) for row in first} == {(InboxState.WAITING, False, 10)}
    again = await register(postgres, principal, *reversed(different), found())
    assert sorted(again, key=lambda row: row.id) == sorted(first, key=lambda row: row.id)
    assert await register(postgres, principal) == []


async def test_many_objects_are_noted_by_as_many_statements_as_one(postgres: Postgres, principal: Principal) -> None:
    with record_statements() as one:
        await register(postgres, principal, found())
    with record_statements() as many:
        await register(postgres, principal, *(found(f"inbox/s/c/{number}.mp4") for number in range(100)))
    assert len(one) == len(many)


async def test_keys_that_are_known_are_told_with_their_etags(postgres: Postgres, principal: Principal) -> None:
    await register(postgres, principal, found(), found(etag="f"))
    inbox = Inbox(postgres)
    assert await inbox.list_known(principal, [KEY, "inbox/none"]) == {(KEY, "e"), (KEY, "f")}
    assert await inbox.list_known(principal, []) == set()


@pytest.mark.parametrize("whose", ["another organization", "another site", "no site"])
async def test_whoever_is_not_of_the_organization_and_site_finds_nothing_and_changes_nothing(
    postgres: Postgres, principal: Principal, whose: str
) -> None:
    inbox = Inbox(postgres)
    [row] = await register(postgres, principal, found(site=None if whose == "no site" else "seoul-3"))
    organization = f"org-{uuid4().hex}" if whose == "another organization" else principal.organization
    sites = None if whose == "another organization" else frozenset({"busan-1"})
    stranger = Principal("stranger", organization, frozenset(Role), sites=sites)
    for id_ in (row.id, uuid4()):
        assert await inbox.get(stranger, id_) is None
        assert await inbox.update(stranger, id_, state="DROPPED") is False
        async with postgres.transaction(stranger) as connection:
            assert await inbox.lock_in(connection, id_) is None
    assert await inbox.list_known(stranger, [KEY]) == set()
    assert await inbox.get(principal, row.id) == row


async def test_a_row_changes_only_in_the_state_that_was_meant(postgres: Postgres, principal: Principal) -> None:
    inbox = Inbox(postgres)
    [row] = await register(postgres, principal, found())
    assert await inbox.update(principal, row.id, only_in=InboxState.WAITING, copy_state={"key": "k"}) is True
    assert await inbox.update(principal, row.id, state=InboxState.STORED.value, copy_state=None) is True
    assert await inbox.update(principal, row.id, only_in=InboxState.WAITING, copy_state={"key": "k"}) is False
    now = await inbox.get(principal, row.id)
    assert now is not None
    assert (now.state, now.copy) == (InboxState.STORED, None)
