"""Videos whose camera is a text get its row: in slices, also while others add such videos, and whoever is killed."""

import asyncio
from uuid import UUID

import asyncpg
import pytest

from datasources.postgres.cameras.adoption import CameraAdoption
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from tests.conftest import Database
from tests.datasources.postgres.cameras.killing import kill_in_the_middle
from tests.support.rows import add_video

# What a process that knows no cameras inserts: 40 names in two time zones, and some videos without a camera.
OLD_ROWS = """
INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, camera, timezone)
SELECT $1, 'v', 'v.mp4', 'video/mp4', 1, 'k', CASE WHEN number % 41 > 0 THEN 'camera ' || number % 41 END, 'Asia/Seoul'
FROM generate_series(1, $2::integer) AS number
"""
LEFT = "SELECT count(*) FROM video WHERE camera IS NOT NULL AND camera_id IS NULL"
WRONG = """
SELECT count(*) FROM video JOIN camera ON camera.id = video.camera_id
WHERE video.camera IS DISTINCT FROM camera.name OR video.organization <> camera.organization
  OR video.site IS DISTINCT FROM camera.site
"""


@pytest.fixture
def adoption(postgres: Postgres) -> CameraAdoption:
    return CameraAdoption(postgres)


async def camera_of(postgres: Postgres, principal: Principal, video: UUID) -> UUID | None:
    [row] = await Videos(postgres).get_by_ids(principal, [video], ["camera_id"])
    assert row is not None
    return row["camera_id"]


async def test_a_camera_that_is_made_has_the_zone_and_the_polygons_of_its_newest_video(
    postgres: Postgres, principal: Principal, adoption: CameraAdoption
) -> None:
    zones = [{"name": "till", "polygon": [[0, 0], [1, 0], [1, 1]]}]
    old = await add_video(postgres, principal, camera="till", timezone="UTC")
    new = await add_video(postgres, principal, camera="till", timezone="Asia/Seoul", zones=zones)
    nobody_s = await add_video(postgres, principal)
    assert await adoption.adopt(principal.organization, 10) == 2
    made = await Cameras(postgres).find(principal, None, "till")
    assert made is not None
    assert (made["timezone"], made["zones"]) == ("Asia/Seoul", zones)
    assert [await camera_of(postgres, principal, video) for video in (old, new, nobody_s)] == [made["id"]] * 2 + [None]
    assert await adoption.adopt(principal.organization, 10) == 0


async def test_a_text_means_the_camera_of_its_site_or_the_one_without_or_the_only_one(
    postgres: Postgres, principal: Principal, adoption: CameraAdoption
) -> None:
    cameras = Cameras(postgres)
    async with postgres.transaction(principal) as connection:
        only = await cameras.ensure_in(connection, principal, "seoul", "door")
        here = await cameras.ensure_in(connection, principal, "seoul", "till")
        await cameras.ensure_in(connection, principal, "busan", "till")
    by_name = await add_video(postgres, principal, camera="door")
    by_site = await add_video(postgres, principal, camera="till", site="seoul")
    unclear = await add_video(postgres, principal, camera="till")
    elsewhere = await add_video(postgres, principal, camera="till", site="jeju")
    await adoption.adopt(principal.organization, 10)
    assert await camera_of(postgres, principal, by_name) == only["id"]
    assert await camera_of(postgres, principal, by_site) == here["id"]
    for video, site in ((unclear, None), (elsewhere, "jeju")):
        made = await cameras.find(principal, site, "till")
        assert made is not None
        assert await camera_of(postgres, principal, video) == made["id"]


async def test_thousands_of_rows_are_brought_over_though_whoever_does_it_is_killed_and_more_come(
    database: Database, postgres: Postgres, principal: Principal, adoption: CameraAdoption
) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        await owner.execute(OLD_ROWS, principal.organization, 4100)
        await owner.execute(OLD_ROWS, "another organization", 41)

        async def is_begun() -> bool:
            return int(await owner.fetchval("SELECT count(*) FROM video WHERE camera_id IS NOT NULL")) > 100

        await kill_in_the_middle(database.url, principal.organization, is_begun)
        assert await owner.fetchval(LEFT) > 0
        assert await owner.fetchval(WRONG) == 0

        async def adopt_all() -> None:
            while await adoption.adopt(principal.organization, 100):
                pass

        # Three workers, beside a process of an earlier version.
        await asyncio.gather(adopt_all(), adopt_all(), adopt_all(), owner.execute(OLD_ROWS, principal.organization, 82))
        await adopt_all()
        assert await owner.fetchval(LEFT + " AND organization = $1", principal.organization) == 0
        assert await owner.fetchval(LEFT + " AND organization <> $1", principal.organization) == 40
        assert await owner.fetchval(WRONG) == 0
        assert await owner.fetchval("SELECT count(*) FROM camera") == 40
    finally:
        await owner.close()
