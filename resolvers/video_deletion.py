"""Taking videos away, and uploads that come to nothing."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncConnection

from domain.videos.deletion import Remover
from models.access.principal import Principal
from models.errors import NotFound, Unavailable, UserMistake
from resolvers import audit
from resolvers.core import ids
from resolvers.core.context import Context


async def delete_video(context: Context, id_: str) -> dict[str, int]:
    """Delete a video and everything of it: how much went from each store. Raises NotFound, WrongState."""
    principal = context.caller
    key = ids.decode(ids.Kind.VIDEO, id_)
    if key is None:
        raise NotFound(field=("id",))
    try:
        return await remove_video(context, principal, key, "deleteVideo")
    except UserMistake as error:
        raise type(error)(error.code, field=("id",), **error.values) from None


async def remove_video(
    context: Context, principal: Principal, video_id: UUID, action: str, *, unconfirmed: bool = False
) -> dict[str, int]:
    """Take a video away, and write down who did. Raises NotFound, WrongState."""

    async def note(connection: AsyncConnection, counted: Mapping[str, int]) -> None:
        await audit.record_action(context, connection, action, ids.Kind.VIDEO, video_id, counted)

    limits = context.limits
    # By then no address to send to is good any more, and who works on the video has noticed.
    later = limits.upload_url_seconds + limits.job_lease_seconds
    remover = Remover(context.data.removals, context.data.objects, later)
    counted = await remover.remove(principal, video_id, unconfirmed=unconfirmed, write_audit=note)
    context.data.outbox.nudge()
    return counted


async def discard_upload(context: Context, principal: Principal, video_id: UUID) -> None:
    """Leave nothing of an upload that cannot become a video. What cannot be reached now, the sweeper takes."""
    with suppress(UserMistake, Unavailable):
        await remove_video(context, principal, video_id, "discardUpload", unconfirmed=True)
