"""Whether anything was lost or done twice, by the rows and the objects themselves."""

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
    """What is wrong, a line each; the product runs and nothing is under way."""
    ports, secrets = state.read("ports.json"), state.load_secrets()
    address = f"postgresql://{OWNER}:{secrets['owner_password']}@127.0.0.1:{ports['postgres']}/{DATABASE}"
    connection = await asyncpg.connect(address, timeout=60)
    try:
        await connection.execute("SELECT set_config('watchgraph.organization', $1, false)", organization)
        rows = {
            name: [dict(row) for row in await connection.fetch(statement)]
            for name, statement in {
                "videos": "SELECT id, status, object_key FROM video WHERE status <> 'UPLOADING'",
                # A key that was signed for is looked at once more when nobody can send to it any longer: not due yet.
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
    told = Counter(row["status"] for row in rows)
    return [] if told == {"READY": len(journeys)} else [f"{len(journeys)} videos were confirmed; there are {told}"]


def _check_events(rows: Sequence[dict[str, Any]], count: int) -> list[str]:
    """The same footage has the same events, whatever happened meanwhile."""
    told = Counter(row["events"] for row in rows)
    if sum(told.values()) == count and len(told) == 1:
        return []
    usual, *others = [events for events, _ in told.most_common()] or ["none"]
    return [f"{sum(told.values())} of {count} videos have events; usual are {usual}, but there are also {others}"]


def _check_progress(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Numbered without a gap, and ended once, by the last step."""
    wrong = [row for row in rows if (row["gaps"], row["ends"], row["at_the_end"]) != (0, 1, True)]
    return [f"progress ended otherwise than once: {row}" for row in wrong]


def _check_questions(rows: Sequence[dict[str, Any]], journeys: Sequence[Journey]) -> list[str]:
    seen = sum(len(journey.answers) for journey in journeys)
    return [] if len(rows) == seen == len(journeys) else [f"{len(journeys)} questions, {seen} seen, {len(rows)} there"]


def _check_objects(state: State, keys: Sequence[str], content: bytes) -> list[str]:
    s3 = create_client("s3", f"http://127.0.0.1:{state.read('ports.json')['s3']}", state.load_secrets())
    wanted = hashlib.sha256(content).digest()
    try:
        bodies = {key: s3.get_object(Bucket="watchgraph-footage", Key=key)["Body"].read() for key in keys}
    finally:
        s3.close()
    return [f"the original {key} is another" for key, body in bodies.items() if hashlib.sha256(body).digest() != wanted]
