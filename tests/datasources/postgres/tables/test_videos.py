"""Videos are read by windows that inserts and deletes cannot shift, and by one organization only."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.enums import EventType, StorageTier, VideoOrder, VideoStatus
from models.errors import InvalidInput
from models.filters import TimeRange, VideoFilter
from models.paging import CursorKey, PageWindow, Slice
from models.rows.video import VideoRow
from tests.support.rows import add_video

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
STRANGER = Principal("stranger", "another organization", frozenset())


def names(part: Slice[VideoRow]) -> list[str]:
    return [row["name"] for row in part.rows]


def key(part: Slice[VideoRow], at: int) -> CursorKey:
    value = part.rows[at]["cursor_value"]
    return CursorKey(value.isoformat() if isinstance(value, datetime) else value, part.rows[at]["id"])


@pytest.fixture
def videos(postgres: Postgres) -> Videos:
    return Videos(postgres)


@pytest.fixture
async def five(postgres: Postgres, principal: Principal) -> list[UUID]:
    """a to e; c has no time of recording and no length."""
    return [
        await add_video(
            postgres,
            principal,
            name=name,
            created_at=NOON + timedelta(hours=number),
            recorded_at=None if name == "c" else NOON - timedelta(hours=number),
            duration_seconds=None if name == "c" else 10.0 * (number % 3),
            camera="till" if name in "ab" else None,
            status="READY" if name in "abc" else "FAILED",
        )
        for number, name in enumerate("abcde")
    ]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (VideoOrder.NEWEST_FIRST, "edcba"),
        (VideoOrder.OLDEST_FIRST, "abcde"),
        (VideoOrder.NAME, "abcde"),
        (VideoOrder.RECORDED_NEWEST_FIRST, "abdec"),
    ],
)
async def test_each_order_pages_forwards_and_backwards_through_the_same_list(
    videos: Videos, principal: Principal, order: VideoOrder, expected: str
) -> None:
    first = await videos.list_page(principal, None, order, PageWindow(2), {"name"})
    second = await videos.list_page(principal, None, order, PageWindow(2, after=key(first, -1)), {"name"})
    third = await videos.list_page(principal, None, order, PageWindow(2, after=key(second, -1)), {"name"})
    assert names(first) + names(second) + names(third) == list(expected)
    assert [(part.has_previous, part.has_next) for part in (first, second, third)] == [
        (False, True),
        (True, True),
        (True, False),
    ]
    back = await videos.list_page(principal, None, order, PageWindow(2, backwards=True, before=key(third, 0)), {"name"})
    assert names(back) == names(second)
    assert (back.has_previous, back.has_next) == (True, True)
    last = await videos.list_page(principal, None, order, PageWindow(2, backwards=True), {"name"})
    assert names(last) == list(expected[-2:])


async def test_rows_that_share_a_value_are_neither_lost_nor_repeated(videos: Videos, principal: Principal) -> None:
    for _ in range(5):
        await add_video(videos._postgres, principal, name="same")
    seen: list[UUID] = []
    window = PageWindow(2)
    while True:
        part = await videos.list_page(principal, None, VideoOrder.NAME, window, {"name"})
        seen += [row["id"] for row in part.rows]
        if not part.has_next:
            break
        window = PageWindow(2, after=key(part, -1))
    assert len(seen) == len(set(seen)) == 5


async def test_a_page_is_not_shifted_by_what_is_added_before_it(
    videos: Videos, principal: Principal, five: list[UUID]
) -> None:
    first = await videos.list_page(principal, None, VideoOrder.NEWEST_FIRST, PageWindow(2), {"name"})
    await add_video(videos._postgres, principal, name="f", created_at=NOON + timedelta(days=1))
    second = await videos.list_page(
        principal, None, VideoOrder.NEWEST_FIRST, PageWindow(2, after=key(first, -1)), {"name"}
    )
    assert names(second) == ["c", "b"]


@pytest.mark.usefixtures("five")
@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (VideoFilter(text="B"), "b"),
        (VideoFilter(text="%"), ""),
        (VideoFilter(text="entrance"), "abcde"),
        (VideoFilter(cameras=["till"]), "ab"),
        (VideoFilter(cameras=["till", "door"]), "ab"),
        (VideoFilter(cameras=[]), ""),
        (VideoFilter(statuses=[VideoStatus.FAILED]), "de"),
        (VideoFilter(recorded_at=TimeRange(NOON - timedelta(hours=3), NOON - timedelta(hours=1))), "bd"),
        (VideoFilter(tiers=[StorageTier.HOT]), "abcde"),
        (VideoFilter(tiers=[StorageTier.COLD]), ""),
        (VideoFilter(recorded_at=TimeRange()), "abde"),
        (VideoFilter(has_event_types=[EventType.THEFT]), ""),
        (VideoFilter(cameras=["till"], statuses=[VideoStatus.FAILED]), ""),
    ],
)
async def test_filters_narrow_the_list_and_its_count_alike(
    videos: Videos, principal: Principal, wanted: VideoFilter, expected: str
) -> None:
    part = await videos.list_page(principal, wanted, VideoOrder.NAME, PageWindow(10), {"name"})
    assert "".join(names(part)) == expected
    assert await videos.count(principal, wanted) == len(expected)


async def test_only_the_columns_asked_for_are_read(videos: Videos, principal: Principal, five: list[UUID]) -> None:
    row = (await videos.get_by_ids(principal, [five[0]], {"camera"}))[0]
    assert row is not None
    assert dict(row) == {"id": five[0], "camera": "till"}


async def test_ids_are_answered_in_their_order_with_none_for_the_missing(
    videos: Videos, principal: Principal, five: list[UUID]
) -> None:
    missing = UUID(int=7)
    found = await videos.get_by_ids(principal, [five[2], missing, five[0]], {"name"})
    assert [row and row["name"] for row in found] == ["c", None, "a"]


async def test_another_organization_finds_counts_and_changes_nothing(videos: Videos, five: list[UUID]) -> None:
    assert await videos.get_by_ids(STRANGER, [five[0]], {"name"}) == [None]
    assert (await videos.list_page(STRANGER, None, VideoOrder.NAME, PageWindow(10), {"name"})).rows == []
    assert await videos.count(STRANGER, None) == 0
    assert await videos.update(STRANGER, five[0], name="mine") is False


@pytest.mark.parametrize("value", ["noon", 7, None, True])
async def test_a_cursor_whose_value_is_not_of_the_order_is_refused(
    videos: Videos, principal: Principal, value: object
) -> None:
    window = PageWindow(2, after=CursorKey(value, UUID(int=1)))
    with pytest.raises(InvalidInput) as refused:
        await videos.list_page(principal, None, VideoOrder.NEWEST_FIRST, window, {"name"})
    assert refused.value.code == "BAD_CURSOR"
