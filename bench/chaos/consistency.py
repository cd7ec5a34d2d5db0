"""Checks in the database and in S3 whether anything was lost or done twice."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

import asyncpg

from bench.chaos.journey import Journey
from devstack.stack.aws import create_client
from devstack.stack.postgres import DATABASE, OWNER
from devstack.state import State

_EVENTS = """
SELECT video_id, jsonb_agg(jsonb_build_array(type, track_id, start_seconds, end_seconds)
  ORDER BY start_seconds, type, track_id) AS events FROM event GROUP BY video_id"""
_PROGRESS = """
SELECT kind, subject_id, count(*) - max(sequence) AS gaps, count(*) FILTER (WHERE terminal) AS ends,
  bool_or(terminal AND sequence = newest) AS at_the_end
FROM (SELECT *, max(sequence) OVER (PARTITION BY kind, subject_id) AS newest FROM progress) AS p
GROUP BY kind, subject_id"""


async def find_faults(state: State, organization: str, journeys: Sequence[Journey], content: bytes) -> list[str]:
    """The faults, one line each. The product must be running, without open work."""
    ports, secrets = state.read("ports.json"), state.load_secrets()
    address = f"postgresql://{OWNER}:{secrets['owner_password']}@127.0.0.1:{ports['postgres']}/{DATABASE}"
    connection = await asyncpg.connect(address, timeout=60)
    try:
        await connection.execute(
            "SELECT set_config('watchgraph.organization', $1, false), set_config('watchgraph.sites', 'all', false)",
            organization,
        )
        rows = {
            name: [dict(row) for row in await connection.fetch(statement)]
            for name, statement in {
                "videos": "SELECT id, status, object_key FROM video WHERE status <> 'UPLOADING'",
                # DELETE jobs that check a key again after its signed URLs have expired are not due yet.
                "jobs": "SELECT kind, status, attempt, error_code FROM job "
                "WHERE NOT (kind = 'DELETE' AND status = 'QUEUED' AND run_after > now() + interval '1 minute')",
                "events": _EVENTS,
                "progress": _PROGRESS,
                "answers": "SELECT status, response FROM prompt_history",
            }.items()
        }
    finally:
        await connection.close()
    return [
        *_check_videos(rows["videos"], journeys),
        *(f"a job is not done: {row}" for row in rows["jobs"] if row["status"] != "DONE"),
        *_check_events(rows["events"], len(journeys)),
        *_check_progress(rows["progress"]),
        *(f"a question has no answer: {row}" for row in rows["answers"] if not row["response"]),
        *_check_questions(rows["answers"], journeys),
        *_check_objects(state, [row["object_key"] for row in rows["videos"]], content),
    ]


def _check_videos(rows: Sequence[dict[str, Any]], journeys: Sequence[Journey]) -> list[str]:
    statuses = Counter(row["status"] for row in rows)
    if statuses == {"READY": len(journeys)}:
        return []
    return [f"{len(journeys)} videos were confirmed; there are {statuses}"]


def _check_events(rows: Sequence[dict[str, Any]], count: int) -> list[str]:
    """Every video has the same events, because all have the same footage."""
    by_events = Counter(row["events"] for row in rows)
    if sum(by_events.values()) == count and len(by_events) == 1:
        return []
    usual, *others = [events for events, _ in by_events.most_common()] or ["none"]
    return [f"{sum(by_events.values())} of {count} videos have events; usual are {usual}, but there are also {others}"]


def _check_progress(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Progress is numbered without a gap, and ends once, with the last step."""
    wrong = [row for row in rows if (row["gaps"], row["ends"], row["at_the_end"]) != (0, 1, True)]
    return [f"progress ended otherwise than once: {row}" for row in wrong]


def _check_questions(rows: Sequence[dict[str, Any]], journeys: Sequence[Journey]) -> list[str]:
    answered = sum(len(journey.answers) for journey in journeys)
    if len(rows) == answered == len(journeys):
        return []
    return [f"{len(journeys)} questions, {answered} seen, {len(rows)} there"]


def _check_objects(state: State, keys: Sequence[str], content: bytes) -> list[str]:
    s3 = create_client("s3", f"http://127.0.0.1:{state.read('ports.json')['s3']}", state.load_secrets())
    expected = hashlib.sha256(content).digest()
    try:
        bodies = {key: s3.get_object(Bucket="watchgraph-footage", Key=key)["Body"].read() for key in keys}
    finally:
        s3.close()
    return [
        f"the original {key} is another" for key, body in bodies.items() if hashlib.sha256(body).digest() != expected
    ]
