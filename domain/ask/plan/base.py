"""The base of everything that a planner model fills in."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any, get_args, get_origin

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic.alias_generators import to_camel
from pydantic.fields import FieldInfo

# What models write where nothing applies.
_BLANKS = frozenset({"", "none", "null", "nil", "n/a", "na", "unknown", "undefined", "not specified", "-", "[]", "{}"})


class PlanModel(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel, populate_by_name=True)

    @model_validator(mode="before")
    @classmethod
    def _tidy(cls, value: object) -> object:
        """Leave out what says nothing, and wrap single values where a list belongs, as models write them."""
        if not isinstance(value, Mapping):
            return value
        tidied = drop_blanks(value)
        fields = {name: field for key, field in cls.model_fields.items() for name in (key, field.alias or key)}
        return {name: _fit(entry, fields[name]) if name in fields else entry for name, entry in tidied.items()}


def drop_blanks(value: Any) -> Any:
    """The value without nulls, blanks, empty lists and ranges whose ends are both open, at any depth."""
    if isinstance(value, Mapping):
        kept = {name: drop_blanks(entry) for name, entry in value.items()}
        return {name: entry for name, entry in kept.items() if not _is_blank(entry)}
    if isinstance(value, list | tuple):
        return [entry for entry in map(drop_blanks, value) if not _is_blank(entry)]
    return value.strip() if isinstance(value, str) else value


def _is_blank(value: Any) -> bool:
    if isinstance(value, str):
        return value.strip().lower() in _BLANKS
    return value is None or (isinstance(value, Mapping | list | tuple) and not value)


def _fit(value: Any, field: FieldInfo) -> Any:
    """The value with the shape of its field: a list of one, and names of enumerations in their own letters."""
    kinds = [kind for kind in (field.annotation, *get_args(field.annotation)) if kind is not None]
    if any(get_origin(kind) is tuple for kind in kinds):
        values = list(value) if isinstance(value, list | tuple) else [value]
        return [_to_name(entry, get_args(field.annotation)) for entry in values]
    return _to_name(value, kinds)


def _to_name(value: Any, kinds: Any) -> Any:
    """ "theft" and "count people" as THEFT and COUNT_PEOPLE, where the field has such a name."""
    enumeration = next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, StrEnum)), None)
    if enumeration is None or not isinstance(value, str):
        return value
    written = value.strip().replace(" ", "_").replace("-", "_").lower()
    return next((name.value for name in enumeration if name.value.lower() == written), value)
