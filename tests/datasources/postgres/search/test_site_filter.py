"""A limited caller's filter repeats the caller's sites, so that an index of sites serves the read."""

import re
from uuid import UUID

import asyncpg
import pytest

from datasources.postgres.search.conditions import (
    narrow_cameras_to_sites,
    narrow_to_sites,
    narrow_videos_to_sites,
)
from models.access.principal import Principal
from models.filters import CameraFilter, EventFilter, VideoFilter
from tests.conftest import Database


def of(*sites: str) -> Principal:
    return Principal("kim", "shop", frozenset(), sites=frozenset(sites))


@pytest.mark.parametrize(
    ("principal", "wanted", "sites"),
    [
        (of("seoul", "busan"), None, ["busan", "seoul"]),
        (of("seoul"), EventFilter(cameras=["door"]), ["seoul"]),
        (of("seoul", "busan"), EventFilter(sites=["jeju", "seoul"]), ["seoul"]),
        (of("seoul"), EventFilter(sites=["jeju"]), []),
        (of(), None, []),
    ],
)
def test_the_sites_are_those_that_both_allow(
    principal: Principal, wanted: EventFilter | None, sites: list[str]
) -> None:
    narrowed = narrow_to_sites(principal, wanted)
    assert narrowed is not None
    assert narrowed.sites == sites
    assert narrowed.cameras == (None if wanted is None else wanted.cameras)


@pytest.mark.parametrize("wanted", [None, EventFilter(sites=["jeju"])])
def test_whoever_sees_every_site_keeps_the_filter(wanted: EventFilter | None) -> None:
    assert narrow_to_sites(Principal("kim", "shop", frozenset()), wanted) is wanted


def test_videos_and_cameras_are_narrowed_alike() -> None:
    videos = narrow_videos_to_sites(of("seoul", "busan"), VideoFilter(text="till", sites=["seoul", "jeju"]))
    cameras = narrow_cameras_to_sites(of("seoul", "busan"), None)
    assert videos == VideoFilter(text="till", sites=["seoul"])
    assert cameras == CameraFilter(sites=["busan", "seoul"])
    everyone = Principal("kim", "shop", frozenset())
    assert narrow_videos_to_sites(everyone, None) is None
    assert narrow_cameras_to_sites(everyone, None) is None


def test_within_one_video_nothing_is_repeated() -> None:
    wanted = EventFilter(video_ids=[UUID(int=1)])
    assert narrow_to_sites(of("seoul"), wanted) is wanted


# A tenth of them at one site. In an empty table, every index serves as well.
FOOTAGE = """
INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, site)
SELECT 'shop', 'a', 'a.mp4', 'video/mp4', 1, 'key ' || n, CASE n WHEN 0 THEN 'seoul' ELSE 'elsewhere' END
FROM generate_series(0, 9) AS n;
INSERT INTO event
  (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence, source)
SELECT 'shop', video.id, 'WALKING', n, n + 1, n, 'x', 0.5, 'test/1' FROM video, generate_series(1, 200) AS n;
ANALYZE event;
"""


async def test_an_index_serves_it(database: Database) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    await owner.execute(FOOTAGE)
    await owner.close()
    connection = await asyncpg.connect(database.dsn)
    try:
        await connection.execute(
            "SELECT set_config('watchgraph.organization', 'shop', false), set_config('enable_seqscan', 'off', false),"
            " set_config('watchgraph.sites', chr(31) || 'seoul', false), set_config('enable_bitmapscan', 'off', false)"
        )
        for condition in ("site = 'seoul'", "site = ANY (ARRAY['busan', 'seoul'])"):
            plan = await connection.fetch(f"EXPLAIN SELECT count(*) FROM event WHERE {condition}")
            text = "\n".join(row[0] for row in plan)
            assert re.search("event_(by|of)_site", text), text
            assert "site = " in text.partition("Index Cond:")[2].partition("\n")[0], text
    finally:
        await connection.close()
