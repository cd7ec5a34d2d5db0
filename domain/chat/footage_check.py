"""Whether there is footage to look at."""

from models.enums import VideoStatus
from models.errors import WrongState
from models.footage.originals import Original
from models.keeping.tiers import find_obstacle
from models.rows.video import VideoRow

VIDEO_COLUMNS = ("status", "duration_seconds", "clock", "gaps", *Original.COLUMNS)


def check_footage(video: VideoRow, field: tuple[str, ...] = ()) -> None:
    """Raises WrongState if there is nothing to look at: the video is being uploaded, unreadable, archived or expired.

    A video that is not analyzed yet can be looked at.
    """
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState("FOOTAGE_NOT_UPLOADED", field=field)
    if video["status"] == VideoStatus.FAILED:
        raise WrongState("FOOTAGE_FAILED", field=field)
    obstacle = find_obstacle(video)
    if obstacle is not None:
        obstacle.field = field
        raise obstacle
