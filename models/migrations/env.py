"""Alembic's entry: `python -m models.migrations` runs it with the owner's URL in the config's attributes."""

from alembic import context
from sqlalchemy import Connection

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, transaction_per_migration=True)
with context.begin_transaction():
    context.run_migrations()
