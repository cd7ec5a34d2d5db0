"""How adjoining files of one camera continue each other."""

from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.columns import TableBase, json_column, optional_text_column, text_column


class StretchState(TableBase, table=True):
    """The state at the end of a video's analysis, for the file that adjoins. hand_over: see vision.people.handover.

    pipeline: the version that made it. digest: of hand_over. began_with: the digest of the hand-over with which this
    analysis began. returned: [{video, track}], see vision.analyze.Analysis.
    """

    __tablename__ = "stretch_state"

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    organization: str = text_column()
    pipeline: str = text_column()
    began_with: str | None = optional_text_column()
    hand_over: dict[str, Any] = Field(sa_type=JSONB)
    digest: str = text_column()
    returned: list[dict[str, str]] = json_column("[]")
