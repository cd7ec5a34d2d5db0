"""The statement that finds events by their ids, also those that a newer analysis replaced."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import column as sa_column
from sqlalchemy import func, literal_column, select, true, union_all

from datasources.postgres.search.conditions import event, is_one_of_named_keys
from models.tables import SupersededEvent

superseded = SupersededEvent.__table__


def compose_by_ids(names: Sequence[str], ids: Sequence[UUID]) -> Any:
    current = select(*(event.c[name] for name in names)).where(is_one_of_named_keys(event.c.id, ids))
    stored_event = func.jsonb_populate_record(literal_column("null::event"), superseded.c.told)
    superseded_event = stored_event.table_valued(*(sa_column(name, event.c[name].type) for name in names)).alias("was")
    replaced = select(*(superseded_event.c[name] for name in names)).select_from(
        superseded.join(superseded_event, true())
    )
    return union_all(current, replaced.where(is_one_of_named_keys(superseded.c.id, ids)))
