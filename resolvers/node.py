"""Anything by its id."""

from models.paging import Row
from resolvers import events, ids, sessions, videos
from resolvers.context import Context
from resolvers.ids import Kind

_READ = {
    Kind.VIDEO: videos.by_key,
    Kind.EVENT: events.by_key,
    Kind.PROMPT_SESSION: sessions.by_key,
    Kind.PROMPT_HISTORY: sessions.history_by_key,
}


def kind_of(context: Context, id_: str) -> Kind | None:
    """What an id names, for a caller who may ask; None for a malformed one, and for what is no node."""
    context.may("Query.node")
    parts = ids.decode_any(id_)
    return parts[0] if parts and parts[0] in _READ else None


async def row_of(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The row that an id names, batched within the operation; None where there is none."""
    parts = ids.decode_any(id_)
    if parts is None or parts[0] not in _READ:
        return None
    kind, key = parts
    return await _READ[kind](context, key, columns)
