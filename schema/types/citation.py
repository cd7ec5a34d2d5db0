"""Citation: a moment of the footage that a text points at."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry

from domain.language.timecode import format_timecode
from models.asking.answers import StoredCitation
from models.enums import Verification
from models.footage.clock_jumps import time_at_position
from models.keeping.tiers import ARCHIVED_TIERS
from models.media.signed_urls import SignedUrl
from resolvers import event as events
from resolvers import video as videos
from resolvers.core import media_urls
from resolvers.core.access import PICTURE_ACCESS
from schema.graphql.scalars import URL, to_expiry, to_url
from schema.graphql.selection import Info, computed_field, select_columns

if TYPE_CHECKING:
    from schema.types.event import Event
    from schema.types.video import Video


@strawberry.type(
    description="A moment that a text points at by [number]. The server checked it against the rows that it retrieved."
)
class Citation:
    stored: strawberry.Private[StoredCitation]

    number: int = strawberry.field(description="As in the text, from 1.")
    start_seconds: float = strawberry.field(description="Start, in seconds from the video's first frame.")
    end_seconds: float = strawberry.field(description="End, in seconds from the video's first frame.")
    timecode: str = strawberry.field(description="Start as H:MM:SS, or MM:SS below an hour.")
    score: float | None = strawberry.field(description="How well it fits, 0 to 1; null where not scored.")
    verification: Verification = strawberry.field(
        description="Whether the frames show what is said of it; asked for by PromptInput.verify."
    )

    @classmethod
    def from_stored(cls, stored: StoredCitation) -> Self:
        return cls(
            stored=stored,
            number=stored.number,
            start_seconds=stored.start_seconds,
            end_seconds=stored.end_seconds,
            timecode=format_timecode(stored.start_seconds),
            score=stored.score,
            verification=stored.verification,
        )

    @computed_field(repeatable=True, description="The event; null where only a frame was seen, or the event is gone.")
    async def event(self, info: Info) -> Annotated["Event", strawberry.lazy("schema.types.event")] | None:
        from schema.types.event import Event

        if self.stored.event_id is None:
            return None
        row = await events.load_by_key(info.context, self.stored.event_id, select_columns(info, Event))
        return None if row is None else Event.from_row(row)

    @computed_field(repeatable=True, description="The video.")
    async def video(self, info: Info) -> Annotated["Video", strawberry.lazy("schema.types.video")]:
        from schema.types.video import Video

        return Video.from_row(
            await videos.require_by_key(info.context, self.stored.video_id, select_columns(info, Video))
        )

    @computed_field(
        repeatable=True, description="Time of day of the start; null where the time of recording is not known."
    )
    async def occurred_at(self, info: Info) -> datetime | None:
        row = await videos.require_by_key(info.context, self.stored.video_id, frozenset({"recorded_at", "jumps"}))
        return time_at_position(row["recorded_at"], row["jumps"], self.start_seconds)

    @computed_field(
        repeatable=True,
        description="True: the footage of the moment is archived, so that only its picture is there until the video is "
        "restored.",
    )
    async def archived(self, info: Info) -> bool:
        row = await videos.require_by_key(info.context, self.stored.video_id, frozenset({"tier"}))
        return row["tier"] in ARCHIVED_TIERS

    @computed_field(
        access=PICTURE_ACCESS,
        repeatable=True,
        description="A picture of the moment (JPEG), by a URL that stays the same for minutes; null where there is "
        "none, or where what is stored is no longer the picture that was stored.",
    )
    async def frame_url(self, info: Info) -> URL | None:
        return to_url(await self._sign_frame(info))

    @computed_field(access=PICTURE_ACCESS, repeatable=True, description="When frameUrl stops working.")
    async def frame_url_expires_at(self, info: Info) -> datetime | None:
        return to_expiry(await self._sign_frame(info))

    async def _sign_frame(self, info: Info) -> SignedUrl | None:
        key = self.stored.frame_key
        if key is None and self.stored.event_id is not None:
            row = await events.load_by_key(info.context, self.stored.event_id, frozenset({"thumbnail_key"}))
            key = None if row is None else row["thumbnail_key"]
        return await media_urls.presign_thumbnail(info.context, key)
