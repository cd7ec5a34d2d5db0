"""Clips: cutting one out of a video."""

from collections.abc import Sequence
from typing import Annotated

import strawberry

from models.errors import UserMistake
from models.messages.errors import format_message
from resolvers import clip as clips
from resolvers.core.access import FOOTAGE_ACCESS
from schema.graphql.connection import UserError
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import Info, access_metadata, computed_field


@strawberry.type(description="A clip that can be downloaded.")
class ExportClipPayload:
    url: URL | None = strawberry.field(
        default=None,
        description="The clip (MP4), presigned for 15 minutes; players may seek in it. Null on an error.",
        metadata=access_metadata(FOOTAGE_ACCESS),
    )
    start_seconds: float | None = strawberry.field(
        default=None, description="Where it really starts: at the key frame before, unless exact. Null on an error."
    )
    end_seconds: float | None = strawberry.field(default=None, description="Where it really ends; null on an error.")
    size_bytes: BigInt | None = strawberry.field(default=None, description="Its size in bytes; null on an error.")
    checksum_sha256: str | None = strawberry.field(default=None, description="Its SHA-256 in hex; null on an error.")
    encoded: bool | None = strawberry.field(
        default=None,
        description="True: the pictures were encoded anew; else they are the original's. Null on an error.",
    )
    reasons: list[str] | None = strawberry.field(
        default=None, description="Why the pictures were encoded anew; null on an error."
    )
    omitted: list[str] | None = strawberry.field(
        default=None, description="What the original has and the clip has not; null on an error."
    )
    user_errors: list[UserError] = strawberry.field(default_factory=list, description="What has to be mended.")


@strawberry.type(description="What cuts clips.")
class ClipMutations:
    @computed_field(
        description="Cut a clip out of a video, as it was recorded, from the key frame before; exact: encoded anew, "
        "just the range. The same range is cut once. It waits for the clip some 25 seconds; CLIP_NOT_READY says to "
        "ask again."
    )
    async def export_clip(
        self,
        info: Info,
        video_id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],
        start_seconds: Annotated[float, strawberry.argument(description="From here, in seconds.")],
        end_seconds: Annotated[
            float, strawberry.argument(description="To here; at most an hour after, 10 minutes where exact.")
        ],
        exact: Annotated[bool | None, strawberry.argument(description="True: just this range, encoded anew.")] = False,
    ) -> ExportClipPayload:
        try:
            made = await clips.export_clip(info.context, video_id, start_seconds, end_seconds, bool(exact))
        except UserMistake as error:
            return ExportClipPayload(user_errors=[UserError.from_mistake(error, info.context.language)])
        return ExportClipPayload(
            url=URL(made.url),
            start_seconds=made.clip.start_seconds,
            end_seconds=made.clip.end_seconds,
            size_bytes=BigInt(made.clip.size_bytes),
            checksum_sha256=made.clip.checksum_sha256,
            encoded=made.clip.encoded,
            reasons=[_describe_note(note, info) for note in made.clip.reasons],
            omitted=[_describe_note(note, info) for note in made.clip.omitted],
        )


def _describe_note(note: Sequence[str], info: Info) -> str:
    kind, detail = note
    return format_message(f"CLIP_{kind}", info.context.language, {"detail": detail})
