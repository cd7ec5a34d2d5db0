"""A session's name after its first answer."""

from sqlalchemy.ext.asyncio import AsyncConnection

from datasources.postgres.core.driver import execute
from models.jobs import SessionNaming

_UPDATE_NAME = """
UPDATE prompt_session SET main_event_id = $2, updated_at = now(), title = CASE WHEN title = $3 THEN $4 ELSE title END
WHERE id = $1
"""


async def name_session(connection: AsyncConnection, naming: SessionNaming) -> None:
    """Name a session, and the event that it is about; a title that somebody gave it since it was opened stays."""
    await execute(connection, _UPDATE_NAME, naming.session_id, naming.main_event_id, naming.initial_title, naming.title)
