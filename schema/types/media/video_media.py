"""Video: what shows it and plays it."""

from datetime import datetime
from typing import Annotated

import strawberry

from domain.chat.frames import clock_from_row
from models.enums import VideoStatus
from models.footage import originals
from models.media.playback import Playback as FoundPlayback
from models.media.playback import PlayedVideo
from models.media.signed_urls import SignedUrl
from models.media.storyboards import StoredStoryboard
from models.rows.video import VideoRow
from resolvers.core import media_urls, url_lifetime
from resolvers.core.access import FOOTAGE_ACCESS, PICTURE_ACCESS, PLAYBACK_ACCESS
from resolvers.media import frames, tracks
from resolvers.media import playback as playbacks
from schema.graphql.scalars import URL, to_expiry, to_url
from schema.graphql.selection import Info, column, computed_field
from schema.types.media.playback import Playback
from schema.types.media.storyboard import Storyboard
from schema.types.media.track import Track

_LIFETIME_DESCRIPTION = (
    "Life of the URL: 60 to 3,600 seconds, or what the server is set to. The default is less where that is the longest."
)


_FRAME_COLUMNS = (*PlayedVideo.COLUMNS, "clock", "gaps")
_AtSeconds = Annotated[
    float, strawberry.argument(description="The moment, in seconds from the first frame; at most the video's length.")
]


@strawberry.type(description="The part of Video that shows and plays it.")
class VideoMedia:
    row: strawberry.Private[VideoRow]

    @computed_field(
        "thumbnail_key",
        access=PICTURE_ACCESS,
        repeatable=True,
        description="A picture (JPEG), by a URL that stays the same for minutes; null before there is one, or where "
        "what is stored is no longer the picture that was stored.",
    )
    async def thumbnail_url(self, info: Info) -> URL | None:
        return to_url(await media_urls.presign_thumbnail(info.context, self.row["thumbnail_key"]))

    @computed_field(
        "thumbnail_key", access=PICTURE_ACCESS, repeatable=True, description="When thumbnailUrl stops working."
    )
    async def thumbnail_url_expires_at(self, info: Info) -> datetime | None:
        return to_expiry(await media_urls.presign_thumbnail(info.context, self.row["thumbnail_key"]))

    @computed_field(
        *originals.Original.COLUMNS,
        "original_filename",
        "status",
        access=FOOTAGE_ACCESS,
        description="Downloads the original under its file name; null while it is being uploaded. Noted in the audit "
        "log. An error, ORIGINAL_REPLACED or ORIGINAL_MISSING, where what is stored is not what was confirmed. Needs "
        "OPERATOR, unless the server is set up otherwise.",
    )
    async def download_url(
        self,
        info: Info,
        expires_in_seconds: Annotated[
            int | None, strawberry.argument(description=_LIFETIME_DESCRIPTION)
        ] = url_lifetime.DEFAULT_SECONDS,
    ) -> URL | None:
        if self.row["status"] == VideoStatus.UPLOADING:
            return None
        life = url_lifetime.resolve_url_lifetime(info.context, expires_in_seconds)
        original = originals.Original.from_row(self.row)
        return URL(await media_urls.presign_original(info.context, original, self.row["original_filename"], life))

    @computed_field(
        *PlayedVideo.COLUMNS,
        access=PLAYBACK_ACCESS,
        description="What a browser plays: the original where every browser plays it, else a copy of it "
        "(H.264 in MP4), which is made when somebody first asks. Null until then: playback says how it stands. Players "
        "may seek in it. The audit log notes it once per person, video and hour.",
    )
    async def playback_url(self, info: Info) -> URL | None:
        return to_url((await self._load_playback(info)).signed)

    @computed_field(
        *PlayedVideo.COLUMNS,
        access=PLAYBACK_ACCESS,
        description="playbackUrl with its expiry and its state, to be asked for every few seconds while it is made. "
        "To select it orders what is missing, as playbackUrl does.",
    )
    async def playback(self, info: Info) -> Playback | None:
        return Playback.from_found(await self._load_playback(info), info.context.language)

    async def _load_playback(self, info: Info) -> FoundPlayback:
        return await playbacks.load_playback(info.context, PlayedVideo.from_row(self.row))

    @computed_field(
        *_FRAME_COLUMNS,
        access=PICTURE_ACCESS,
        description="A picture of this moment (JPEG, at most 1280 pixels a side): of the frame that is on screen then. "
        "It is made when somebody first asks for it, which takes about a second, and kept. Null before the upload is "
        "confirmed, and while the original is archived. OUT_OF_RANGE: the footage has no such second.",
    )
    async def frame_url(self, info: Info, at_seconds: _AtSeconds) -> URL | None:
        return to_url(await self._load_frame(info, at_seconds))

    @computed_field(
        *_FRAME_COLUMNS, access=PICTURE_ACCESS, description="When frameUrl of the same moment stops working."
    )
    async def frame_url_expires_at(
        self,
        info: Info,
        at_seconds: Annotated[
            float | None, strawberry.argument(description="The moment, in seconds; the first frame's if absent.")
        ] = 0.0,
    ) -> datetime | None:
        return to_expiry(await self._load_frame(info, at_seconds or 0.0))

    async def _load_frame(self, info: Info, at_seconds: float) -> SignedUrl | None:
        milliseconds = frames.validate_moment(at_seconds, self.row["duration_seconds"])
        played = PlayedVideo.from_row(self.row)
        if not played.is_uploaded or not played.is_readable:
            return None
        wanted = frames.WantedFrame(played.original, clock_from_row(self.row), milliseconds)
        return await frames.load_frame(info.context, wanted)

    @computed_field(
        "storyboard",
        access=PICTURE_ACCESS,
        repeatable=True,
        description="Small pictures of all of it, for scrubbing, which its analysis draws. Null before that, for "
        "videos that were analysed before there were any, and where what is stored is no longer the picture that was "
        "stored.",
    )
    async def storyboard(self, info: Info) -> Storyboard | None:
        stored = StoredStoryboard.from_stored(self.row["storyboard"])
        signed = None if stored is None else await media_urls.presign_thumbnail(info.context, stored.key)
        return None if stored is None or signed is None else Storyboard.from_stored(stored, signed)

    @computed_field(
        "id",
        repeatable=True,
        description="Where each person was that its events tell of, the first seen first, for drawing over it. Empty "
        "where tracksKept is false.",
    )
    async def tracks(
        self,
        info: Info,
        from_seconds: Annotated[float | None, strawberry.argument(description="Only from this second on.")] = None,
        to_seconds: Annotated[float | None, strawberry.argument(description="Only up to this second.")] = None,
    ) -> list[Track]:
        kept = await tracks.load_tracks(info.context, self.row["id"], from_seconds, to_seconds)
        return [Track.from_kept(track) for track in kept]

    tracks_kept: bool = column(
        description="Whether its latest analysis kept where people were. False before it is analysed, and for videos "
        "that were analysed before tracks were kept: their tracks are empty whoever was there."
    )
