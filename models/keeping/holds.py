"""Legal holds: reasons for which a video must stay as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

# The column that `is_held` reads.
HOLD_COLUMN = "held_until"


@dataclass(frozen=True, slots=True)
class LegalHold:
    """A hold in force: why, by whom, since when, and until when; null: until it is released."""

    id: UUID
    video_id: UUID
    reason: str
    set_by: str
    set_at: datetime
    until: datetime | None


def is_held(video: Mapping[str, Any], now: datetime) -> bool:
    """Whether a video is under legal hold. video: a row with HOLD_COLUMN."""
    until: datetime | None = video[HOLD_COLUMN]
    return until is not None and until > now
