"""An analysis that dies goes on where it stopped, and tells the same as one that did not."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from domain.analysis import detection as detecting
from domain.isolation import subprocess as apart_module
from models.enums import JobStatus
from models.errors import WatchgraphError
from tests.worker.conftest import WorkerHarness
from vision.analyze import analyze

pytestmark = pytest.mark.slow
EVENTS = """
SELECT type, track_id, start_seconds, end_seconds, frame_number, bbox_x, bbox_y, confidence, description
FROM event WHERE video_id = :video ORDER BY 1, 2, 3
"""


async def test_what_a_try_that_died_has_seen_is_not_looked_at_again(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known: list[dict[int, Any]] = []
    real = apart_module.run_isolated

    def dying(options: Any, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
        if function is not analyze:
            return real(options, function, *args, **more)
        known.append(dict(more["earlier"].detections))
        on_progress = more.pop("on_progress")

        def told(done: float, *rest: Any) -> None:
            on_progress(done, *rest)
            if len(known) == 1 and done > 7:
                raise WatchgraphError("ANALYSIS_CRASHED", cause="SIGKILL")

        return real(options, function, *args, on_progress=told, **more)

    monkeypatch.setattr(detecting, "run_isolated", dying)
    async with worker_harness.run_worker(tmp_path, summarize_after_analysis=False, analysis_chunk_seconds=2.0):
        video = await worker_harness.upload(crossing)
        steps = await worker_harness.wait_for_end(video)
        whole = await worker_harness.upload(crossing)
        await worker_harness.wait_for_end(whole)
    assert steps[-1].status == "READY"
    assert [step.percent for step in steps] == sorted(step.percent for step in steps)
    job = await worker_harness.job(video)
    assert (job.status, job.attempt, list(job.chunks)) == (JobStatus.DONE, 2, [])
    first, second, uninterrupted = known
    assert first == uninterrupted == {}
    assert len(second) >= 5
    told = await worker_harness.rows(EVENTS, video=video)
    assert told
    assert told == await worker_harness.rows(EVENTS, video=whole)
    # Nothing of it is left in the store.
    assert (
        await worker_harness.data.objects.delete_prefix(
            "storage", f"{worker_harness.principal.organization}/{video}/analysis/"
        )
        == 0
    )
