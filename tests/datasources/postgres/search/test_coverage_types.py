"""What a version of the analysis did not look for is not examined in the footage that it analyzed."""

from datetime import UTC, datetime
from uuid import UUID

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.analyses import Analyses
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.search.search import Search
from datasources.postgres.tables.events import Events
from models.access.principal import Principal
from models.enums import EventType, JobKind
from models.filters import EventFilter
from models.footage.analysis import AnalysisResult
from models.jobs import NewJob, ProgressUpdate
from tests.support.rows import add_video, event_row

READY = ProgressUpdate("READY", "DONE", 100, {"eventsFound": 0, "error": None}, {"status": "READY"})
POSTURES = {EventType.SITTING, EventType.LYING, EventType.COLLAPSE}


async def analyze(postgres: Postgres, principal: Principal, video: UUID, version: int, *types: EventType) -> None:
    source, jobs = f"watchgraph-vision/{version}", Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        new = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, source, video_id=video))
        claim = await jobs.claim_in(connection, new.id, "worker", 30)
    assert claim is not None
    rows = [event_row(1.0, type=kind.value, source=source) for kind in types]
    await Analyses(postgres, Events(postgres), jobs).store(claim, AnalysisResult(rows), READY)


async def add(postgres: Postgres, principal: Principal) -> UUID:
    recorded_at = datetime(2026, 11, 20, 12, tzinfo=UTC)
    return await add_video(postgres, principal, status="QUEUED", recorded_at=recorded_at, duration_seconds=60.0)


async def list_unexamined(postgres: Postgres, principal: Principal, *videos: UUID) -> set[EventType]:
    wanted = EventFilter(video_ids=videos) if videos else None
    return set((await Search(postgres).measure_coverage(principal, wanted)).not_examined)


async def test_an_older_analysis_did_not_examine_what_came_later(postgres: Postgres, principal: Principal) -> None:
    old, new = await add(postgres, principal), await add(postgres, principal)
    await analyze(postgres, principal, old, 2)
    await analyze(postgres, principal, new, 4)
    assert {*POSTURES, EventType.CAMERA_TAMPERED, EventType.THEFT} <= await list_unexamined(postgres, principal, old)
    examined_by_new = await list_unexamined(postgres, principal, new)
    assert EventType.THEFT in examined_by_new
    assert not {*POSTURES, EventType.CAMERA_TAMPERED, EventType.WALKING} & examined_by_new
    # Of both together, a part was not examined: that nothing was found says nothing.
    assert await list_unexamined(postgres, principal, old, new) >= POSTURES
    assert await list_unexamined(postgres, principal) >= POSTURES


async def test_a_newer_analysis_of_the_same_video_counts(postgres: Postgres, principal: Principal) -> None:
    video = await add(postgres, principal)
    await analyze(postgres, principal, video, 2)
    await analyze(postgres, principal, video, 3)
    unexamined = await list_unexamined(postgres, principal, video)
    assert not POSTURES & unexamined
    assert EventType.CAMERA_TAMPERED in unexamined


async def test_what_was_reported_there_counts_as_examined(postgres: Postgres, principal: Principal) -> None:
    video = await add(postgres, principal)
    await analyze(postgres, principal, video, 2, EventType.SITTING)
    unexamined = await list_unexamined(postgres, principal, video)
    assert EventType.SITTING not in unexamined
    assert EventType.LYING in unexamined


async def test_another_organizations_analyses_say_nothing(postgres: Postgres, principal: Principal) -> None:
    stranger = Principal.worker("another-organization")
    theirs, own = await add(postgres, stranger), await add(postgres, principal)
    await analyze(postgres, stranger, theirs, 2)
    await analyze(postgres, principal, own, 4)
    assert not POSTURES & await list_unexamined(postgres, principal)
