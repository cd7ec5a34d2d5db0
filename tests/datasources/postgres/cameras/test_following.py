"""Footage follows corrections of its camera: every video once, also where whoever lets it follow is killed."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from datasources.postgres.cameras.corrections import CameraCorrections
from datasources.postgres.cameras.footage import CameraFootage
from datasources.postgres.core.engine import Postgres
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.cameras import Cameras
from domain.cameras.following import FootageFollower
from models.access.principal import Principal
from tests.conftest import Database
from tests.datasources.postgres.cameras.killing import kill_in_the_middle

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
VIDEOS = """
INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, camera, camera_id,
  recorded_at, duration_seconds, status)
SELECT $1, 'v', 'v.mp4', 'video/mp4', 1, 'k', 'till', $2, $3::timestamptz + number * interval '1 minute', 60, 'READY'
FROM generate_series(1, $4::integer) AS number
"""
EVENTS = """
INSERT INTO event (organization, video_id, type, start_seconds, end_seconds, frame_number, description, confidence,
  source, occurred_at)
SELECT organization, id, 'WALKING', 5, 6, 125, 'd', 1, 's', recorded_at + interval '5 seconds' FROM video
"""


@pytest.fixture
def corrections(postgres: Postgres) -> CameraCorrections:
    return CameraCorrections(postgres, Audit(postgres))


@pytest.fixture
def follower(postgres: Postgres, corrections: CameraCorrections) -> FootageFollower:
    return FootageFollower(postgres, corrections, CameraFootage(postgres))


async def correct(
    postgres: Postgres, principal: Principal, corrections: CameraCorrections, camera: UUID, **settings: list[Any]
) -> None:
    async with postgres.transaction(principal) as connection:
        row = await corrections.lock_camera_in(connection, camera)
        assert row is not None
        after = {name: new for name, (_, new) in settings.items()}
        assert await Cameras(postgres).update_in(connection, camera, after)
        await corrections.add_in(connection, principal, row, settings, keep_moments=False, request_id="r")


async def test_every_video_moves_once_though_whoever_moves_them_is_killed(
    database: Database,
    postgres: Postgres,
    principal: Principal,
    corrections: CameraCorrections,
    follower: FootageFollower,
) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    try:
        async with postgres.transaction(principal) as connection:
            camera = (await Cameras(postgres).ensure_in(connection, principal, None, "till"))["id"]
        await owner.execute(VIDEOS, principal.organization, camera, NOON, 2000)
        await owner.execute(EVENTS)
        await correct(postgres, principal, corrections, camera, clock_offset_seconds=[0.0, 3600.0])
        await correct(
            postgres, principal, corrections, camera, clock_offset_seconds=[3600.0, 3690.5], name=["till", "t"]
        )

        async def is_begun() -> bool:
            return bool(await owner.fetchval("SELECT EXISTS (SELECT FROM video WHERE camera_change IS NOT NULL)"))

        await kill_in_the_middle(database.url, principal.organization, is_begun)
        assert await owner.fetchval("SELECT EXISTS (SELECT FROM video WHERE camera_change IS NULL)")
        worker = Principal.worker(principal.organization)
        assert await corrections.list_unfinished(worker) == [camera]
        await asyncio.gather(*(follower.follow(worker, camera, 10_000) for _ in range(3)))
        await follower.follow(worker, camera, 10_000)

        moved = await owner.fetch(
            "SELECT recorded_at, event.occurred_at - recorded_at AS after, camera, clock_offset_seconds AS added"
            " FROM video JOIN event ON event.video_id = video.id ORDER BY recorded_at"
        )
        shift = timedelta(seconds=3690.5)
        assert [row["recorded_at"] for row in moved] == [
            NOON + timedelta(minutes=number + 1) + shift for number in range(2000)
        ]
        assert {(row["after"], row["camera"], row["added"]) for row in moved} == {(timedelta(seconds=5), "t", 3690.5)}
        assert await corrections.list_unfinished(worker) == []
        told = await owner.fetch(
            "SELECT user_id, target_kind, target_id, details::jsonb ->> 'videos' AS videos,"
            " details::jsonb ->> 'moved' AS moved, details::jsonb ->> 'mostSeconds' AS most"
            " FROM audit_entry WHERE action = 'footageFollowedCamera' ORDER BY most"
        )
        expected = {"user_id": principal.user_id, "target_kind": "CAMERA", "target_id": camera}
        assert [dict(row) for row in told] == [
            {**expected, "videos": "2000", "moved": "2000", "most": most} for most in ("3600.0", "90.5")
        ]
        last = await owner.fetchval("SELECT last_footage_at FROM camera")
        assert last == NOON + timedelta(minutes=2001) + shift
    finally:
        await owner.close()


async def test_a_video_that_somebody_holds_is_left_for_the_next_round(
    database: Database,
    postgres: Postgres,
    principal: Principal,
    corrections: CameraCorrections,
    follower: FootageFollower,
) -> None:
    owner = await asyncpg.connect(database.owner_dsn)
    worker = Principal.worker(principal.organization)
    try:
        async with postgres.transaction(principal) as connection:
            camera = (await Cameras(postgres).ensure_in(connection, principal, None, "till"))["id"]
        await owner.execute(VIDEOS, principal.organization, camera, NOON, 2)
        await correct(postgres, principal, corrections, camera, site=[None, "seoul"])
        async with owner.transaction():
            await owner.execute("SELECT FROM video WHERE recorded_at = $1 FOR UPDATE", NOON + timedelta(minutes=1))
            assert await follower.follow(worker, camera, 10) == 1
            assert await corrections.list_unfinished(worker) == [camera]
        assert await follower.follow(worker, camera, 10) == 1
        assert await corrections.list_unfinished(worker) == []
        assert await owner.fetchval("SELECT count(*) FROM video WHERE site = 'seoul'") == 2
    finally:
        await owner.close()
