"""Where people were in videos."""

import math
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from domain.media.tracks import limit_boxes
from models.errors import InvalidInput
from models.media.tracks import KeptTrack
from models.mistakes import MistakeCollector
from resolvers.core.context import Context

# The most boxes of one operation, over all of its videos: more take longer to write than to look at.
MAX_BOXES = 6_000


async def load_tracks(context: Context, video_id: UUID, start: float | None, end: float | None) -> list[KeptTrack]:
    """The parts of a video's tracks between two positions, batched within the operation. Raises InvalidInput."""
    with MistakeCollector() as mistakes:
        for value, name in ((start, "fromSeconds"), (end, "toSeconds")):
            if value is not None and not math.isfinite(value):
                mistakes.add(InvalidInput("NOT_FINITE", field=(name,)))
        if not mistakes.any and start is not None and end is not None and end < start:
            mistakes.add(InvalidInput("RANGE_REVERSED", field=("toSeconds",), start=start, end=end))
    loader = context.loader(("tracks", start, end), partial(_load, context, start, end))
    found: list[KeptTrack] = await loader.load(video_id)
    return found


async def _load(
    context: Context, start: float | None, end: float | None, video_ids: Sequence[UUID]
) -> list[list[KeptTrack]]:
    found = await context.data.media.tracks.list_by_video(context.caller, video_ids, start, end)
    return [limit_boxes(tracks, MAX_BOXES // len(video_ids)) for tracks in found]
