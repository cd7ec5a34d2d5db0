"""Cutting clips out of videos."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Self

import strawberry

from models.enums import Language, Role
from models.messages.errors import format_message
from resolvers import clip as clips
from resolvers.clip import ExportedClip
from resolvers.core.access import FOOTAGE_ACCESS
from schema.graphql.scalars import URL, BigInt
from schema.graphql.selection import Info, access_metadata
from schema.mutations.mutation import MutationPayload, mutation


@strawberry.type(description="A clip that can be downloaded.")
class ExportClipPayload(MutationPayload):
    url: URL | None = strawberry.field(
        default=None,
        description="The clip (MP4), by a URL that stays the same for minutes; players may seek in it. Null on an "
        "error.",
        metadata=access_metadata(FOOTAGE_ACCESS),
    )
    expires_at: datetime | None = strawberry.field(
        default=None, description="When url stops working; null on an error."
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

    @classmethod
    def from_clip(cls, exported: ExportedClip, language: Language) -> Self:
        clip = exported.clip
        return cls(
            url=URL(exported.url.url),
            expires_at=exported.url.expires_at,
            start_seconds=clip.start_seconds,
            end_seconds=clip.end_seconds,
            size_bytes=BigInt(clip.size_bytes),
            checksum_sha256=clip.checksum_sha256,
            encoded=clip.encoded,
            reasons=[_describe_note(note, language) for note in clip.reasons],
            omitted=[_describe_note(note, language) for note in clip.omitted],
        )


def _describe_note(note: Sequence[str], language: Language) -> str:
    kind, detail = note
    return format_message(f"CLIP_{kind}", language, {"detail": detail})


@strawberry.type
class ClipMutations:
    @mutation(
        role=Role.OPERATOR,
        footage=True,
        description="Cut a clip out of a video, as it was recorded, from the key frame before; exact: encoded anew, "
        "just the range. The same range is cut once. It waits for the clip some 25 seconds; CLIP_NOT_READY says to "
        "ask again.",
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
        exported = await clips.export_clip(info.context, video_id, start_seconds, end_seconds, bool(exact))
        return ExportClipPayload.from_clip(exported, info.context.language)
