"""Makes the data of two organizations: one that makes the load, and its neighbour."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from config import OwnerSettings
from datasources.bootstrap import Datasources, open_datasources
from datasources.postgres.tables.events import Events
from evals.scenes.catalogue import SCENES
from evals.scenes.render import render
from models.access.principal import Principal
from resolvers.core.ids import Kind, encode
from vision.version import ANALYSIS_PIPELINE

WORST, NEIGHBOUR = Principal("worst", "bench-worst", frozenset()), Principal("kim", "bench-neighbour", frozenset())
ANALYSES = 10_000
_VIDEOS, _EVENTS, _MANY_EVENTS = 40, 60, 10_000
_QUEUE_ANALYSES = """
WITH added AS (
  INSERT INTO video (organization, name, original_filename, content_type, size_bytes, object_key, status)
  SELECT $1, 'Queued ' || number, 'a.mp4', 'video/mp4', $3, $2, 'QUEUED' FROM generate_series(1, $4::integer) AS number
  RETURNING id
)
INSERT INTO job (organization, kind, video_id, pipeline_version) SELECT $1, 'ANALYZE', id, $5 FROM added
"""


@dataclass(frozen=True, slots=True)
class FairnessVideos:
    """The public id of a video of each organization."""

    worst: str
    neighbour: str


async def create_videos(settings: OwnerSettings) -> FairnessVideos:
    """Make videos and events of both organizations."""
    async with open_datasources(settings) as data:
        worst = await _create_video(data, WORST, _MANY_EVENTS)
        for number in range(_VIDEOS):
            neighbour = await _create_video(data, NEIGHBOUR, _EVENTS if number == 0 else 3, number=number)
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        await owner.execute("ANALYZE")
    finally:
        await owner.close()
    return FairnessVideos(encode(Kind.VIDEO, worst), encode(Kind.VIDEO, neighbour))


async def queue_analyses(settings: OwnerSettings) -> None:
    """Queue ten thousand analyses of one recording."""
    with tempfile.TemporaryDirectory() as folder:
        content = render(replace(SCENES["crossing"], fps=6.25), Path(folder))[0].read_bytes()
    key = f"{WORST.organization}/bench/original.mp4"
    async with open_datasources(settings) as data:
        await data.objects.put("storage", key, content, "video/mp4")
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        await owner.execute(_QUEUE_ANALYSES, WORST.organization, key, len(content), ANALYSES, ANALYSIS_PIPELINE)
    finally:
        await owner.close()


async def cancel_queued(settings: OwnerSettings) -> None:
    """Cancel the open jobs of the loading organization, so that they do not disturb the next measurement."""
    owner = await asyncpg.connect(settings.database_owner_url)
    try:
        await owner.execute(
            "UPDATE job SET status = 'CANCELLED', lease_owner = NULL, lease_until = NULL, finished_at = now() "
            "WHERE organization = $1 AND status IN ('QUEUED', 'RUNNING') AND kind <> 'DELETE'",
            WORST.organization,
        )
    finally:
        await owner.close()


async def _create_video(data: Datasources, who: Principal, events: int, *, number: int = 0) -> UUID:
    async with data.postgres.transaction(who) as connection:
        video: UUID = await data.videos.insert(
            connection, who, name=f"Aisle {number}", original_filename="a.mp4", content_type="video/mp4",
            size_bytes=1, object_key=f"{who.organization}/bench/{number}", status="READY", duration_seconds=86400.0,
            camera=f"camera {number % 5}",
        )  # fmt: skip
        rows: Sequence[dict[str, Any]] = [
            {
                "type": ("STANDING", "WALKING", "PERSON_ENTER")[index % 3],
                "start_seconds": 8.0 * index,
                "end_seconds": 8.0 * index + 5,
                "frame_number": index,
                "location": "LEFT" if index % 2 == 0 else "RIGHT",
                "track_id": f"P{index}",
                "description": "A person is there.",
                "confidence": 0.9,
                "source": "bench/1",
            }
            for index in range(events)
        ]
        await Events(data.postgres).store_in(connection, who, video, rows)
    return video
