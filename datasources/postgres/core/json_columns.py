"""Columns of JSON in rows that asyncpg read: it gives their texts."""

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement
from sqlalchemy.dialects.postgresql import JSONB


def is_json(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, JSONB)


def decode_json(rows: Sequence[Any], names: Sequence[str]) -> Sequence[Any]:
    """The rows, with these columns as values. Without such columns they are returned as they are."""
    if not names:
        return rows
    decoded = []
    for row in rows:
        values = dict(row)
        for name in names:
            if values[name] is not None:
                values[name] = json.loads(values[name])
        decoded.append(values)
    return decoded
