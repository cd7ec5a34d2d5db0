"""An analysis has a model look where something happens, and a later one fills in what was left out."""

from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from models.enums import JobKind
from models.footage.looks import FILL_IN_PAYLOAD
from models.jobs import NewJob
from tests.worker.conftest import WorkerHarness
from vision.version import FILL_IN_PIPELINE

pytestmark = pytest.mark.slow

# Everybody in view is in it, so that there is something to look at.
FORBIDDEN = [{"name": "all", "purpose": "INTRUSION", "polygon": [[0, 0], [1, 0], [1, 1], [0, 1]]}]
FILL_IN = NewJob(JobKind.ANALYZE, FILL_IN_PIPELINE, payload=FILL_IN_PAYLOAD, restart=True)


async def list_events(worker_harness: WorkerHarness, video: UUID) -> list[Any]:
    query = "SELECT id, type, attributes FROM event WHERE video_id = :id ORDER BY id"
    return await worker_harness.rows(query, id=video)


async def test_a_throttled_model_leaves_the_events_of_tracks_and_is_asked_later(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    async with worker_harness.run_worker(tmp_path, aws_bedrock_look_model_id="local.fault-throttle"):
        video = await worker_harness.upload(crossing, zones=FORBIDDEN)
        await worker_harness.wait_for_end(video)
    row, before = await worker_harness.video(video), await list_events(worker_harness, video)
    assert (row.status, row.looking["looked"], row.partly_examined) == ("READY", 0, [])
    # What the zones and the size of a crowd had examined does not wait for a model.
    assert row.examined == ["INTRUSION", "CROWDING"]
    assert row.looking["unlooked"] == {"THROTTLED": row.looking["moments"]}
    assert "PERSON_ENTER" in [event.type for event in before]

    await worker_harness.enqueue(NewJob(FILL_IN.kind, FILL_IN.pipeline_version, video, payload=FILL_IN_PAYLOAD))
    async with worker_harness.run_worker(tmp_path, aws_bedrock_look_model_id="local.detector-v1"):
        await worker_harness.wait_for_end(video)
    row, after = await worker_harness.video(video), await list_events(worker_harness, video)
    assert (row.status, row.looking["looked"]) == ("READY", row.looking["moments"])
    # The stand-in counts and describes: it can tell nothing else than whether somebody lies.
    assert (row.examined, row.looking["events"]) == (["INTRUSION", "CROWDING", "LYING"], 0)
    assert [event.id for event in after] == [event.id for event in before]
    [intruded, *_] = [event.attributes for event in after if event.type == "INTRUSION"]
    assert (intruded["zones"], "look" in intruded) == (["all"], True)
    [report, *_] = await worker_harness.rows("SELECT report FROM look WHERE video_id = :id", id=video)
    assert "visible" in report.report["description"][0]
