"""Events of two videos, drawn by a seed: what the sentences are about."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from evals.ask.sentences.wording import ENGLISH
from models.asking.evidence import Evidence
from models.enums import AgeGroup, EventType, FrameLocation, Gender

_RECORDED = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
VIDEOS = ("Front door", "Back room")
_SIDES = (FrameLocation.LEFT, FrameLocation.CENTER, FrameLocation.RIGHT)


@dataclass(frozen=True, slots=True)
class World:
    rows: tuple[Evidence, ...]

    def others(self, row: Evidence) -> list[Evidence]:
        """Rows that differ from this one in person and type."""
        return [one for one in self.rows if one.track_id != row.track_id and one.type is not row.type]


def draw_world(chance: random.Random, events: int = 12) -> World:
    """Events of different people, types, sides and minutes."""
    rows = []
    for number in range(events):
        start = 60.0 * (2 * number + 1) + chance.randrange(2, 50)
        video = chance.randrange(2)
        kind = chance.choice(list(ENGLISH))
        rows.append(_draw_row(number, video, kind, start, start + chance.choice([0.5, 8.0, 21.0, 95.0]), chance))
    return World(tuple(rows))


def _draw_row(number: int, video: int, kind: EventType, start: float, end: float, chance: random.Random) -> Evidence:
    return Evidence(
        event_id=UUID(int=5000 + number),
        video_id=UUID(int=1 + video),
        video_name=VIDEOS[video],
        camera=None,
        timezone="Asia/Seoul",
        type=kind,
        start_seconds=start,
        end_seconds=end,
        occurred_at=_RECORDED + timedelta(seconds=start),
        location=chance.choice(_SIDES),
        track_id=f"P{number + 1}",
        gender=Gender.UNKNOWN,
        age_group=AgeGroup.UNKNOWN,
        action=None,
        interaction_target=None,
        objects=(),
        description="A person was recorded.",
        description_ko="한 사람이 기록되었습니다.",
        confidence=0.9,
    )
