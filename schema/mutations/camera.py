"""Making, changing and deleting cameras."""

from typing import Annotated

import strawberry

from models.enums import Role
from resolvers.cameras import camera as cameras
from schema.graphql.selection import Info, select_columns
from schema.inputs.camera import CreateCameraInput, UpdateCameraInput
from schema.mutations.mutation import MutationPayload, mutation
from schema.mutations.video import DeletionReceipt
from schema.types.cameras.camera import Camera

IdArgument = Annotated[strawberry.ID, strawberry.argument(description="The camera.")]


@strawberry.type(description="The camera that was made or changed.")
class CameraPayload(MutationPayload):
    camera: Camera | None = strawberry.field(default=None, description="As it is now; null on an error.")


@strawberry.type(description="A camera that was deleted.")
class DeleteCameraPayload(MutationPayload):
    deleted_camera_id: strawberry.ID | None = strawberry.field(
        default=None, description="The camera that is not found any more; null on an error."
    )
    receipt: list[DeletionReceipt] | None = strawberry.field(
        default=None,
        description="What went of its footage so far, from each store; the rest of a lot of footage follows by itself.",
    )


@strawberry.type
class CameraMutations:
    @mutation(role=Role.OPERATOR, description="Make a camera.")
    async def create_camera(
        self,
        info: Info,
        input: Annotated[CreateCameraInput, strawberry.argument(description="The camera.")],  # noqa: A002
    ) -> CameraPayload:
        columns = select_columns(info, Camera, "camera")
        row = await cameras.create_camera(info.context, input.to_settings(), columns)
        return CameraPayload(camera=Camera.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        description="Change a camera. Fields that are left out stay as they are. Its footage follows: the first videos "
        "at once, a lot of footage within minutes. Nothing is analyzed again.",
    )
    async def update_camera(
        self,
        info: Info,
        id: IdArgument,  # noqa: A002
        input: Annotated[UpdateCameraInput, strawberry.argument(description="What changes.")],  # noqa: A002
    ) -> CameraPayload:
        columns, keep = select_columns(info, Camera, "camera"), bool(input.keep_moments)
        row = await cameras.update_camera(info.context, id, input.to_settings(), columns, keep_moments=keep)
        return CameraPayload(camera=Camera.from_row(row))

    @mutation(
        role=Role.OPERATOR,
        description="Delete a camera. Refused while it has footage, unless that goes along for good, as by "
        "deleteVideo; and while any of it is under legal hold.",
    )
    async def delete_camera(
        self,
        info: Info,
        id: IdArgument,  # noqa: A002
        with_footage: Annotated[
            bool | None, strawberry.argument(description="True: its videos are deleted with it.")
        ] = False,
    ) -> DeleteCameraPayload:
        deleted = await cameras.delete_camera(info.context, id, with_footage=bool(with_footage))
        receipt = [DeletionReceipt(store=store, deleted=count) for store, count in deleted.counted.items()]
        return DeleteCameraPayload(deleted_camera_id=id, receipt=receipt)
