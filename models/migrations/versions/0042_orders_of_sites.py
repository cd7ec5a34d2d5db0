"""Let every order of videos and events be read from an index by a caller of one site, as by one of every site.

Revision ID: 0042

While an index is made, writes to its table wait. Where they cannot, make the indexes below beforehand, under the same
names, by CREATE INDEX CONCURRENTLY: what is there is kept.
"""

from alembic import op

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

INDEXES = {
    "video_of_site_newest": "video (organization, site, created_at DESC, id DESC)",
    "video_of_site_recorded": "video (organization, site, recorded_sort DESC, id DESC)",
    "video_of_site_name": "video (organization, site, name, id)",
    "video_of_site_longest": "video (organization, site, duration_sort DESC, id DESC)",
    "event_of_site_earliest": "event (organization, site, start_seconds, id)",
    "event_of_site_confident": "event (organization, site, confidence DESC, id DESC)",
}


def upgrade() -> None:
    for name, columns in INDEXES.items():
        op.execute(f"CREATE INDEX IF NOT EXISTS {name} ON {columns}")


def downgrade() -> None:
    op.execute(f"DROP INDEX {', '.join(INDEXES)}")
