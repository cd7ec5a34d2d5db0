"""Changing and deleting videos."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers import video as videos
from schema.graphql.selection import Info, select_columns
from schema.inputs.video import UpdateVideoInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.types.video import Video


@strawberry.type(description="The video that was changed.")
class VideoPayload(MutationPayload):
    video: Video | None = strawberry.field(default=None, description="As it is now; null on an error.")


@strawberry.type(description="How much was deleted of one kind.")
class DeletionReceipt:
    store: str = strawberry.field(
        description="videos, events, superseded_events, vectors, prompt_sessions, jobs, parts, originals, thumbnails, "
        "clips or renditions; and original_versions, thumbnail_versions, clip_versions or rendition_versions, which a "
        "bucket kept of former states."
    )
    deleted: int = strawberry.field(description="How many.")


@strawberry.type(description="A video that was deleted.")
class DeleteVideoPayload(MutationPayload):
    deleted_video_id: strawberry.ID | None = strawberry.field(
        default=None, description="The video that is gone; null on an error."
    )
    receipt: list[DeletionReceipt] | None = strawberry.field(
        default=None,
        description="What went from each store. One that does not answer now is missing, and is seen to by a job.",
    )


@strawberry.type
class VideoMutations:
    @mutation(
        role=Role.OPERATOR,
        description="Change what people say about a video. Fields that are left out stay as they are.",
    )
    async def update_video(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],  # noqa: A002
        input: Annotated[UpdateVideoInput, strawberry.argument(description="What changes.")],  # noqa: A002
    ) -> VideoPayload:
        columns = select_columns(info, Video, "video")
        row = await videos.update_video(info.context, id, input.to_changes(), columns)
        return VideoPayload(video=Video.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        description="Delete a video for good: its file, events, vectors, pictures, clips, summary, questions about it "
        "and jobs. Refused under legal hold.",
    )
    async def delete_video(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The video.")],  # noqa: A002
    ) -> DeleteVideoPayload:
        counted = await videos.delete_video(info.context, id)
        receipt = [DeletionReceipt(store=store, deleted=deleted) for store, deleted in counted.items()]
        return DeleteVideoPayload(deleted_video_id=id, receipt=receipt)
