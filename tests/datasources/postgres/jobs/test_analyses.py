"""The end of an analysis: everything at once, in place of what an earlier one found."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from datasources.postgres.core.engine import Postgres
from datasources.postgres.jobs.analyses import OWN_SOURCE_PREFIX, Analyses
from datasources.postgres.jobs.jobs import Jobs
from datasources.postgres.tables.events import Events
from datasources.postgres.tables.videos import Videos
from models.access.principal import Principal
from models.asking.answers import StageTiming
from models.asking.conversation import Embeddings, TokenCount
from models.enums import EventOrder, JobKind
from models.footage.analysis import AnalysisResult, AnalysisWork
from models.jobs import Claim, LeaseLost, NewJob, ProgressUpdate
from models.paging import PageWindow
from schema.types.analysis import Analysis
from tests.support.rows import event_row
from vision.version import ANALYSIS_PIPELINE

READY = ProgressUpdate("READY", "DONE", 100, {"eventsFound": 2, "error": None}, {"status": "READY"})
STRANGER = Principal.worker("another-organization")


async def held(postgres: Postgres, principal: Principal, video: UUID, version: str) -> Claim:
    jobs = Jobs(postgres)
    async with postgres.transaction(principal) as connection:
        job = await jobs.enqueue(connection, principal, NewJob(JobKind.ANALYZE, version, video_id=video))
        claim = await jobs.claim_in(connection, job.id, "worker", 30)
    assert claim is not None
    return claim


async def store(postgres: Postgres, claim: Claim, *starts: float) -> None:
    source = claim.job.pipeline_version
    rows = [event_row(start, source=source, attributes={"seen by": source}) for start in starts]
    vectors = Embeddings("model", [[1.0, float(start)] for start in starts], TokenCount(0, 0))
    await Analyses(postgres, Events(postgres), Jobs(postgres)).store(claim, AnalysisResult(rows, vectors), READY)


async def listed(postgres: Postgres, principal: Principal) -> list[Any]:
    columns = {"source", "start_seconds"}
    part = await Events(postgres).list_page(principal, None, EventOrder.EARLIEST_FIRST, PageWindow(50), columns)
    return [(row["source"], row["start_seconds"]) for row in part.rows]


def test_every_version_of_ours_is_of_one_family() -> None:
    assert ANALYSIS_PIPELINE.startswith(OWN_SOURCE_PREFIX)


async def test_what_an_analysis_took_is_read_with_its_job_and_forgotten_when_it_starts_again(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    claim = await held(postgres, principal, video, "watchgraph-vision/1")
    work = AnalysisWork(timings=[StageTiming(stage="DECODE", milliseconds=12.5)], frames_sampled=60, frames_looked_at=7)
    jobs = Jobs(postgres)
    await Analyses(postgres, Events(postgres), jobs).store(claim, AnalysisResult([], work=work), READY)
    [stored] = await jobs.list_latest_by_video(principal, JobKind.ANALYZE, [video])
    assert stored is not None
    assert AnalysisWork.model_validate(stored.work) == work
    shown = Analysis.from_job(stored)
    assert [(timing.stage, timing.milliseconds) for timing in shown.timings] == [("DECODE", 12.5)]
    assert (shown.frames_sampled, shown.frames_looked_at) == (60, 7)
    async with postgres.transaction(principal) as connection:
        new = NewJob(JobKind.ANALYZE, "watchgraph-vision/1", video_id=video, restart=True)
        again = await jobs.enqueue(connection, principal, new)
    assert again.work is None
    assert Analysis.from_job(again).frames_looked_at is None


async def test_a_newer_pipelines_events_take_the_old_ones_place_and_those_are_found_by_id(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    events = Events(postgres)
    await events.store(principal, video, [event_row(5.0, source="acme/1")])
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/1"), 1.0, 2.0)
    async with postgres.transaction(principal) as connection:
        old = (await connection.execute(text("SELECT * FROM event WHERE source LIKE 'watchgraph%'"))).mappings().all()
    cited = sorted(old, key=lambda row: row["start_seconds"])
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/2"), 1.0, 3.0)

    assert await listed(postgres, principal) == [
        ("watchgraph-vision/2", 1.0),
        ("watchgraph-vision/2", 3.0),
        ("acme/1", 5.0),
    ]
    found = await events.get_by_ids(principal, [row["id"] for row in cited], [str(name) for name in cited[0]])
    # Down to the types of its values.
    assert [dict(row or {}) for row in found] == [dict(row) for row in cited]
    assert await events.get_by_ids(STRANGER, [row["id"] for row in cited], {"type"}) == [None, None]
    async with postgres.transaction(principal) as connection:
        vectors = await connection.execute(text("SELECT count(*) FROM event_embedding"))
        assert vectors.scalar_one() == 2


async def test_a_review_goes_over_to_the_new_event_only_where_there_is_no_doubt(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    """One event near the former; none near; two near."""
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/1"), 1.0, 20.0, 40.0)
    reviewed = text(
        "UPDATE event SET review_verdict = 'FALSE_ALARM', review_comment = 'a poster', reviewed_by = 'kim',"
        " reviewed_at = '2026-03-01T12:00:00Z'"
    )
    async with postgres.transaction(principal) as connection:
        await connection.execute(reviewed)
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/2"), 1.3, 25.0, 40.0, 40.2)
    columns = {"start_seconds", "review_verdict", "review_comment", "reviewed_by", "reviewed_at"}
    part = await Events(postgres).list_page(principal, None, EventOrder.EARLIEST_FIRST, PageWindow(50), columns)
    assert [(row["start_seconds"], row["review_verdict"]) for row in part.rows] == [
        (1.3, "FALSE_ALARM"),
        (25.0, None),
        (40.0, None),
        (40.2, None),
    ]
    first = part.rows[0]
    assert (first["review_comment"], first["reviewed_by"]) == ("a poster", "kim")
    assert first["reviewed_at"] is not None
    assert first["reviewed_at"].isoformat() == "2026-03-01T12:00:00+00:00"


async def test_what_was_replaced_follows_the_time_of_recording(
    postgres: Postgres, principal: Principal, video: UUID
) -> None:
    events = Events(postgres)
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/1"), 60.0)
    async with postgres.transaction(principal) as connection:
        old = (await connection.execute(text("SELECT id FROM event"))).scalar_one()
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/2"))
    async with postgres.transaction(principal) as connection:
        set_to = text("UPDATE video SET recorded_at = '2026-03-01T12:00:00Z' WHERE id = :id")
        await connection.execute(set_to, {"id": video})
        await events.sync_times_in(connection, video)
    [row] = await events.get_by_ids(principal, [old], {"occurred_at"})
    assert row is not None
    assert row["occurred_at"] is not None
    assert row["occurred_at"].isoformat() == "2026-03-01T12:01:00+00:00"


async def test_whoever_lost_the_job_replaces_nothing(postgres: Postgres, principal: Principal, video: UUID) -> None:
    await store(postgres, await held(postgres, principal, video, "watchgraph-vision/1"), 1.0)
    late = await held(postgres, principal, video, "watchgraph-vision/2")
    async with postgres.transaction(principal) as connection:
        await Jobs(postgres).cancel(connection, principal, late.job)
    with pytest.raises(LeaseLost):
        await store(postgres, late, 9.0)
    assert await listed(postgres, principal) == [("watchgraph-vision/1", 1.0)]
    # The video still stands as the first one left it.
    [row] = await Videos(postgres).get_by_ids(principal, [video], {"status"})
    assert row is not None
    assert row["status"] == "READY"
