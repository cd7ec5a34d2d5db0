"""Summaries and chats in a worker: from frames, and on from where a busy model stopped them."""

import asyncio
from pathlib import Path
from uuid import UUID

import pytest

from domain.chat.chat_job import to_look_payload
from domain.summary.summarize import SUMMARY_PIPELINE
from models.enums import JobKind, ProgressKind
from models.filters import SecondsRange
from models.jobs import NewJob
from resolvers.prompt import PROMPT_PIPELINE
from tests.support.rows import add_question, event_row
from tests.worker.conftest import PATIENCE, WorkerHarness

pytestmark = pytest.mark.slow


async def store_crossing(worker_harness: WorkerHarness, crossing: bytes) -> UUID:
    """The crossing as it is after its analysis, of which two events are known."""
    video = await worker_harness.upload(crossing, send=False, duration_seconds=12.0, status="READY")
    await worker_harness.rows("DELETE FROM job WHERE video_id = :id RETURNING id", id=video)
    await worker_harness.data.videos.update(worker_harness.principal, video, status="READY")
    rows = [
        event_row(1.0, 1.5, type="PERSON_ENTER", location="LEFT", track_id="P1"),
        event_row(1.5, 7.0, type="WALKING", track_id="P1"),
    ]
    await worker_harness.data.events.store(worker_harness.principal, video, rows)
    return video


def build_full_summary_job(video: UUID) -> NewJob:
    return NewJob(JobKind.SUMMARIZE, SUMMARY_PIPELINE, video_id=video, payload={"kind": "FULL", "language": "EN"})


async def wait_until_kept(worker_harness: WorkerHarness, video: UUID) -> None:
    """Until the overview is written and the frames' model has refused once."""
    async with asyncio.timeout(PATIENCE):
        async for step in worker_harness.data.listener.subscribe(
            worker_harness.principal, ProgressKind.SUMMARY, video, after=0
        ):
            if step.stage == "QUEUED" and step.sequence > 1:
                return


async def test_a_full_summary_goes_on_at_its_step_after_the_model_was_busy(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    video = await store_crossing(worker_harness, crossing)
    await worker_harness.enqueue(build_full_summary_job(video))
    async with worker_harness.run_worker(tmp_path, aws_bedrock_vlm_model_id="local.fault-throttle"):
        await wait_until_kept(worker_harness, video)
    draft = (await worker_harness.video(video)).summary_draft
    assert draft["headline"] == "1 visitor, longest stay 6 s"
    assert draft["stretches"] == []
    # What is kept is not written again: a word that only the draft has shows it.
    kept = """jsonb_set(summary_draft, '{headline}', '"Kept"')"""
    await worker_harness.rows(f"UPDATE video SET summary_draft = {kept} WHERE id = :id RETURNING id", id=video)
    async with worker_harness.run_worker(tmp_path):
        steps = await worker_harness.wait_for_end(video, ProgressKind.SUMMARY)
    row = await worker_harness.video(video)
    assert (row.summary_status, row.summary["kind"], row.summary_draft) == ("COMPLETED", "FULL", None)
    assert row.summary["headline"] == "Kept"
    assert "00:00–00:12" in row.summary["text"]
    assert [visitor["track_id"] for visitor in row.summary["visitors"]] == ["P1"]
    frames = [one for one in row.summary["citations"] if one["frame_key"]]
    assert all(
        one["frame_key"].startswith(f"{worker_harness.principal.organization}/{video}/frames/") for one in frames
    )
    last_begins = max(place for place, step in enumerate(steps) if step.stage == "QUEUED")
    told = "".join(step.payload["textDelta"] for step in steps[last_begins:])
    # A model's pieces may end with a space, which the stored text has not.
    assert told.split()[: len(expected := f"{draft['headline']} {row.summary['text']}".split())] == expected


async def test_a_worker_answers_a_chat_from_frames(
    worker_harness: WorkerHarness, crossing: bytes, tmp_path: Path
) -> None:
    video = await store_crossing(worker_harness, crossing)
    question = "How many people are on screen?"
    history = await add_question(
        worker_harness.data.postgres, worker_harness.principal, prompt=question, kind="VLM_CHAT"
    )
    await worker_harness.rows(
        "UPDATE prompt_session SET video_id = :video WHERE id = "
        "(SELECT session_id FROM prompt_history WHERE id = :id) RETURNING id",
        video=video,
        id=history,
    )
    payload = to_look_payload(SecondsRange(2.5, 3.5))
    await worker_harness.enqueue(NewJob(JobKind.PROMPT, PROMPT_PIPELINE, history_id=history, payload=payload))
    async with worker_harness.run_worker(tmp_path):
        steps = await worker_harness.wait_for_end(history, ProgressKind.PROMPT)
    [row] = await worker_harness.rows("SELECT * FROM prompt_history WHERE id = :id", id=history)
    assert (row.status, row.methods) == ("COMPLETED", ["FRAMES"])
    assert "LOOKING" in {step.stage for step in steps}
    assert "".join(step.payload["textDelta"] for step in steps).strip() == row.response
    assert {round(one["start_seconds"]) for one in row.citations if one["frame_key"]} <= {2, 3, 4}
