"""Columns of JSON in rows that asyncpg read: it gives their texts."""

import json
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import JSONB


@lru_cache(maxsize=1000)
def find_json(table: Table, names: Collection[str], prefix: str = "") -> tuple[str, ...]:
    """Those of a table's columns, by these names, that hold JSON, each after the prefix that rows give it."""
    return tuple(f"{prefix}{name}" for name in names if isinstance(table.c[name].type, JSONB))


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
