"""Things of any kind by their ids."""

import asyncio
from collections.abc import Mapping, Sequence

from models.errors import InvalidInput
from models.rows.row import Row
from resolvers import audit
from resolvers import event as events
from resolvers import session as sessions
from resolvers import video as videos
from resolvers.cameras import camera as cameras
from resolvers.core import ids
from resolvers.core.context import Context
from resolvers.core.ids import Kind
from resolvers.evidence import package as packages
from resolvers.media import clips

MAX_IDS = 100
_LOADERS = {
    Kind.VIDEO: videos.load_by_key,
    Kind.EVENT: events.load_by_key,
    Kind.PROMPT_SESSION: sessions.load_by_key,
    Kind.PROMPT_HISTORY: sessions.load_history_by_key,
    Kind.CAMERA: cameras.load_by_key,
    Kind.CLIP: clips.load_by_key,
    Kind.EVIDENCE_PACKAGE: packages.load_by_key,
    Kind.AUDIT_ENTRY: audit.load_by_key,
}


def read_kind(context: Context, id_: str) -> Kind | None:
    """The kind of thing that an id names; None for a malformed id, and for a kind that is no node."""
    parts = ids.decode_any(id_)
    return parts[0] if parts and parts[0] in _LOADERS else None


async def load_row(context: Context, id_: str, columns: frozenset[str]) -> Row | None:
    """The row that an id names, batched within the operation; None where there is none."""
    parts = ids.decode_any(id_)
    if parts is None or parts[0] not in _LOADERS:
        return None
    kind, key = parts
    return await _LOADERS[kind](context, key, columns)


async def load_rows(
    context: Context, ids_: Sequence[str], columns: Mapping[Kind, frozenset[str]]
) -> list[tuple[Kind, Row] | None]:
    """The kind and row of each id, in order, with the columns of its kind; None where there is none.

    Runs one statement for each kind. Raises TOO_MANY_IDS.
    """
    if len(ids_) > MAX_IDS:
        raise InvalidInput("TOO_MANY_IDS", field=("ids",), count=len(ids_), most=MAX_IDS)
    return await asyncio.gather(*(_load_kind_and_row(context, id_, columns) for id_ in ids_))


async def _load_kind_and_row(
    context: Context, id_: str, columns: Mapping[Kind, frozenset[str]]
) -> tuple[Kind, Row] | None:
    parts = ids.decode_any(id_)
    if parts is None or parts[0] not in _LOADERS:
        return None
    kind, key = parts
    row = await _LOADERS[kind](context, key, columns[kind])
    return None if row is None else (kind, row)
