"""Loads the files of datasources/postgres/sql: the database's functions and views as they are now.

They are loaded after the last migration, each time, so a file may use what any migration adds. A migration drops what
CREATE OR REPLACE cannot replace: a function with other parameters, a view with other columns.
"""

from pathlib import Path

from sqlalchemy import Connection

FOLDER = Path(__file__).parents[2] / "datasources" / "postgres" / "sql"


def load_sql_files(connection: Connection) -> None:
    """Create or replace every function and view of ours, with its rights, in the connection's transaction."""
    driver_connection = connection.connection.dbapi_connection
    assert driver_connection is not None
    # SQLAlchemy prepares what it is given, and PostgreSQL prepares only one statement.
    for script in ("SET LOCAL check_function_bodies = off", *read_sql_files()):
        driver_connection.run_async(lambda driver, script=script: driver.execute(script))


def read_sql_files() -> list[str]:
    """The scripts in the order in which they are loaded."""
    return [path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.sql"))]
