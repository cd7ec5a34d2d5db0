"""Pictures of moments of videos, made when somebody first asks and kept with the video's other pictures."""

import asyncio
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from domain.chat.frames import FrameExtractor
from domain.videos.original_integrity import fault_error
from domain.videos.picture_integrity import check_pictures
from models.enums import OriginalState
from models.errors import InvalidInput, NotFound, Unavailable, UnusableMedia, WatchgraphError
from models.footage.object_keys import video_folder
from models.footage.originals import Original
from models.media.signed_urls import SignedUrl
from resolvers.core import budget, media_urls
from resolvers.core.context import Context
from vision.media.clock import FootageClock
from vision.stills.frame_selection import Moment
from vision.stills.stills import PictureSize, StillsRequest

_SIZE = PictureSize(longest_side=1280, most_pixels=1280 * 1280)


@dataclass(frozen=True, slots=True)
class WantedFrame:
    """A moment of a video, in whole milliseconds. clock: the footage's, where it is known."""

    original: Original
    clock: FootageClock | None
    milliseconds: int


def validate_moment(at_seconds: float, duration_seconds: float | None) -> int:
    """The moment in whole milliseconds. The end of the footage is its last frame. Raises InvalidInput."""
    if not math.isfinite(at_seconds):
        raise InvalidInput("NOT_FINITE", field=("atSeconds",))
    if at_seconds < 0 or (duration_seconds is not None and at_seconds > duration_seconds):
        high = "∞" if duration_seconds is None else duration_seconds
        raise InvalidInput("OUT_OF_RANGE", field=("atSeconds",), low=0, high=high)
    # A video of a month is a longer one than there is.
    return min(math.floor(at_seconds * 1000), 2**31)


async def load_frame(context: Context, wanted: WantedFrame) -> SignedUrl:
    """A URL for the picture of a moment, batched within the operation.

    Raises UnusableMedia where there is no picture to be made, WrongState where the original was replaced, and
    AllowanceExceeded and Busy where the organization has as many made as it may.
    """
    if wanted.original.fault is OriginalState.EXPIRED:
        raise fault_error(OriginalState.EXPIRED)
    loader = context.loader("frames of moments", partial(_load_all, context))
    found: SignedUrl = await loader.load(wanted)
    return found


async def _load_all(context: Context, wanted: Sequence[WantedFrame]) -> list[SignedUrl | WatchgraphError]:
    keys = [_name_key(context, frame) for frame in wanted]
    kept = await _find_kept(context, keys)
    missing = [(frame, key) for frame, key in zip(wanted, keys, strict=True) if kept[key] is False]
    if missing:
        # Whom the pool would refuse pays nothing.
        context.limits.moment_slots.pool.check_capacity(context.caller.organization)
        async with context.data.postgres.transaction(context.caller) as connection:
            await budget.spend_frames(context, connection, len(missing))
        made = await asyncio.gather(*(_make(context, frame, key) for frame, key in missing), return_exceptions=True)
        for (_, key), error in zip(missing, made, strict=True):
            if error is not None and not isinstance(error, WatchgraphError):
                raise error
            kept[key] = error or True
    return list(await asyncio.gather(*(_sign(context, key, kept[key]) for key in keys)))


async def _sign(context: Context, key: str, kept: bool | WatchgraphError) -> SignedUrl | WatchgraphError:
    if isinstance(kept, WatchgraphError):
        return kept
    return await media_urls.sign(context, "thumbnails", key, media_urls.PICTURE_URL_SECONDS)


async def _find_kept(context: Context, keys: Sequence[str]) -> dict[str, bool | WatchgraphError]:
    """For each key, whether its picture was made before, and is still that one; or why that cannot be said."""
    data = context.data
    stored = [one for one in await data.pictures.get_by_keys(context.caller, keys) if one is not None]
    intact = await check_pictures(data.objects, data.pictures, context.caller, stored, context.request_id)
    found: dict[str, bool | WatchgraphError] = dict.fromkeys(keys, False)
    for picture, result in zip(stored, intact, strict=True):
        found[picture.object_key] = result if isinstance(result, Unavailable) else bool(result)
    return found


async def _make(context: Context, frame: WantedFrame, key: str) -> None:
    """Make the picture, store it, and pin it: a picture that is not pinned is made again. Raises WatchgraphError."""
    data, video_id = context.data, frame.original.video_id
    seconds, organization = frame.milliseconds / 1000, context.caller.organization
    extractor = FrameExtractor(data.objects, context.limits.moment_slots)
    request = StillsRequest(seconds, seconds, [Moment(seconds, 0.0)], 1, _SIZE)
    async with extractor.prepare_child(organization) as child:
        batch = await extractor.extract(organization, frame.original, request, child, frame.clock)
    if not batch.frames:
        raise UnusableMedia("INDEX_TOO_LARGE" if batch.cut_short else "NOTHING_IN_RANGE")
    stored = await data.objects.put("thumbnails", key, batch.frames[0].image.data, "image/jpeg")
    async with data.postgres.transaction(context.caller) as connection:
        if await data.videos.lock_status(connection, video_id) is None:
            # What was stored goes with what is left of the video.
            raise NotFound
        if stored.etag is not None:
            await data.pictures.pin_in(connection, context.caller, video_id, {key: stored.etag})


def _name_key(context: Context, frame: WantedFrame) -> str:
    folder = video_folder(context.caller.organization, frame.original.video_id)
    return f"{folder}frames/at-{frame.milliseconds:09d}-{_SIZE.longest_side}.jpg"
