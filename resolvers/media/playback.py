"""What browsers play of videos: the original, or a rendition, which is made when somebody first wants to watch it."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal
from uuid import UUID

from domain.media.playback_job import playback_pipeline
from domain.videos.clip_integrity import check_files
from models.enums import PlaybackState
from models.errors import WatchgraphError
from models.media.playback import Playback, PlayedVideo, StoredRendition
from resolvers.core import media_urls
from resolvers.core.context import Context
from resolvers.media.playback_orders import order_renditions


@dataclass(frozen=True, slots=True)
class _Played:
    """An object to play, before it is signed."""

    state: PlaybackState
    bucket: Literal["storage", "highlights"]
    key: str
    version: str | None


_Found = Playback | _Played | WatchgraphError


async def load_playback(context: Context, video: PlayedVideo) -> Playback:
    """What is played of a video, with a URL where there is something; batched within the operation.

    Where nothing is there yet that browsers play, it is ordered. A URL is noted in the audit log: once per person,
    video and hour. Raises what keeps the original from being handed out.
    """
    loader = context.loader("playback", partial(_load_all, context))
    found: Playback = await loader.load(video)
    return found


async def _load_all(context: Context, videos: Sequence[PlayedVideo]) -> list[Playback | WatchgraphError]:
    found = await _find_all(context, videos)
    played = [video_id for video_id, one in found.items() if isinstance(one, _Played)]
    if played:
        await context.data.media.renditions.note_played(context.caller, played, context.request_id)
    return list(await asyncio.gather(*(_sign(context, found[video.original.video_id]) for video in videos)))


async def _sign(context: Context, found: _Found) -> Playback | WatchgraphError:
    if not isinstance(found, _Played):
        return found
    return Playback(found.state, await media_urls.sign_video(context, found.bucket, found.key, found.version))


async def _find_all(context: Context, videos: Sequence[PlayedVideo]) -> Mapping[UUID, _Found]:
    uploaded = [video for video in videos if video.is_uploaded]
    found: dict[UUID, _Found] = {
        video.original.video_id: Playback(PlaybackState.NOT_UPLOADED) for video in videos if not video.is_uploaded
    }
    found |= await _find_originals(context, [video for video in uploaded if video.plays])
    found |= await _find_renditions(context, [video for video in uploaded if not video.plays])
    return found


async def _find_originals(context: Context, videos: Sequence[PlayedVideo]) -> Mapping[UUID, _Found]:
    """What is played of videos whose originals browsers play."""
    found: dict[UUID, _Found] = {
        video.original.video_id: Playback(PlaybackState.ARCHIVED) for video in videos if not video.is_readable
    }
    originals = [video.original for video in videos if video.is_readable]
    if originals:
        checked = await media_urls.verify_originals(context, originals)
        for original, error in zip(originals, checked, strict=True):
            key, version = original.pinned.key, original.pinned.version
            found[original.video_id] = error or _Played(PlaybackState.ORIGINAL, "storage", key, version)
    return found


async def _find_renditions(context: Context, videos: Sequence[PlayedVideo]) -> Mapping[UUID, _Found]:
    """What is played of the others: their renditions, which are ordered where they are missing."""
    if not videos:
        return {}
    ids = [video.original.video_id for video in videos]
    stored = await context.data.media.renditions.list_by_video(context.caller, ids)
    current = playback_pipeline(sound=context.limits.clip_sound)
    found = await _check(context, [one for one in stored if one is not None and one.made_by == current])
    missing = [video for video in videos if video.original.video_id not in found]
    return {**found, **await order_renditions(context, missing)}


async def _check(context: Context, renditions: Sequence[StoredRendition]) -> Mapping[UUID, _Found]:
    """What is played of each rendition. One in whose place another object is, is left out, which is noted."""
    found: dict[UUID, _Found] = {}
    intact = await check_files(context.data.objects, renditions)
    for one, result in zip(renditions, intact, strict=True):
        if isinstance(result, WatchgraphError):
            found[one.video_id] = result
        elif result:
            found[one.video_id] = _Played(PlaybackState.READY, "highlights", one.object_key, one.object_version)
        else:
            await context.data.media.renditions.delete_replaced(context.caller, one, context.request_id)
    return found
