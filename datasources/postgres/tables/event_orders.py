"""The orders of lists of events."""

from collections.abc import Mapping
from datetime import datetime

from datasources.postgres.core.keyset import Keyset
from datasources.postgres.search.conditions import event
from models.enums import EventOrder
from models.filters import EventFilter

_BY_POSITION = Keyset(event.c.start_seconds, event.c.id, descending=False, kind=float)
ORDERS: Mapping[EventOrder, Keyset] = {
    EventOrder.EARLIEST_FIRST: _BY_POSITION,
    # What has no time of day comes after: its position counts from 1970, when no footage was recorded.
    EventOrder.LATEST_FIRST: Keyset(event.c.clock_sort, event.c.id, descending=True, kind=datetime),
    EventOrder.MOST_CONFIDENT_FIRST: Keyset(event.c.confidence, event.c.id, descending=True, kind=float),
    EventOrder.OCCURRED_NEWEST_FIRST: Keyset(event.c.occurred_sort, event.c.id, descending=True, kind=datetime),
    EventOrder.OCCURRED_OLDEST_FIRST: Keyset(event.c.occurred_sort, event.c.id, descending=False, kind=datetime),
    EventOrder.STORED_NEWEST_FIRST: Keyset(event.c.created_at, event.c.id, descending=True, kind=datetime),
    EventOrder.STORED_OLDEST_FIRST: Keyset(event.c.created_at, event.c.id, descending=False, kind=datetime),
}
# Within one video, positions can be compared: its clock may be unknown, or wrong.
ORDERS_IN_VIDEO: Mapping[EventOrder, Keyset] = {
    **ORDERS,
    EventOrder.LATEST_FIRST: Keyset(event.c.start_seconds, event.c.id, descending=True, kind=float),
}


def choose_keyset(order: EventOrder, wanted: EventFilter | None) -> Keyset:
    """The order of the events that a filter allows."""
    orders = ORDERS_IN_VIDEO if wanted is not None and wanted.is_within_one_video else ORDERS
    return orders[order]
