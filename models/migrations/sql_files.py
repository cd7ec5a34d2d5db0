"""Loads the files of datasources/postgres/sql: the database's functions and views as they are now.

A migration that changes a file drops what CREATE OR REPLACE cannot replace (other parameters, other columns), and loads
the files anew. An earlier migration loads the newest files as well, so a later one drops with IF EXISTS.
"""

from pathlib import Path

from alembic import op

FOLDER = Path(__file__).parents[2] / "datasources" / "postgres" / "sql"


def load_sql_files() -> None:
    """Create or replace every function and view of ours, with its rights, in the migration's transaction."""
    # Bodies may name columns that a later migration adds.
    op.execute("SET LOCAL check_function_bodies = off")
    connection = op.get_bind().connection.dbapi_connection
    assert connection is not None
    # op.execute prepares what it is given, and PostgreSQL prepares only one statement.
    for script in read_sql_files():
        connection.run_async(lambda driver, script=script: driver.execute(script))


def read_sql_files() -> list[str]:
    """The scripts in the order in which they are loaded."""
    return [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))]
