"""Where and when a video was recorded, as the texts that are embedded for its events say it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from domain.language.timecode import zone_or_utc
from models.footage.clock_jumps import ClockJumps, time_at_position

PLACE_COLUMNS = ("camera", "recorded_at", "timezone")


@dataclass(frozen=True, slots=True)
class Place:
    """camera: its name. recorded_at: None: nobody knows."""

    camera: str | None
    recorded_at: datetime | None
    timezone: str
    jumps: ClockJumps

    @classmethod
    def of_video(cls, video: Mapping[str, Any], jumps: ClockJumps) -> "Place":
        """Of a row with PLACE_COLUMNS."""
        return cls(video["camera"], video["recorded_at"], video["timezone"], jumps)

    def add_to(self, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """The rows of events with the camera's name (camera) and the local time of their start (clock)."""
        return [{**row, "camera": self.camera, "clock": self._read_clock(row["start_seconds"])} for row in rows]

    def _read_clock(self, seconds: float) -> str | None:
        moment = time_at_position(self.recorded_at, self.jumps, seconds)
        return None if moment is None else f"{moment.astimezone(zone_or_utc(self.timezone)):%Y-%m-%d %H:%M}"
