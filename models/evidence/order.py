"""What an evidence package is ordered with: chosen and checked when it is ordered, so that it shows nothing else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self
from uuid import UUID

from models.enums import Language


@dataclass(frozen=True, slots=True)
class FootagePart:
    """A part of a video, in seconds from its first frame. It becomes one clip."""

    video_id: UUID
    start_seconds: float
    end_seconds: float

    @property
    def seconds(self) -> float:
        return self.end_seconds - self.start_seconds


@dataclass(frozen=True, slots=True)
class EvidenceOrder:
    """What a package shows. parts: by video, in order. event_ids: its events. history_id: its question.

    except_track_ids: people of its one video who are not blurred, where redact says that people are.
    """

    parts: Sequence[FootagePart]
    event_ids: Sequence[UUID]
    history_id: UUID | None
    language: Language
    redact: bool = False
    except_track_ids: Sequence[str] = ()

    @property
    def seconds(self) -> float:
        """Of footage, in all."""
        return sum(part.seconds for part in self.parts)

    @property
    def video_ids(self) -> list[UUID]:
        """Each video once, in the order of its first part."""
        return list(dict.fromkeys(part.video_id for part in self.parts))

    def to_json(self) -> dict[str, Any]:
        return {
            "parts": [[str(part.video_id), part.start_seconds, part.end_seconds] for part in self.parts],
            "eventIds": [str(event_id) for event_id in self.event_ids],
            "historyId": None if self.history_id is None else str(self.history_id),
            "language": self.language.value,
            "redact": self.redact,
            "exceptTrackIds": list(self.except_track_ids),
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises KeyError, TypeError and ValueError for an order of another version."""
        history = stored["historyId"]
        return cls(
            [FootagePart(UUID(video), float(start), float(end)) for video, start, end in stored["parts"]],
            [UUID(event_id) for event_id in stored["eventIds"]],
            None if history is None else UUID(history),
            Language(stored["language"]),
            bool(stored["redact"]),
            [str(track) for track in stored["exceptTrackIds"]],
        )
