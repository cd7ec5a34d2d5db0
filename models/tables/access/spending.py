"""Units that an organization spent of its daily budgets."""

from datetime import date

from sqlalchemy import Text, text
from sqlmodel import Field

from models.tables.columns import TableBase


class ModelSpending(TableBase, table=True):
    """Units of model work spent in one day, in UTC. The application may add to it, and never delete a row.

    automatic: of those, the units of automatic work.
    """

    __tablename__ = "model_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int
    automatic: int = Field(sa_column_kwargs={"server_default": text("0")})


class ClipSpending(TableBase, table=True):
    """Seconds of clips that were cut in one day, weighted by the cost of cutting."""

    __tablename__ = "clip_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int


class AnalysisSpending(TableBase, table=True):
    """Analyses that were started in one day, in UTC."""

    __tablename__ = "analysis_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int


class PlaybackSpending(TableBase, table=True):
    """Seconds of footage that were made playable in one day (UTC)."""

    __tablename__ = "playback_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int


class FrameSpending(TableBase, table=True):
    """Pictures of moments that were made in one day (UTC)."""

    __tablename__ = "frame_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int
