"""Legal holds of videos: read, set and released."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from domain.keeping.holds import choose_released, find_same, validate_order
from models.enums import Role, VideoStatus
from models.errors import NotFound, WrongState
from models.keeping.holds import LegalHold
from models.mistakes import MistakeCollector, about_field
from models.rows.video import VideoRow
from resolvers import audit
from resolvers import video as videos
from resolvers.core import ids
from resolvers.core.access import require_role
from resolvers.core.context import Context

_FIELD = ("videoId",)


async def load_holds(context: Context, video: UUID) -> Sequence[LegalHold]:
    """A video's holds in force, batched within the operation."""
    loader = context.loader("holds", lambda keys: context.data.keeping.holds.list_by_video(context.caller, keys))
    holds: Sequence[LegalHold] = await loader.load(video)
    return holds


async def set_legal_hold(
    context: Context, id_: str, *, hold: bool, reason: str, until: datetime | None, columns: frozenset[str]
) -> VideoRow:
    """Set or release a hold; the video. One that was set in the same words stays as it is.

    Raises InvalidInput, NotFound, WrongState, and Forbidden where the caller releases somebody else's and is no ADMIN.
    """
    with MistakeCollector() as mistakes:
        found = await videos.load_video(context, id_, frozenset({"status"}))
        if found is None:
            mistakes.add(NotFound(field=_FIELD))
        elif found["status"] == VideoStatus.UPLOADING:
            mistakes.add(WrongState("NOT_UPLOADED", field=_FIELD))
        order = mistakes.check(validate_order, hold=hold, reason=reason, until=until, now=context.clock())
    assert found is not None
    key, data, caller = found["id"], context.data, context.caller
    async with data.postgres.transaction(caller) as connection:
        with about_field(*_FIELD):
            in_force = await data.keeping.holds.lock_in(connection, key)
        if not order.hold:
            released = choose_released(in_force, order)
            if any(one.set_by != caller.user_id for one in released):
                require_role(caller, Role.ADMIN)
            await data.keeping.holds.release_in(connection, caller, [one.id for one in released], order.reason)
            details: dict[str, object] = {"hold": False, "holds": [str(one.id) for one in released]}
            await audit.record_action(context, connection, "setLegalHold", ids.Kind.VIDEO, key, details)
        elif find_same(in_force, order, caller.user_id) is None:
            new = await data.keeping.holds.add_in(connection, caller, key, reason=order.reason, until=order.until)
            ends = None if order.until is None else order.until.isoformat()
            details = {"hold": True, "holds": [str(new)], "until": ends}
            await audit.record_action(context, connection, "setLegalHold", ids.Kind.VIDEO, key, details)
    return await videos.require_by_id(context, id_, columns, *_FIELD)
