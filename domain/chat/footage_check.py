"""Whether there is footage to look at."""

from models.enums import StorageTier, VideoStatus
from models.errors import WrongState
from models.footage.originals import Original
from models.rows.video import VideoRow

VIDEO_COLUMNS = ("status", "tier", "duration_seconds", "clock", "gaps", *Original.COLUMNS)


def check_footage(video: VideoRow, field: tuple[str, ...] = ()) -> None:
    """Raises WrongState if there is nothing to look at: the video is being uploaded, unreadable or archived.

    A video that is not analyzed yet can be looked at.
    """
    if video["status"] == VideoStatus.UPLOADING:
        raise WrongState("FOOTAGE_NOT_UPLOADED", field=field)
    if video["status"] == VideoStatus.FAILED:
        raise WrongState("FOOTAGE_FAILED", field=field)
    if video["tier"] in (StorageTier.COLD, StorageTier.RESTORING):
        raise WrongState("FOOTAGE_ARCHIVED", field=field, tier=video["tier"])
