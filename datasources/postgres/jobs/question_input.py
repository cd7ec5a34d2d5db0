"""A question with all that is needed to answer it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.search.conditions import video
from models.asking.evidence import VideoContext
from models.enums import PromptStatus
from models.rows.prompt import PendingQuestionRow, QuestionRow
from models.tables import PromptHistory, PromptSession

_session = PromptSession.__table__
_history = PromptHistory.__table__
_VIDEO_PREFIX = "video_"
_COLUMN_NAMES = ("prompt", "language", "timezone", "session_id", "sequence_number", "status")
_ANSWERED = [PromptStatus.COMPLETED.value, PromptStatus.NOT_FOUND.value, PromptStatus.NOT_EXAMINED.value]
_MAX_EARLIER = 5


@dataclass(frozen=True, slots=True)
class StoredQuestion:
    """row: prompt, language, timezone, session_id, sequence_number, status, and the title of the session.

    earlier: rows of prompt, response, plan and citations.
    """

    row: PendingQuestionRow
    video: VideoContext | None
    earlier: Sequence[QuestionRow]


async def load_question(connection: AsyncConnection, history_id: UUID) -> StoredQuestion | None:
    """The question, its session's video, and the last five answered questions before it; None where there is none."""
    of_video = (video.c[name].label(f"{_VIDEO_PREFIX}{name}") for name in VideoContext.__dataclass_fields__)
    query = (
        select(*(_history.c[name] for name in _COLUMN_NAMES), _session.c.title, *of_video)
        .join(_session, _session.c.id == _history.c.session_id)
        .outerjoin(video, video.c.id == _session.c.video_id)
        .where(_history.c.id == history_id)
    )
    row = (await connection.execute(query)).mappings().one_or_none()
    if row is None:
        return None
    question = cast("PendingQuestionRow", row)
    return StoredQuestion(question, video_context_from_row(row), await load_earlier(connection, question))


def video_context_from_row(row: Mapping[Any, Any]) -> VideoContext | None:
    """The video in the columns video_id, video_name, …; None where the question is about all footage."""
    if row[f"{_VIDEO_PREFIX}id"] is None:
        return None
    return VideoContext(**{name: row[f"{_VIDEO_PREFIX}{name}"] for name in VideoContext.__dataclass_fields__})


async def load_earlier(connection: AsyncConnection, question: QuestionRow) -> list[QuestionRow]:
    """The last five answered questions before this one in its session, oldest first."""
    if question["sequence_number"] == 1:
        return []
    query = (
        select(_history.c.prompt, _history.c.response, _history.c.plan, _history.c.citations)
        .where(_history.c.session_id == question["session_id"])
        .where(_history.c.sequence_number < question["sequence_number"])
        .where(_history.c.status.in_(_ANSWERED))
        .order_by(_history.c.sequence_number.desc())
        .limit(_MAX_EARLIER)
    )
    rows = (await connection.execute(query)).mappings().all()
    return list(reversed(cast("Sequence[QuestionRow]", rows)))
