"""Looks of a vision model at parts of footage, and what they cost."""

from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, Double, ForeignKey, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from models.tables.columns import TableBase, json_column, optional_text_column, text_column


class LookRow(TableBase, table=True):
    """A part of a video that is worth a look. segment, facts, report, unlooked: see models.footage.looks."""

    __tablename__ = "look"

    video_id: UUID = Field(primary_key=True, sa_column_args=[ForeignKey("video.id", ondelete="CASCADE")])
    organization: str = text_column()
    start_seconds: float = Field(sa_type=Double, primary_key=True)
    end_seconds: float = Field(sa_type=Double, primary_key=True)
    pipeline: str = Field(sa_type=Text, primary_key=True)
    segment: dict[str, Any] = Field(sa_type=JSONB)
    facts: dict[str, Any] = Field(sa_type=JSONB)
    report: dict[str, Any] | None = json_column()
    unlooked: str | None = optional_text_column()


class LookSpending(TableBase, table=True):
    """Millionths of a US dollar that looks cost in one day (UTC). camera: its id; "": all of the organization's."""

    __tablename__ = "look_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    camera: str = Field(sa_type=Text, primary_key=True)
    micro_usd: int = Field(sa_type=BigInteger)
