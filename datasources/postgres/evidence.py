"""Events as evidence: the columns that answers are written from."""

from typing import Any

from sqlalchemy import Select, select

from datasources.postgres.conditions import event, video
from models.enums import AgeGroup, EventType, FrameLocation, Gender
from models.evidence import Evidence
from models.paging import Row

_EVENT = (
    "video_id", "start_seconds", "end_seconds", "occurred_at", "track_id", "action", "interaction_target", "objects",
    "description", "description_ko", "confidence",
)  # fmt: skip


def evidence(*more: Any) -> Select[Any]:
    """Events with what is told of their videos; more: further columns (`similarity`, `likeness`)."""
    columns = [event.c[name] for name in _EVENT]
    return select(
        event.c.id.label("event_id"),
        *columns,
        event.c.type,
        event.c.location,
        event.c.gender,
        event.c.age_group,
        video.c.name.label("video_name"),
        video.c.camera,
        video.c.timezone,
        *more,
    ).join(video, video.c.id == event.c.video_id)


def evidence_of(row: Row) -> Evidence:
    return Evidence(
        event_id=row["event_id"],
        video_name=row["video_name"],
        camera=row["camera"],
        timezone=row["timezone"],
        type=EventType(row["type"]),
        location=FrameLocation(row["location"]),
        gender=Gender(row["gender"]),
        age_group=AgeGroup(row["age_group"]),
        similarity=row.get("similarity"),
        likeness=row.get("likeness"),
        **{name: row[name] for name in _EVENT},
    )
