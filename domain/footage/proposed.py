"""What a file proposes about itself, until somebody tells it better."""

from datetime import datetime
from zoneinfo import ZoneInfo


def proposed_time(created_at: datetime | None, timezone: str) -> datetime | None:
    """The moment of the first frame as the file tells it; a time without a zone is that of clocks beside the camera.

    timezone: the video's, an IANA name.
    """
    if created_at is None or created_at.tzinfo is not None:
        return created_at
    return created_at.replace(tzinfo=ZoneInfo(timezone))
