"""Footage goes when its time is over: announced, with a receipt, in slices, and never under legal hold."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.keeping.expiry import Expiry, ExpiryRules
from datasources.postgres.keeping.receipts import ObjectReceipts
from datasources.postgres.keeping.rules import RetentionRules
from datasources.postgres.tables.audit import Audit
from datasources.postgres.tables.cameras import Cameras
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.video_deletion import Removals
from domain.keeping.retention import RetentionSchedule, SliceSize
from models.access.principal import Principal
from models.enums import JobKind
from models.footage.stored_objects import DeletedObjects
from tests.support.rows import add_question, add_video, event_row, hold_video

DAY = timedelta(days=1)


class Bucket:
    """Objects of videos: one original, and a former version of it."""

    def __init__(self) -> None:
        self.deleted: list[str] = []

    async def delete(self, bucket: str, key: str, /) -> None:
        raise AssertionError("whole folders go")

    async def delete_all_versions(self, bucket: str, key: str, /) -> None:
        raise AssertionError("whole folders go")

    async def delete_prefix(self, bucket: str, prefix: str, only: Callable[[str], bool], /) -> int:
        raise AssertionError("whole folders go, with their versions")

    async def delete_folder(self, bucket: str, prefix: str, only: Callable[[str], bool], /) -> DeletedObjects:
        self.deleted.append(f"{bucket}: {prefix}")
        return DeletedObjects(1, 1) if bucket == "storage" else DeletedObjects()

    async def abort_multiparts(self, bucket: str, prefix: str, only: Callable[[str], bool], /) -> int:
        return 0


@pytest.fixture
def bucket() -> Bucket:
    return Bucket()


def build(postgres: Postgres, bucket: Bucket, *, warning_days: float = 3, event_days: int = 0) -> RetentionSchedule:
    audit = Audit(postgres)
    rules = ExpiryRules(warning_days, event_days, busy_seconds=3600, look_again_seconds=900)
    expiry = Expiry(postgres, Removals(postgres), audit, rules)
    receipts = ObjectReceipts(postgres, audit)
    return RetentionSchedule(RetentionRules(postgres, audit), expiry, bucket, receipts, 30, warning_days)


async def ask(postgres: Postgres, principal: Principal, statement: str, **values: Any) -> list[Any]:
    async with postgres.transaction(principal) as connection:
        result = await connection.execute(text(statement), values)
        return list(result.all()) if result.returns_rows else []


async def read(postgres: Postgres, principal: Principal, video: UUID) -> Any:
    [row] = await ask(postgres, principal, "SELECT * FROM video WHERE id = :id", id=video)
    return row


async def read_log(postgres: Postgres, principal: Principal) -> list[tuple[str, dict[str, Any]]]:
    rows = await ask(postgres, principal, "SELECT action, details FROM audit_entry ORDER BY at, id")
    return [(row.action, row.details) for row in rows]


async def add_expired(postgres: Postgres, principal: Principal, *, hours: float = 1, **columns: Any) -> UUID:
    """A video that was to expire so long ago, and was announced in time."""
    now = datetime.now(UTC)
    times = {"expires_at": now - timedelta(hours=hours), "expiry_warned_at": now - 4 * DAY}
    return await add_video(postgres, principal, status="READY", **times, **columns)


async def add_media(postgres: Postgres, principal: Principal, video: UUID) -> None:
    """A rendition, a track and a storyboard."""
    values = {"video": video, "mine": principal.organization}
    await ask(
        postgres,
        principal,
        "INSERT INTO rendition (video_id, organization, object_key, size_bytes, checksum_sha256, made_by, encoded)"
        " VALUES (:video, :mine, 'k', 1, 'c', 'playback/1', true)",
        **values,
    )
    track = "INSERT INTO track (video_id, track_id, organization, milliseconds, boxes)"
    await ask(postgres, principal, f"{track} VALUES (:video, 'P1', :mine, '{{0}}', '{{1,2,3,4}}')", **values)
    kept = """UPDATE video SET storyboard = '{"key": "k"}', tracks_kept = true WHERE id = :video"""
    await ask(postgres, principal, kept, video=video)


async def test_days_come_from_the_camera_then_the_organization_then_the_setting(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    """Footage that is there follows a changed rule; each video says when it goes."""
    now = datetime.now(UTC)
    recorded = now - 2 * DAY
    async with postgres.transaction(principal) as connection:
        camera = (await Cameras(postgres).ensure_in(connection, principal, None, "till", retention_days=7))["id"]
        other = (await Cameras(postgres).ensure_in(connection, principal, None, "door"))["id"]
    of_camera, of_other, of_none = [
        await add_video(postgres, principal, recorded_at=recorded, camera_id=id_) for id_ in (camera, other, None)
    ]
    assert (await read(postgres, principal, of_camera)).expires_at == recorded + 7 * DAY
    assert (await read(postgres, principal, of_other)).expires_at == recorded + 30 * DAY
    schedule = build(postgres, bucket)
    await RetentionRules(postgres, Audit(postgres)).set(principal, 14)
    await ask(postgres, principal, "UPDATE camera SET retention_days = 90 WHERE id = :id", id=camera)
    await schedule.run_round()
    assert (await read(postgres, principal, of_camera)).expires_at == recorded + 90 * DAY
    for video in (of_other, of_none):
        assert (await read(postgres, principal, video)).expires_at == recorded + 14 * DAY
    await RetentionRules(postgres, Audit(postgres)).set(principal, 0)
    await schedule.run_round()
    assert (await read(postgres, principal, of_none)).expires_at is None
    assert (await read_log(postgres, principal))[-1] == ("setRetention", {"days": 0})


async def test_footage_follows_a_rule_in_slices(postgres: Postgres, principal: Principal) -> None:
    videos = [await add_video(postgres, principal) for _ in range(3)]
    rules = RetentionRules(postgres, Audit(postgres))
    assert await rules.follow(principal, 2) == 0
    await rules.set(principal, 5)
    assert [await rules.follow(principal, 2) for _ in range(3)] == [2, 1, 0]
    found = [await read(postgres, principal, video) for video in videos]
    assert [row.expires_at - row.created_at for row in found] == [5 * DAY] * 3


@pytest.mark.parametrize(
    ("days_ago", "kept_from_recording"), [(29, True), (31, False), (900, False), (-1, False), (None, False)]
)
async def test_days_count_from_the_recording_unless_its_clock_cannot_be_right(
    postgres: Postgres, principal: Principal, days_ago: int | None, kept_from_recording: bool
) -> None:
    recorded = None if days_ago is None else datetime.now(UTC) - days_ago * DAY
    row = await read(postgres, principal, await add_video(postgres, principal, recorded_at=recorded))
    base = recorded if kept_from_recording and recorded is not None else row.created_at
    assert row.expires_at == base + 30 * DAY


async def test_an_expiry_is_announced_and_comes_no_sooner_than_announced(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    now = datetime.now(UTC)
    overdue = await add_video(postgres, principal, status="READY", expires_at=now - 9 * DAY)
    soon = await add_video(postgres, principal, status="READY", expires_at=now + 2 * DAY)
    later = await add_video(postgres, principal, status="READY", expires_at=now + 4 * DAY)
    held = await add_video(postgres, principal, status="READY", expires_at=now)
    await hold_video(postgres, principal, held)
    before = await read(postgres, principal, overdue)
    for _ in range(2):
        await build(postgres, bucket).run_round()
    rows = [await read(postgres, principal, video) for video in (overdue, soon)]
    for row in rows:
        assert row.expires_at >= now + 3 * DAY
        # A subscription to changes of videos sees it.
        assert row.updated_at > before.updated_at
    told = [("expiryAnnounced", {"expiresAt": row.expires_at.isoformat()}) for row in rows]
    assert await read_log(postgres, principal) == told
    assert (await read(postgres, principal, later)).expiry_warned_at is None
    assert (await read(postgres, principal, held)).expiry_warned_at is None
    assert bucket.deleted == []


async def test_what_expires_leaves_a_receipt_of_rows_objects_and_versions(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    video = await add_expired(postgres, principal)
    events = Events(postgres)
    ids = await events.store(principal, video, [event_row(1), event_row(2)])
    await events.store_embeddings(principal, video, "model", {ids[0]: [1.0, 0.0]})
    stranger = Principal("stranger", "another organization", principal.roles)
    young = await add_video(postgres, stranger, status="READY")
    assert await build(postgres, bucket).run_round() is False
    assert await ask(postgres, principal, "SELECT id FROM video") == []
    assert await ask(postgres, principal, "SELECT kind FROM job") == [(JobKind.DELETE,)]
    folder = f"{principal.organization}/{video}/"
    # What browsers play lies beside the clips, and is counted by itself.
    whole = [f"{name}: {folder}" for name in ("storage", "thumbnails", "highlights")]
    assert bucket.deleted == [f"highlights: {folder}playback/", *whole]
    [(expired, rows), (deleted, objects)] = await read_log(postgres, principal)
    assert (expired, deleted) == ("expireVideo", "deleteObjects")
    assert (rows["videos"], rows["events"], rows["vectors"]) == (1, 2, 1)
    assert (objects["originals"], objects["original_versions"]) == (1, 1)
    assert (await read(postgres, stranger, young)).id == young


async def test_held_footage_stays_and_goes_when_the_hold_is_over(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    video = await add_expired(postgres, principal)
    await hold_video(postgres, principal, video)
    await hold_video(postgres, principal, video, until=datetime.now(UTC) + DAY)
    schedule = build(postgres, bucket)
    await schedule.run_round()
    assert (await read(postgres, principal, video)).id == video
    await ask(postgres, principal, "UPDATE legal_hold SET released_at = now(), released_by = 'x' WHERE until IS NULL")
    await schedule.run_round()
    assert (await read(postgres, principal, video)).id == video
    # The other one ends by itself.
    await ask(postgres, principal, "UPDATE legal_hold SET set_at = now() - interval '2 days', until = now()")
    await schedule.run_round()
    assert await ask(postgres, principal, "SELECT id FROM video") == []


async def test_a_hold_that_comes_while_an_expiry_runs_wins(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    videos = [await add_expired(postgres, principal) for _ in range(3)]
    rules = ExpiryRules(3, 0, busy_seconds=3600, look_again_seconds=900)
    expiry = Expiry(postgres, Removals(postgres), Audit(postgres), rules)
    async with postgres.transaction(principal) as setting:
        # Whoever sets a hold says so, and then waits for the video: see Holds.lock_in.
        announced = text("SELECT pg_advisory_xact_lock_shared(hashtextextended('hold:' || CAST(:id AS uuid), 0))")
        await setting.execute(announced, {"id": videos[1]})
        assert await expiry.expire(principal, 10) is None
        assert len(await ask(postgres, principal, "SELECT id FROM video")) == 3
        assert await read_log(postgres, principal) == []
        held = text("INSERT INTO legal_hold (organization, video_id, reason, set_by) VALUES (:mine, :id, 'r', 'u')")
        await setting.execute(held, {"mine": principal.organization, "id": videos[1]})
    assert await build(postgres, bucket).expire(principal, 10) == 2
    assert [row.id for row in await ask(postgres, principal, "SELECT id FROM video")] == [videos[1]]


async def test_footage_that_a_job_works_on_waits_an_hour(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    """It is being exported, or a question about it is answered."""
    job = "INSERT INTO job (organization, kind, video_id, pipeline_version) VALUES (:mine, 'CLIP', :id, 'x')"
    for hours in (0.5, 1.5):
        video = await add_expired(postgres, principal, hours=hours, name=f"{hours}")
        await ask(postgres, principal, job, mine=principal.organization, id=video)
    asked = await add_expired(postgres, principal, hours=0.5, name="asked about")
    history = await add_question(postgres, principal)
    about = "UPDATE prompt_session SET video_id = :id FROM prompt_history WHERE session_id = prompt_session.id"
    await ask(postgres, principal, f"{about} AND prompt_history.id = :history", id=asked, history=history)
    await build(postgres, bucket).run_round()
    kept = await ask(postgres, principal, "SELECT name FROM video ORDER BY name")
    assert [row.name for row in kept] == ["0.5", "asked about"]


async def test_events_outlive_their_footage_only_by_setting_and_without_pictures(
    postgres: Postgres, principal: Principal, bucket: Bucket
) -> None:
    video = await add_expired(postgres, principal, thumbnail_key="a/b/thumbnail.jpg")
    waiting = await add_expired(postgres, principal)
    await ask(postgres, principal, "UPDATE video SET status = 'FAILED' WHERE id = :id", id=waiting)
    await Events(postgres).store(principal, video, [event_row(1, thumbnail_key="a/b/events/1.jpg")])
    await add_media(postgres, principal, video)
    schedule = build(postgres, bucket, event_days=60)
    await schedule.run_round()
    row = await read(postgres, principal, video)
    assert (row.original_fault, row.thumbnail_key, row.size_bytes) == ("EXPIRED", None, 0)
    # Nor is anything left to play or to draw.
    assert (row.storyboard, row.tracks_kept) == (None, False)
    for table in ("rendition", "track"):
        assert await ask(postgres, principal, f"SELECT video_id FROM {table}") == []
    assert abs(row.expires_at - datetime.now(UTC) - 60 * DAY) < timedelta(minutes=5)
    assert await ask(postgres, principal, "SELECT thumbnail_key FROM event") == [(None,)]
    # Nothing was found in the other one, so nothing of it is left.
    assert [row.id for row in await ask(postgres, principal, "SELECT id FROM video")] == [video]
    times = "UPDATE video SET expires_at = now() - interval '1 hour', expiry_warned_at = now() - interval '4 days'"
    await ask(postgres, principal, times)
    await schedule.run_round()
    assert await ask(postgres, principal, "SELECT id FROM video") == []


def test_slices_keep_their_locks_short() -> None:
    slices = SliceSize()
    for seconds, size in ((0.05, 20), (0.05, 40), (0.2, 40), (0.9, 20), (0.9, 10)):
        slices.learn(seconds)
        assert slices.size == size
    for _ in range(9):
        slices.learn(2.0)
    assert slices.size == 1
