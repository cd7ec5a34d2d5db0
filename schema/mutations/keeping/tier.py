"""Moving videos between tiers."""

from typing import Annotated, Self

import strawberry

from domain.keeping.moving import Move
from models.enums import Language, Role
from resolvers.keeping import tier as tiers
from resolvers.keeping.tier import ArchiveResult
from schema.graphql.selection import Info, select_columns
from schema.inputs.tier import ArchiveVideosInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.mutations.video import VideoPayload
from schema.types.video import Video


@strawberry.type(description="A video that is not moved.")
class SkippedVideo:
    video: Video = strawberry.field(description="The video.")
    code: str = strawberry.field(description="Why, for programs, such as LEGAL_HOLD.")
    reason: str = strawberry.field(description="Why, for people, and what to do.")


@strawberry.type(description="What moving the videos costs and saves, by list prices.")
class ArchiveEstimate:
    size_bytes: float = strawberry.field(description="Size of the originals that move, in bytes.")
    monthly_saving_usd: float = strawberry.field(description="Less to pay for storage in a month.")
    move_cost_usd: float = strawberry.field(
        description="Requests, and what is paid for minimum storage times: of the class that is left too early, and of "
        "the new one where the footage expires before."
    )
    saving_usd: float = strawberry.field(
        description="In all until the footage expires, or in a year; below 0, the move costs more than it saves. "
        "Without what reading and restoring costs."
    )
    pays_for: int = strawberry.field(description="For how many of the videos the move saves more than it costs.")

    @classmethod
    def from_moves(cls, moves: list[Move]) -> Self:
        estimates = [move.estimate for move in moves if move.estimate is not None]
        return cls(
            size_bytes=float(sum(move.video["size_bytes"] for move in moves)),
            monthly_saving_usd=sum(estimate.monthly_saving_usd for estimate in estimates),
            move_cost_usd=sum(estimate.move_cost_usd for estimate in estimates),
            saving_usd=sum(estimate.saving_usd for estimate in estimates),
            pays_for=sum(estimate.pays for estimate in estimates),
        )


@strawberry.type(description="What becomes of videos that were to move.")
class ArchiveVideosPayload(MutationPayload):
    videos: list[Video] = strawberry.field(
        default_factory=list, description="What moves, or would with dryRun. A worker does it: tier tells when."
    )
    skipped: list[SkippedVideo] = strawberry.field(default_factory=list, description="What does not move, and why.")
    estimate: ArchiveEstimate | None = strawberry.field(
        default=None, description="What the move of `videos` costs and saves; null on an error."
    )
    has_more: bool = strawberry.field(
        default=False, description="More videos are older than olderThanDays than one call takes: call again."
    )

    @classmethod
    def from_result(cls, result: ArchiveResult, language: Language) -> Self:
        moved = [move for move in result.moves if move.obstacle is None]
        return cls(
            videos=[Video.from_row(move.video) for move in moved],
            skipped=[
                SkippedVideo(
                    video=Video.from_row(move.video), code=move.obstacle.code, reason=move.obstacle.message(language)
                )
                for move in result.moves
                if move.obstacle is not None
            ],
            estimate=ArchiveEstimate.from_moves(moved),
            has_more=result.has_more,
        )


@strawberry.type
class TierMutations:
    @mutation(
        role=Role.OPERATOR,
        description="Move videos, with their clips, to another tier. WARM is cheaper to keep and dearer to read; COLD "
        "has to be restored before it can be seen. Events stay, and are found by words and by SQL.",
    )
    async def archive_videos(
        self,
        info: Info,
        input: Annotated[ArchiveVideosInput, strawberry.argument(description="What moves where.")],  # noqa: A002
    ) -> ArchiveVideosPayload:
        columns = select_columns(info, Video, "videos") | select_columns(info, Video, "skipped", "video")
        result = await tiers.archive_videos(info.context, input.to_order(), columns)
        return ArchiveVideosPayload.from_result(result, info.context.language)

    @mutation(
        role=Role.OPERATOR,
        description="Bring the footage of a COLD video back for some days. It takes hours; meanwhile the video is "
        "RESTORING, and restoration tells how far it is.",
    )
    async def restore_video(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],  # noqa: A002
        days: Annotated[
            int | None, strawberry.argument(description="How long it stays, 1 to 365 days; then it is COLD again.")
        ] = 7,
    ) -> VideoPayload:
        columns = select_columns(info, Video, "video")
        row = await tiers.restore_video(info.context, id, 7 if days is None else days, columns)
        return VideoPayload(video=Video.from_row(row))
