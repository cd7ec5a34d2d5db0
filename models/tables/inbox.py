"""Objects of the inbox."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, text
from sqlmodel import Field

from models.tables.columns import (
    TableBase,
    id_column,
    json_column,
    optional_text_column,
    text_column,
    timestamp_column,
)


class InboxObjectRow(TableBase, table=True):
    """An object of the inbox, once for each key, version and etag: see models.footage.inbox.

    version: empty where the bucket keeps none. site: of its key, so that other sites see nothing of it. The row stays
    when its video is deleted: the object is not imported again unasked.
    """

    __tablename__ = "inbox_object"

    id: UUID = id_column()
    organization: str = text_column()
    site: str | None = optional_text_column()
    object_key: str = text_column()
    version: str = text_column("")
    etag: str = text_column()
    size_bytes: int = Field(sa_type=BigInteger)
    state: str = text_column("WAITING")
    video_id: UUID = Field(sa_column_kwargs={"server_default": text("uuidv7()")})
    requested: bool = Field(sa_column_kwargs={"server_default": text("false")})
    copy_state: dict[str, Any] | None = json_column()
    created_at: datetime = timestamp_column()
    updated_at: datetime = timestamp_column()
