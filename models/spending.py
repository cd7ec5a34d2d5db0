"""What an organization spent of its day's model work."""

from datetime import date

from sqlalchemy import Text
from sqlmodel import Field

from models.columns import Base


class ModelSpending(Base, table=True):
    """Units spent in one day, in UTC. The application may add to it, and never delete a row."""

    __tablename__ = "model_spending"

    organization: str = Field(sa_type=Text, primary_key=True)
    day: date = Field(primary_key=True)
    units: int
