"""What an organization spent of its day's budgets."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from models.columns import Base


class ModelSpending(Base, table=True):
    """Units of model work spent in one day, in UTC. The application may add to it, and never delete a row."""

    __tablename__ = "model_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int


class ClipSpending(Base, table=True):
    """The same of clips: their seconds, weighted by what cutting them takes."""

    __tablename__ = "clip_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int
