"""Event: something that happened in a video."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry.scalars import JSON

from domain.events.basis import find_basis
from domain.language.timecode import format_timecode
from models.enums import AgeGroup, EventBasis, EventType, FrameLocation, Gender, ReviewVerdict
from models.rows.event import EventRow
from resolvers import event as events
from resolvers import video as videos
from resolvers.core import media_urls
from resolvers.core.access import FOOTAGE_ACCESS, PICTURE_ACCESS
from resolvers.core.ids import Kind
from schema.graphql.columns import Part
from schema.graphql.connection import Node, id_column
from schema.graphql.scalars import URL, to_expiry, to_url
from schema.graphql.selection import (
    Info,
    column,
    computed_field,
    part_columns,
    select_columns,
    translated_column,
)

if TYPE_CHECKING:
    from schema.types.video import Video

_SIDES = ("x", "y", "width", "height")


@strawberry.type(description="A rectangle in pixels of the source frame; the origin is its top left corner.")
class BoundingBox:
    x: int = strawberry.field(description="Left edge.")
    y: int = strawberry.field(description="Top edge.")
    width: int = strawberry.field(description="Width.")
    height: int = strawberry.field(description="Height.")


@strawberry.type(description="Who an event shows, as far as its source could tell.")
class Person:
    track_id: str = strawberry.field(description="The same person within one video; means nothing in another.")
    person_id: str | None = strawberry.field(description="The same person in all videos; null where not told.")
    gender: Gender = strawberry.field(description="UNKNOWN where the source does not tell.")
    gender_confidence: float | None = strawberry.field(description="0 to 1; null where not told.")
    age_group: AgeGroup = strawberry.field(description="UNKNOWN where the source does not tell.")
    age: float | None = strawberry.field(description="Years, estimated; null where not told.")
    emotion: str | None = strawberry.field(description="As the source names it; null where not told.")


@strawberry.type(description="What a person said of an event who looked at its footage.")
class EventReview:
    verdict: ReviewVerdict = strawberry.field(description="What it shows.")
    comment: str | None = strawberry.field(description="Why; null where nothing was said.")
    by: str = strawberry.field(description="The user who said so, as the token names them.")
    at: datetime = strawberry.field(description="When.")


async def _load_videos_of_many(objects: Sequence["Event"], info: Info) -> list["Video"]:
    """`Event.video` of several events."""
    from schema.types.video import Video

    rows = await events.load_videos_of_events(info.context, [each.row for each in objects], select_columns(info, Video))
    return [Video.from_row(row) for row in rows]


@strawberry.type(description="Something that happened in a video.")
class Event(Node):
    row: strawberry.Private[EventRow]

    id: strawberry.ID = id_column(Kind.EVENT)
    type: EventType = column(convert=EventType, description="What happened.")
    start_seconds: float = column(description="Start, in seconds from the video's first frame.")
    end_seconds: float = column(description="End, in seconds from the video's first frame.")
    occurred_at: datetime | None = column(
        description="Time of day of the start; null where the video's time of recording is not known."
    )
    frame_number: int = column(
        description="Number of the frame at the start, from 0; 0 also for an import until the frame rate is known."
    )
    location: FrameLocation = column(convert=FrameLocation, description="Third of the frame at the start.")
    description: str = translated_column(
        korean="description_ko",
        description="What happened; in Korean, where that is asked for and its source told it in Korean.",
    )
    bounding_box: BoundingBox | None = part_columns(
        BoundingBox,
        {side: Part(f"bbox_{side}") for side in _SIDES},
        required=[f"bbox_{side}" for side in _SIDES],
        description="Where in the frame; null where not told.",
    )
    person: Person | None = part_columns(
        Person,
        {
            "track_id": Part("track_id"),
            "person_id": Part("person_id"),
            "gender": Part("gender", Gender),
            "gender_confidence": Part("gender_confidence"),
            "age_group": Part("age_group", AgeGroup),
            "age": Part("age"),
            "emotion": Part("emotion"),
        },
        required=["track_id"],
        description="Who; null where it shows no one.",
    )
    action: str | None = column(description="What the person does, in words; null where the source does not tell.")
    interaction_target: str | None = column(description="What or whom the action is about; null where not told.")
    objects: list[str] = column(
        description="Things that are part of it. Of an event that the analysis detected: things seen near the person, "
        "which need not have to do with it; attributes.nearby says how sure."
    )
    confidence: float = column(description="How sure the source is: 0 to 1.")
    attributes: JSON = column(description="Whatever else the source told, as an object.")
    keywords: list[str] = column(description="Words to find it by, in Korean and English.")
    source: str = column(description="The detector or importer that told it, with its version.")
    review: EventReview | None = part_columns(
        EventReview,
        {
            "verdict": Part("review_verdict", ReviewVerdict),
            "comment": Part("review_comment"),
            "by": Part("reviewed_by"),
            "at": Part("reviewed_at"),
        },
        required=["review_verdict"],
        description="The latest review of a person; null where nobody has reviewed it.",
    )
    created_at: datetime = column(description="When it was stored.")

    @classmethod
    def from_row(cls, row: EventRow) -> Self:
        return cls(row=row)

    @computed_field("source", "type", description="What it rests on.")
    def basis(self) -> EventBasis:
        return find_basis(self.row["source"], EventType(self.row["type"]))

    @computed_field(
        "seen_seconds",
        "start_seconds",
        "end_seconds",
        description="For how many of its seconds it was really seen: less than its length where somebody was hidden in "
        "between, 0 for a moment. Its length, where the source does not tell.",
    )
    def seen_seconds(self) -> float:
        seen: float | None = self.row["seen_seconds"]
        return self.row["end_seconds"] - self.row["start_seconds"] if seen is None else seen

    @computed_field("start_seconds", description="Start as H:MM:SS, or MM:SS below an hour.")
    def timecode(self) -> str:
        return format_timecode(self.row["start_seconds"])

    @computed_field(
        "thumbnail_key",
        access=PICTURE_ACCESS,
        repeatable=True,
        description="A picture (JPEG), by a URL that stays the same for minutes; null where there is none, or where "
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
        "id",
        "clip_key",
        access=FOOTAGE_ACCESS,
        description="A clip of it (MP4), by a URL that stays the same for minutes; null where none was cut as clips "
        "are now. Needs OPERATOR, unless the server is set up otherwise.",
    )
    async def clip_url(self, info: Info) -> URL | None:
        return to_url(await media_urls.presign_event_clip(info.context, self.row["id"], self.row["clip_key"]))

    @computed_field("id", "clip_key", access=FOOTAGE_ACCESS, description="When clipUrl stops working.")
    async def clip_url_expires_at(self, info: Info) -> datetime | None:
        return to_expiry(await media_urls.presign_event_clip(info.context, self.row["id"], self.row["clip_key"]))

    @computed_field(
        "video_id", repeatable=True, many=_load_videos_of_many, description="The video in which it happened."
    )
    async def video(self, info: Info) -> Annotated["Video", strawberry.lazy("schema.types.video")]:
        from schema.types.video import Video

        joined = events.extract_joined_video(self.row)
        if joined is not None:
            return Video.from_row(joined)
        return Video.from_row(
            await videos.require_by_key(info.context, self.row["video_id"], select_columns(info, Video))
        )

    @computed_field(
        "id",
        repeatable=True,
        description="The events just before and after it in its video, in order of time, without itself.",
    )
    async def context(
        self,
        info: Info,
        before: Annotated[int | None, strawberry.argument(description="At most this many before: 0 to 20.")] = 2,
        after: Annotated[int | None, strawberry.argument(description="At most this many after: 0 to 20.")] = 2,
    ) -> list["Event"]:
        before, after = 2 if before is None else before, 2 if after is None else after
        columns = select_columns(info, Event)
        return [
            Event.from_row(row)
            for row in await events.load_neighbours(info.context, self.row["id"], before, after, columns)
        ]

    @computed_field("id", description="The events whose descriptions are most like its own, in any video, best first.")
    async def similar(
        self,
        info: Info,
        first: Annotated[int | None, strawberry.argument(description="At most this many: 1 to 50.")] = 5,
    ) -> list["EventHit"]:
        count = 5 if first is None else first
        rows = await events.load_similar(info.context, self.row["id"], count, select_columns(info, Event, "event"))
        return [
            EventHit(
                event=Event.from_row(row),
                rank=rank,
                score=max(0.0, row["similarity"]),
                vector_similarity=row["similarity"],
            )
            for rank, row in enumerate(rows, start=1)
        ]


@strawberry.type(description="An event that was found, and how well it fits.")
class EventHit:
    event: Event = strawberry.field(description="The event.")
    rank: int = strawberry.field(description="Its place, from 1.")
    score: float = strawberry.field(description="What it was ranked by; higher is better. Compare within one result.")
    vector_similarity: float | None = strawberry.field(
        default=None, description="Cosine between its text and what was looked for, -1 to 1; null where not compared."
    )
    keyword_score: float | None = strawberry.field(
        default=None, description="How well its words fit, 0 to 1; null where they were not what found it."
    )
    rerank_score: float | None = strawberry.field(
        default=None, description="The reranker's judgement, 0 to 1; null where it was not asked."
    )
