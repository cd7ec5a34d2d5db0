"""Cameras are found or made by their site and name, and never twice."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.cameras import Cameras
from models.access.principal import Principal
from models.enums import CameraOrder
from models.filters import CameraFilter
from models.paging import PageWindow

STRANGER = Principal("stranger", "another organization", frozenset())
MADE = (("till", None), ("till", "seoul-3"), ("door", "seoul-3"), ("yard", "busan-1"))


@pytest.fixture
def cameras(postgres: Postgres) -> Cameras:
    return Cameras(postgres)


@pytest.fixture
async def four(postgres: Postgres, cameras: Cameras, principal: Principal) -> list[UUID]:
    async with postgres.transaction(principal) as connection:
        rows = [
            await cameras.ensure_in(
                connection,
                principal,
                site,
                name,
                last_footage_at=datetime(2026, 3, number + 1, tzinfo=UTC) if number else None,
            )
            for number, (name, site) in enumerate(MADE)
        ]
    return [row["id"] for row in rows]


async def test_concurrent_requests_for_a_camera_make_one(
    postgres: Postgres, cameras: Cameras, principal: Principal
) -> None:
    async def ensure() -> UUID:
        async with postgres.transaction(principal) as connection:
            return (await cameras.ensure_in(connection, principal, "seoul-3", "till"))["id"]

    assert len(set(await asyncio.gather(*(ensure() for _ in range(8))))) == 1
    assert await cameras.count(principal, None) == 1


async def test_a_camera_is_one_name_at_one_site(cameras: Cameras, principal: Principal, four: list[UUID]) -> None:
    for (name, site), key in zip(MADE, four, strict=True):
        found = await cameras.find(principal, site, name)
        assert found is not None
        assert found["id"] == key
    assert await cameras.find(principal, "jeju", "till") is None
    assert await cameras.find(STRANGER, None, "till") is None
    clerk = Principal("kim", principal.organization, frozenset(), sites=frozenset())
    assert await cameras.find(clerk, None, "till") is None


async def test_a_camera_of_a_name_that_is_taken_is_not_inserted(
    postgres: Postgres, cameras: Cameras, principal: Principal, four: list[UUID]
) -> None:
    async with postgres.transaction(principal) as connection:
        assert await cameras.insert_in(connection, principal, {"name": "till", "site": None}) is None
        assert await cameras.insert_in(connection, principal, {"name": "till", "site": "jeju"}) not in {None, *four}


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (CameraOrder.NAME, ["door", "till", "till", "yard"]),
        (CameraOrder.SITE, ["till", "yard", "till", "door"]),
        (CameraOrder.LAST_FOOTAGE_FIRST, ["yard", "door", "till", "till"]),
    ],
)
async def test_pages_of_every_order_go_on_where_the_last_ended(
    cameras: Cameras, principal: Principal, order: CameraOrder, expected: list[str]
) -> None:
    page = await cameras.list_page(principal, None, order, PageWindow(10), {"name"})
    assert [row["name"] for row in page.rows] == expected


@pytest.mark.usefixtures("four")
@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (CameraFilter(text="TIL"), ["till", "till"]),
        (CameraFilter(text="busan"), ["yard"]),
        (CameraFilter(text="100%"), []),
        (CameraFilter(sites=["seoul-3"]), ["door", "till"]),
        (CameraFilter(sites=["seoul-3", "busan-1"]), ["door", "till", "yard"]),
        (CameraFilter(sites=[]), []),
    ],
)
async def test_a_filter_narrows_the_list_and_its_count(
    cameras: Cameras, principal: Principal, wanted: CameraFilter, names: list[str]
) -> None:
    page = await cameras.list_page(principal, wanted, CameraOrder.NAME, PageWindow(10), {"name"})
    assert [row["name"] for row in page.rows] == names
    assert await cameras.count(principal, wanted) == len(names)
    assert await cameras.count(STRANGER, wanted) == 0


async def test_foreign_cameras_are_read_as_missing_ones(
    cameras: Cameras, principal: Principal, four: list[UUID]
) -> None:
    clerk = Principal("kim", principal.organization, frozenset(), sites=frozenset({"seoul-3"}))
    seen = await cameras.get_by_ids(clerk, four, ["name"])
    assert [row and row["name"] for row in seen] == [None, "till", "door", None]
    assert await cameras.get_by_ids(STRANGER, four, ["name"]) == [None] * 4
