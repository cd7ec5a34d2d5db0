"""Makes the recordings: which camera recorded which hour."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from bench.seed import words
from bench.seed.plan import RECORDING_SECONDS, START, SeedPlan, make_uuid7

COLUMNS = (
    "id", "organization", "name", "original_filename", "description", "camera", "timezone", "recorded_at", "created_at",
    "updated_at", "content_type", "size_bytes", "duration_seconds", "frame_rate", "width", "height", "codec", "status",
    "tier", "object_key",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Recording:
    """A video's row with COLUMNS, and the values that its events need. stored_at: when it was analyzed."""

    number: int
    id: UUID
    organization: str
    recorded_at: datetime | None
    stored_at: datetime
    row: tuple[Any, ...]


def make_recordings(plan: SeedPlan) -> list[Recording]:
    """Each camera records hour after hour. One recording in twenty has no recorded_at."""
    hours: dict[tuple[int, int], int] = {}
    recordings = []
    for number in range(plan.videos):
        organization = plan.organization_of(number)
        chance = plan.make_random("video", number)
        camera = chance.randrange(plan.cameras)
        hour = hours.get((organization, camera), 0)
        hours[organization, camera] = hour + 1
        recordings.append(_make_recording(plan, number, organization, camera, START + timedelta(hours=hour)))
    return recordings


def _make_recording(plan: SeedPlan, number: int, organization: int, camera: int, begins: datetime) -> Recording:
    chance = plan.make_random("recording", number)
    name, name_ko = words.CAMERAS[camera % len(words.CAMERAS)]
    title = f"{name} {begins:%m-%d %H:00}" if organization % 2 else f"{name_ko} {begins:%m월 %d일 %H시}"
    uploaded = begins + timedelta(seconds=RECORDING_SECONDS + chance.uniform(30, 600))
    recorded = begins if chance.random() >= 0.05 else None
    owner, id_ = plan.organization_name(organization), make_uuid7(uploaded, chance)
    row = (
        id_, owner, title, f"camera-{camera + 1}-{begins:%Y%m%d-%H}.mp4", None, f"{name} {camera + 1}",
        words.ZONES[organization % len(words.ZONES)], recorded, uploaded, uploaded, "video/mp4",
        chance.randrange(200_000_000, 900_000_000),
        RECORDING_SECONDS - round(chance.random() * 60, 2), 25.0, 1920, 1080,
        "h264", "READY", chance.choices(("HOT", "WARM", "COLD"), (7, 2, 1))[0], f"{owner}/{id_}/original.mp4",
    )  # fmt: skip
    return Recording(number, id_, owner, recorded, uploaded + timedelta(minutes=10), row)
