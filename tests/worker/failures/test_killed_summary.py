"""A worker that is killed while it writes a FULL summary: another goes on at the part that was being written."""

import signal
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from domain.summary.summarize import SUMMARY_PIPELINE
from models.enums import JobKind, ProgressKind
from models.jobs import NewJob
from tests.support.rows import event_row
from tests.vision.media_files import write_video
from tests.worker.conftest import WorkerHarness
from tests.worker.holding import hold_model_calls

pytestmark = pytest.mark.slow
OLD = {
    "kind": "EVENTS", "headline": "The old one", "text": "Somebody came.", "visitors": [], "citations": [],
    "language": "EN", "model": "local.rules-v1", "generated_at": "2026-11-20T12:00:00+00:00",
}  # fmt: skip
READER, DETECTOR = "local.rules-v1", "local.detector-v1"


@pytest.fixture(scope="module")
def two_minutes(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Nothing but grey, in two stretches of a minute: a frame every five seconds."""
    file = tmp_path_factory.mktemp("footage") / "grey.mp4"
    return write_video(file, [5.0 * n for n in range(24)], lambda _: np.full((64, 96, 3), 90, np.uint8)).read_bytes()


async def test_a_killed_worker_s_summary_is_gone_on_with_at_its_part_and_the_old_one_stays_until_then(
    worker_harness: WorkerHarness, two_minutes: bytes, tmp_path: Path
) -> None:
    video = await worker_harness.upload(two_minutes, send=False, duration_seconds=120.0)
    await worker_harness.rows("DELETE FROM job WHERE video_id = :id RETURNING id", id=video)
    await worker_harness.data.videos.update(
        worker_harness.principal, video, status="READY", summary=OLD, summary_status="COMPLETED"
    )  # fmt: skip
    await worker_harness.data.events.store(
        worker_harness.principal, video, [event_row(10.0, 14.0), event_row(70.0, 74.0, track_id="P2")]
    )
    models = worker_harness.settings.aws_endpoint_url_bedrock_runtime
    assert models is not None
    async with hold_model_calls(models, DETECTOR, most=1) as door:
        worker = await worker_harness.start_process(
            tmp_path / "worker.log", AWS_ENDPOINT_URL_BEDROCK_RUNTIME=door.address
        )
        payload = {"kind": "FULL", "language": "EN"}
        await worker_harness.enqueue(NewJob(JobKind.SUMMARIZE, SUMMARY_PIPELINE, video_id=video, payload=payload))
        await door.reached.wait()
        worker.send_signal(signal.SIGKILL)
        assert await worker.wait() == -signal.SIGKILL

        row = await worker_harness.video(video)
        assert (row.summary_status, row.summary["headline"]) == ("GENERATING", "The old one")
        assert [stretch["text"][:11] for stretch in row.summary_draft["stretches"]] == ["00:00–01:00"]
        # What was held dies with its lease, whose end need not be waited for here.
        await worker_harness.rows("UPDATE job SET lease_until = now() WHERE video_id = :id RETURNING id", id=video)
        door.released.set()
        async with worker_harness.run_worker(tmp_path, aws_endpoint_url_bedrock_runtime=door.address):
            steps = await worker_harness.wait_for_end(video, ProgressKind.SUMMARY)

    row = await worker_harness.video(video)
    assert (row.summary_status, row.summary["kind"], row.summary_draft) == ("COMPLETED", "FULL", None)
    # The overview and the first part were not written again; the part that was being written was, then the visitors.
    assert [one for one in door.calls if one in (READER, DETECTOR)] == [READER, DETECTOR, DETECTOR, DETECTOR, READER]
    assert read(steps).split() == whole(row.summary).split()


def read(steps: Any) -> str:
    """The text as a subscriber has it, who begins anew with each step of stage QUEUED."""
    text = ""
    for step in steps:
        text = step.payload["textDelta"] if step.stage == "QUEUED" else text + step.payload["textDelta"]
    return text


def whole(summary: Any) -> str:
    spans = ("00:10–00:14", "01:10–01:14")
    told = [f"{one['track_id']} ({span})\n{one['text']}" for one, span in zip(summary["visitors"], spans, strict=True)]
    return "\n\n".join([summary["headline"], summary["text"], *told])
