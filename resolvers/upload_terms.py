"""What an upload's token stands for."""

from uuid import UUID

from domain.uploads.parts import PartLayout
from models.access.principal import Principal
from models.errors import InvalidInput, NotFound
from models.footage.uploads import UploadTerms
from models.rows.video import VideoRow
from resolvers.core.context import Context


def plan_parts(promise: UploadTerms) -> PartLayout | None:
    """The parts of an upload; None where it is sent at once."""
    return None if promise.part_size_bytes is None else PartLayout(promise.size_bytes, promise.part_size_bytes)


async def read_terms(context: Context, principal: Principal, token: str, field: tuple[str, ...]) -> UploadTerms:
    """What a token carries. Raises InvalidInput for one that does not hold, NotFound for another organization's."""
    try:
        promise = context.data.upload_tokens.read(token)
    except InvalidInput as error:
        raise InvalidInput(error.code, field=field) from None
    if promise.organization != principal.organization:
        raise NotFound(field=field)
    return promise


async def load_video(context: Context, principal: Principal, video_id: UUID, columns: frozenset[str]) -> VideoRow:
    """The video of an upload. Raises NotFound where it was taken away."""
    row = (await context.data.videos.get_by_ids(principal, [video_id], columns))[0]
    if row is None:
        raise NotFound(field=("uploadToken",))
    return row
