"""The base of everything that a planner model fills in."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel


class PlanModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, value: object) -> object:
        """Models write null, "" or {} for what does not apply."""
        if isinstance(value, Mapping):
            return {name: entry for name, entry in value.items() if entry not in (None, "", {})}
        return value
