"""The log of announced events."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, Identity
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlmodel import Field

from models.tables.columns import TableBase, text_column, timestamp_column


class EventAnnouncement(TableBase, table=True):
    """Events that a transaction stored, in their order. position: grows in the order of the organization's commits.

    The database fills it in at the commit. Rows are kept for some days, for subscribers that come back.
    """

    __tablename__ = "event_announcement"

    id: int = Field(primary_key=True, sa_type=BigInteger, sa_column_args=[Identity(always=True)])
    organization: str = text_column()
    position: int | None = Field(default=None, sa_type=BigInteger)
    event_ids: list[UUID] = Field(sa_type=ARRAY(PG_UUID(as_uuid=True)))
    announced_at: datetime = timestamp_column()
