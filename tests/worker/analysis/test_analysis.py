"""A worker turns an uploaded file into events, exactly once."""

from itertools import groupby
from pathlib import Path

import pytest

from models.enums import AnalysisStage, JobKind, JobStatus, ProgressKind, SummaryStatus
from tests.worker.conftest import WorkerHarness

pytestmark = pytest.mark.slow


async def test_an_upload_becomes_events_vectors_pictures_and_a_summary(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    async with worker_harness.run_worker(tmp_path):
        video = await worker_harness.upload(crossing)
        steps = await worker_harness.wait_for_end(video)
        summary = await worker_harness.wait_for_end(video, ProgressKind.SUMMARY)

    stages = [stage for stage, _ in groupby(step.stage for step in steps)]
    assert stages == [stage.value for stage in AnalysisStage]
    assert [step.sequence for step in steps] == list(range(1, len(steps) + 1))
    assert [step.percent for step in steps] == sorted(step.percent for step in steps)
    assert (steps[-1].status, steps[-1].percent) == ("READY", 100)

    row = await worker_harness.video(video)
    assert (row.status, row.width, row.height, row.codec) == ("READY", 1280, 720, "h264")
    assert row.duration_seconds == pytest.approx(12, abs=0.2)
    assert len(row.checksum_sha256) == 64
    events = await worker_harness.rows("SELECT * FROM event ORDER BY start_seconds")
    assert steps[-1].payload == {"eventsFound": len(events), "skippedSeconds": 0.0, "error": None}
    assert [event.type for event in events].count("PERSON_ENTER") == 2
    vectors = await worker_harness.rows("SELECT model_id FROM event_embedding")
    assert [vector.model_id for vector in vectors] == ["local.use-multilingual-v1"] * len(events)
    for key in (row.thumbnail_key, *(event.thumbnail_key for event in events)):
        head = await worker_harness.data.objects.head("thumbnails", key)
        assert head is not None
        assert head.content_type == "image/jpeg"

    assert (row.storyboard["tiles"], row.storyboard["seconds_per_tile"], row.play_obstacles) == (12, 1.0, [])
    assert await worker_harness.data.objects.head("thumbnails", row.storyboard["key"]) is not None
    tracks = await worker_harness.rows("SELECT track_id, milliseconds, boxes FROM track")
    assert row.tracks_kept
    assert {track.track_id for track in tracks} == {event.track_id for event in events if event.track_id}
    assert all(0 <= at <= 12_000 for track in tracks for at in track.milliseconds)

    job = await worker_harness.job(video)
    assert job.status is JobStatus.DONE
    assert job.work is not None
    stages = [timing["stage"] for timing in job.work["timings"]]
    assert stages == ["DOWNLOAD", "PROBE", "DECODE", "COMPARE", "DETECT", "POSE", "TRACK", "MODEL", "STORE"]
    assert all(timing["milliseconds"] > 0 for timing in job.work["timings"])
    assert 20 < job.work["frames_looked_at"] <= job.work["frames_sampled"] == 30
    assert (await worker_harness.job(video, JobKind.SUMMARIZE)).status is JobStatus.DONE
    assert row.summary_status in SummaryStatus.__members__
    row = await worker_harness.video(video)
    assert row.summary_status == "COMPLETED"
    told = "".join(step.payload["textDelta"] for step in summary)
    assert row.summary["text"] in told
    assert nothing_left_in(tmp_path)


def nothing_left_in(folder: Path) -> bool:
    return not list(folder.iterdir())
