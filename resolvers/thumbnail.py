"""Pictures that people choose for a video."""

from domain.uploads import chosen_picture
from domain.uploads.chosen_picture import PictureTicket
from domain.videos.thumbnail import validate_picture
from models.enums import VideoStatus
from models.errors import WrongState
from models.mistakes import MistakeCollector
from models.rows.video import VideoRow
from resolvers import video as videos
from resolvers.core.context import Context
from resolvers.upload import build_scope


async def request_thumbnail(context: Context, id_: str, content_type: str, size_bytes: int) -> PictureTicket:
    """Where to send an announced picture. Raises UserMistake."""
    with MistakeCollector() as mistakes:
        picture = mistakes.check(validate_picture, content_type, size_bytes)
        video = await videos.require_by_id(context, id_, frozenset({"id", "status"}), "videoId")
        if video["status"] == VideoStatus.UPLOADING:
            raise WrongState("NOT_UPLOADED", field=("videoId",))
    return await chosen_picture.request_picture(build_scope(context), video["id"], picture)


async def confirm_thumbnail(context: Context, token: str, columns: frozenset[str]) -> VideoRow:
    """The video that shows the picture from now on. It may be repeated. Raises UserMistake, Busy."""
    return await chosen_picture.confirm_picture(build_scope(context), token, columns)
