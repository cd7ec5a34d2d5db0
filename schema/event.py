"""Event: something that happened in a video."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Self

import strawberry
from strawberry.scalars import JSON

from models.enums import AgeGroup, EventType, FrameLocation, Gender, Language
from models.paging import Row
from resolvers import media, videos
from resolvers.ids import Kind
from resolvers.timecode import timecode
from schema.columns import Info, column, computed, selected
from schema.node import Node, global_id
from schema.scalars import URL

if TYPE_CHECKING:
    from schema.video import Video


@strawberry.type(description="A rectangle in pixels of the source frame; the origin is its top left corner.")
class BoundingBox:
    x: int = strawberry.field(description="Left edge.")
    y: int = strawberry.field(description="Top edge.")
    width: int = strawberry.field(description="Width.")
    height: int = strawberry.field(description="Height.")


@strawberry.type(description="Who an event shows, as far as its source could tell.")
class Person:
    track_id: str = strawberry.field(description="The same person within one video; means nothing in another.")
    gender: Gender = strawberry.field(description="UNKNOWN where the source does not tell.")
    gender_confidence: float | None = strawberry.field(description="0 to 1; null where not told.")
    age_group: AgeGroup = strawberry.field(description="UNKNOWN where the source does not tell.")
    age: float | None = strawberry.field(description="Years, estimated; null where not told.")
    emotion: str | None = strawberry.field(description="As the source names it; null where not told.")


@strawberry.type(description="How many events of a type there are.")
class EventTypeCount:
    type: EventType = strawberry.field(description="The type.")
    count: int = strawberry.field(description="How many; types without any are left out.")


@strawberry.type(description="Something that happened in a video.")
class Event(Node):
    row: strawberry.Private[Row]

    id: strawberry.ID = computed("id", description="Opaque and stable. Do not look inside.")(
        lambda self: global_id(Kind.EVENT, self.row)
    )
    type: EventType = column(read=EventType, description="What happened.")
    start_seconds: float = column(description="Start, in seconds from the video's first frame.")
    end_seconds: float = column(description="End, in seconds from the video's first frame.")
    occurred_at: datetime | None = column(
        description="Time of day of the start; null where the video's time of recording is not known."
    )
    frame_number: int = column(description="Number of the frame at the start, counted from 0.")
    location: FrameLocation = column(read=FrameLocation, description="Third of the frame at the start.")
    action: str | None = column(description="What the person does, in words; null where the source does not tell.")
    interaction_target: str | None = column(description="What or whom the action is about; null where not told.")
    objects: list[str] = column(description="Things that are part of it.")
    confidence: float = column(description="How sure the source is: 0 to 1.")
    attributes: JSON = column(description="Whatever else the source told, as an object.")
    keywords: list[str] = column(description="Words to find it by, in Korean and English.")
    source: str = column(description="The detector or importer that told it, with its version.")
    created_at: datetime = column(description="When it was stored.")

    @classmethod
    def of(cls, row: Row) -> Self:
        return cls(row=row)

    @computed("start_seconds", description="Start as H:MM:SS, or M:SS below an hour.")
    def timecode(self) -> str:
        return timecode(self.row["start_seconds"])

    @computed("description", "description_ko", description="What happened, in the language of the request if told so.")
    def description(self, info: Info) -> str:
        korean: str | None = self.row["description_ko"]
        in_korean = info.context.language is Language.KO and korean
        return korean if in_korean and korean else str(self.row["description"])

    @computed(
        "bbox_x",
        "bbox_y",
        "bbox_width",
        "bbox_height",
        description="Where in the frame; null where not told.",
    )
    def bounding_box(self) -> BoundingBox | None:
        if self.row["bbox_x"] is None:
            return None
        return BoundingBox(**{side: self.row[f"bbox_{side}"] for side in ("x", "y", "width", "height")})

    @computed(
        "track_id",
        "gender",
        "gender_confidence",
        "age_group",
        "age",
        "emotion",
        description="Who; null where it shows no one.",
    )
    def person(self) -> Person | None:
        if self.row["track_id"] is None:
            return None
        return Person(
            track_id=self.row["track_id"],
            gender=Gender(self.row["gender"]),
            gender_confidence=self.row["gender_confidence"],
            age_group=AgeGroup(self.row["age_group"]),
            age=self.row["age"],
            emotion=self.row["emotion"],
        )

    @computed("thumbnail_key", description="A picture (JPEG), presigned for 15 minutes; null where there is none.")
    async def thumbnail_url(self, info: Info) -> URL | None:
        url = await media.thumbnail(info.context, self.row["thumbnail_key"])
        return None if url is None else URL(url)

    @computed("video_id", description="The video in which it happened.")
    async def video(self, info: Info) -> Annotated["Video", strawberry.lazy("schema.video")]:
        from schema.video import Video

        return Video.of(await videos.of_child(info.context, self.row["video_id"], selected(info, Video)))
