"""Rows that tests start from."""

from typing import Any
from uuid import UUID

from sqlalchemy import insert

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.tables import Clip, LegalHoldRow, PromptHistory, PromptSession, Video


async def add_video(postgres: Postgres, principal: Principal, **columns: Any) -> UUID:
    """Insert a video of the principal's organization; returns its id. columns override the defaults."""
    defaults = {
        "name": "Entrance",
        "original_filename": "entrance.mp4",
        "content_type": "video/mp4",
        "size_bytes": 1000,
        "object_key": f"{principal.organization}/none/original.mp4",
        "uploaded_by": principal.user_id,
    }
    values = {"organization": principal.organization, **defaults, **columns}
    async with postgres.transaction(principal) as connection:
        added = await connection.execute(insert(Video.__table__).values(**values).returning(Video.__table__.c.id))
        video_id: UUID = added.scalar_one()
    return video_id


async def add_clip(postgres: Postgres, principal: Principal, video_id: UUID, **columns: Any) -> UUID:
    """Insert a clip of a video, without its object; returns its id. columns override the defaults."""
    clip = Clip.__table__
    start = columns.get("start_seconds", 1.0)
    defaults = {
        "asked_start": start,
        "asked_end": start + 1,
        "exact": False,
        "start_seconds": start,
        "end_seconds": start + 1,
        "object_key": f"{principal.organization}/{video_id}/clips/{start}.mp4",
        "size_bytes": 1000,
        "checksum_sha256": "0" * 64,
        "made_by": "clip/2",
    }
    values = {"organization": principal.organization, "video_id": video_id, **defaults, **columns}
    async with postgres.transaction(principal) as connection:
        clip_id: UUID = (await connection.execute(insert(clip).values(**values).returning(clip.c.id))).scalar_one()
    return clip_id


async def add_question(postgres: Postgres, principal: Principal, *, number: int = 1, **columns: Any) -> UUID:
    """Insert a question in a new session; returns its history id. columns override the defaults."""
    session, history = PromptSession.__table__, PromptHistory.__table__
    mine = {"organization": principal.organization}
    async with postgres.transaction(principal) as connection:
        opened = insert(session).values(**mine, user_id=principal.user_id, number=number, title="A question")
        session_id = (await connection.execute(opened.returning(session.c.id))).scalar_one()
        values = {**mine, "session_id": session_id, "sequence_number": 1, "prompt": "Who?", "language": "EN", **columns}
        added = await connection.execute(insert(history).values(**values).returning(history.c.id))
        history_id: UUID = added.scalar_one()
    return history_id


def event_row(start: float, end: float | None = None, **columns: Any) -> dict[str, Any]:
    """A row for Events.store: a person walks through the middle. columns override the defaults."""
    defaults = {
        "type": "WALKING",
        "start_seconds": start,
        "end_seconds": start + 1 if end is None else end,
        "frame_number": round(start * 25),
        "location": "CENTER",
        "track_id": "P1",
        "description": "A person walks through the middle.",
        "description_ko": "한 사람이 가운데를 걸어갑니다.",
        "confidence": 0.8,
        "source": "test/1",
    }
    return {**defaults, **columns}


async def hold_video(postgres: Postgres, principal: Principal, video_id: UUID, **columns: Any) -> UUID:
    """Put a video under legal hold; the hold's id. columns override the defaults."""
    hold = LegalHoldRow.__table__
    values = {"organization": principal.organization, "video_id": video_id, "reason": "Case 7", "set_by": "a lawyer"}
    async with postgres.transaction(principal) as connection:
        added = await connection.execute(insert(hold).values(**{**values, **columns}).returning(hold.c.id))
        hold_id: UUID = added.scalar_one()
    return hold_id
