"""SQL as files: functions and views (*.sql, which migrations load), statements/, and composed/ ones."""

from pathlib import Path

FOLDER = Path(__file__).parent


def read_statement(name: str) -> str:
    """A statement of `statements/`, with $1, $2, …, for datasources.postgres.core.driver."""
    return (FOLDER / "statements" / f"{name}.sql").read_text(encoding="utf-8")
