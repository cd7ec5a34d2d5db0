"""A picture, and the object that it is: what was stored, and nothing that came later."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Text
from sqlmodel import Field

from models.enums import OriginalState
from models.tables.columns import TableBase, foreign_key_column, optional_text_column, text_column


@dataclass(frozen=True, slots=True)
class StoredPicture:
    """Of a video or an event. fault: what was noticed last, REPLACED or MISSING; null: nothing."""

    object_key: str
    video_id: UUID
    etag: str
    fault: OriginalState | None


class Picture(TableBase, table=True):
    """A picture of a video or an event, by the object that it is in the thumbnails bucket. fault: as noticed last."""

    organization: str = Field(sa_type=Text, primary_key=True)
    object_key: str = Field(sa_type=Text, primary_key=True)
    video_id: UUID = foreign_key_column("video.id")
    etag: str = text_column()
    fault: str | None = optional_text_column()
