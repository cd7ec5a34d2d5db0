"""Columns that several tables have."""

from typing import Any, ClassVar

from sqlalchemy import ARRAY, Computed, DateTime, Double, ForeignKey, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, SQLModel

# Nothing is NULL, and not JSON's null, which no condition would take for it.
_NULLABLE_JSON: Any = JSONB(none_as_null=True)


def id_column() -> Any:
    return Field(primary_key=True, sa_column_kwargs={"server_default": text("uuidv7()")})


def timestamp_column() -> Any:
    return Field(sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": text("now()")})


def optional_timestamp_column() -> Any:
    return Field(default=None, sa_type=DateTime(timezone=True), nullable=True)


def text_column(default: str | None = None) -> Any:
    server_default = {} if default is None else {"server_default": text(f"'{default}'")}
    return Field(sa_type=Text, sa_column_kwargs=server_default)


def optional_text_column() -> Any:
    return Field(default=None, sa_type=Text, nullable=True)


def text_array_column() -> Any:
    return Field(sa_type=ARRAY(Text), sa_column_kwargs={"server_default": text("'{}'")})


def optional_text_array_column() -> Any:
    return Field(default=None, sa_type=ARRAY(Text), nullable=True)


def float_array_column() -> Any:
    return Field(sa_type=ARRAY(Double), sa_column_kwargs={"server_default": text("'{}'")})


def json_column(default: str | None = None) -> Any:
    if default is None:
        return Field(default=None, sa_type=_NULLABLE_JSON, nullable=True)
    return Field(sa_type=JSONB, sa_column_kwargs={"server_default": text(f"'{default}'")})


def foreign_key_column(target: str, *, nullable: bool = False, on_delete: str = "CASCADE") -> Any:
    return Field(sa_column_args=[ForeignKey(target, ondelete=on_delete)], nullable=nullable)


def sort_column(source: str, missing: str, sa_type: Any) -> Any:
    """A generated column that lists are ordered by: another column's value, or `missing` where that is NULL."""
    return Field(sa_type=sa_type, nullable=False, sa_column_args=[Computed(f"coalesce({source}, {missing})", True)])


class TableBase(SQLModel):
    __table__: ClassVar[Table]
