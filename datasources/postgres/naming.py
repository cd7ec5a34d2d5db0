"""A session's name after its first answer."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from models.jobs import Naming

_NAME = text(
    """
    UPDATE prompt_session SET main_event_id = :main_event_id, updated_at = now(),
      title = CASE WHEN title = :asked THEN :title ELSE title END
    WHERE id = :session_id
    """
)


async def name_session(connection: AsyncConnection, naming: Naming) -> None:
    """Name a session, and the event that it is about; a title that somebody gave it since it was opened stays."""
    values = {"session_id": naming.session_id, "main_event_id": naming.main_event_id}
    await connection.execute(_NAME, {**values, "asked": naming.asked, "title": naming.title})
