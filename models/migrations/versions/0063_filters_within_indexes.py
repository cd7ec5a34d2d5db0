"""Decide a filter of an ordered list of events within the index of its order.

Revision ID: 0063

Lists in order of the events' start read them by an index. With the time of day, or the type, as its last column, only
events that fit are fetched from the table. Before, an hour's list fetched each event of its type until a page was full.
"""

from alembic import op

revision = "0063"
down_revision = "0060"
branch_labels = None
depends_on = None

_WIDER = {
    "event_of_type_earliest": ("organization, type, start_seconds, id", "occurred_sort"),
    "event_of_video": ("video_id, start_seconds, id", "type"),
}


def upgrade() -> None:
    for name, (columns, last) in _WIDER.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON event ({columns}, {last})")


def downgrade() -> None:
    for name, (columns, _) in _WIDER.items():
        op.execute(f"DROP INDEX {name}")
        op.execute(f"CREATE INDEX {name} ON event ({columns})")
