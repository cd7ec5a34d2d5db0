"""Rows to ask about: with and without values, with parents that are gone, and of two organizations and two sites."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert

from datasources.postgres.core.engine import Postgres
from models.access.principal import Principal
from models.enums import EventType, Role, SearchMethod
from models.tables import Event, PromptHistory, PromptSession, Video
from resolvers.core.ids import Kind, encode

_BEGAN = datetime(2026, 11, 20, 12, tzinfo=UTC)
_VIDEOS, _EVENTS = 6, 8


async def fill(postgres: Postgres, organization: str) -> list[str]:
    """Store the rows; returns ids: of what there is, of what is gone, and malformed ones."""
    principal = Principal("filler", organization, frozenset(Role))
    ids: list[str] = []
    videos = [await _add_video(postgres, principal, number) for number in range(_VIDEOS)]
    events: list[UUID] = []
    for number, video in enumerate(videos[:-1]):
        events += [await _add_event(postgres, principal, video, number, place) for place in range(_EVENTS)]
    for number in range(4):
        session, histories = await _add_session(postgres, principal, number, videos, events)
        ids += [encode(Kind.PROMPT_SESSION, session), *(encode(Kind.PROMPT_HISTORY, each) for each in histories)]
    ids += [encode(Kind.VIDEO, video) for video in videos] + [encode(Kind.EVENT, event) for event in events[::7]]
    return [*ids, encode(Kind.VIDEO, uuid4()), encode(Kind.EVENT, uuid4()), "x", ""]


async def _insert(postgres: Postgres, principal: Principal, table: Any, values: dict[str, Any]) -> UUID:
    statement = insert(table.__table__).values(organization=principal.organization, **values)
    async with postgres.transaction(principal) as connection:
        key: UUID = (await connection.execute(statement.returning(table.__table__.c.id))).scalar_one()
    return key


async def _add_video(postgres: Postgres, principal: Principal, number: int) -> UUID:
    odd = bool(number % 2)
    values = {
        "name": f"영상 {number} \U0001f4f9" if odd else f"Entrance {number}",
        "original_filename": f"file {number}.mp4",
        "description": None if odd else 'A "quoted"\ntext',
        "camera": f"camera-{number % 3}" if number else None,
        "site": "seoul" if odd else None,
        "recorded_at": None if number == 2 else _BEGAN + timedelta(hours=number, microseconds=number),
        "content_type": "video/mp4",
        "size_bytes": 2**40 + number,
        "duration_seconds": None if number == 3 else 60.5 + number,
        "frame_rate": 29.97 if odd else None,
        "width": 1920 if odd else None,
        "status": "READY" if number != 3 else "FAILED",
        "failure_code": "INTERNAL" if number == 3 else None,
        "tier": "COLD" if odd else "HOT",
        "gaps": [[1.0, 2.5, "UNDECODABLE"]] if odd else None,
        "zones": [{"name": "Till", "points": [[0.0, 0.0], [0.5, 0.0], [0.5, 0.5]]}] if number == 1 else [],
        "other_tracks": ["second"] if odd else [],
        "object_key": f"{principal.organization}/{number}/original.mp4",
    }
    return await _insert(postgres, principal, Video, values)


async def _add_event(postgres: Postgres, principal: Principal, video: UUID, number: int, place: int) -> UUID:
    types, odd = list(EventType), bool(place % 2)
    values = {
        "video_id": video,
        "type": types[(number + place) % 7].value,
        # Some share their place in the order.
        "start_seconds": float(place // 2) + number / 10,
        "end_seconds": place + 1.25,
        "occurred_at": None if number == 2 else _BEGAN + timedelta(hours=number, seconds=place),
        "frame_number": place * 25,
        "bbox_x": 10 if odd else None,
        "bbox_y": 20,
        "bbox_width": 30,
        "bbox_height": 40,
        "location": "LEFT" if odd else "CENTER",
        "track_id": f"P{place % 3}" if place % 4 else None,
        "gender": "FEMALE" if odd else "UNKNOWN",
        "gender_confidence": 0.1 + place / 20 if odd else None,
        "age": 31.5 if odd else None,
        "action": "runs" if odd else None,
        "objects": ["bag", "가방"] if odd else [],
        "description": f"Somebody walks, {place}.",
        "description_ko": f"누군가 걷습니다, {place}." if odd else None,
        "confidence": [0.5, 1 / 3, 1e-05, 0.875][place % 4],
        "attributes": {"colour": "red", "n": [1, 2.5, None]} if odd else {},
        "keywords": ["걷기"],
        "source": "bench/1" if odd else "watchgraph/1",
    }
    return await _insert(postgres, principal, Event, values)


async def _add_session(
    postgres: Postgres, principal: Principal, number: int, videos: list[UUID], events: list[UUID]
) -> tuple[UUID, list[UUID]]:
    session = await _insert(
        postgres,
        principal,
        PromptSession,
        {
            "user_id": "kim",
            "video_id": videos[number] if number else None,
            "number": number + 1,
            "title": f"질문 {number}",
            # One is about an event that is gone.
            "main_event_id": {0: None, 1: events[0], 2: uuid4(), 3: events[-1]}[number],
            "created_at": _BEGAN + timedelta(minutes=number // 2),
        },
    )
    histories = []
    for place in range(3):
        # The video of one citation is gone: an error of its own.
        cited = [
            {"number": 1, "video_id": str(videos[0]), "event_id": str(events[place]), "start_seconds": 1.0},
            {"number": 2, "video_id": str(videos[1]), "event_id": str(uuid4()), "start_seconds": 2.5, "score": 0.5},
            {"number": 3, "video_id": str(uuid4() if number == 3 else videos[2]), "start_seconds": 3661.0},
        ]
        values = {
            "session_id": session,
            "sequence_number": place + 1,
            "status": ("COMPLETED", "NOT_FOUND", "FAILED")[place],
            "prompt": "누가 뛰었나요?",
            "response": None if place == 2 else f"Somebody ran [{place}].",
            "language": "KO" if place else "EN",
            "methods": [method.value for method in SearchMethod][:place],
            "citations": [{"end_seconds": 9.0, **each} for each in cited[: place + 1]],
            "coverage": {"videos_considered": 3, "seconds_analyzed": 10.5} if place else None,
            "usage": {"input_tokens": 5, "estimated_cost_usd": 1e-07} if place else None,
            "timings": [{"stage": "PLAN", "milliseconds": 1.5}],
            "result_table": {"columns": ["a"], "rows": [[1], [None]], "truncated": False} if place == 1 else None,
            "error_code": "INTERNAL" if place == 2 else None,
            "completed_at": _BEGAN,
        }
        histories.append(await _insert(postgres, principal, PromptHistory, values))
    return session, histories
