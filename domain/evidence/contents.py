"""What a package says in numbers and words, as JSON and CSV: the footage, its events, the question and its answer.

Times are written in the camera's zone with their UTC offset, and positions in seconds from a video's first frame: where
a camera's clock went back, two moments have the same time, and only the position tells them apart.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from domain.language.timecode import zone_or_utc
from models.asking.answers import Coverage
from models.enums import Language, VideoStatus
from models.evidence.order import FootagePart
from models.footage.clock_jumps import ClockJumps, time_at_position
from models.footage.gaps import build_gaps
from models.footage.originals import original_state
from models.keeping.holds import is_held
from models.rows.event import EventRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow

VIDEO_COLUMNS = (
    "id", "name", "original_filename", "camera", "camera_id", "site", "timezone", "recorded_at",
    "recorded_offset_seconds", "clock_offset_seconds", "jumps", "duration_seconds", "frame_rate", "width", "height",
    "codec", "status", "tier", "held_until", "size_bytes", "content_type", "checksum_sha256", "object_key", "etag",
    "object_version", "original_fault", "gaps", "clock", "other_tracks", "looking", "examined", "partly_examined",
    "analysis_version", "created_at",
)  # fmt: skip
EVENT_COLUMNS = (
    "id", "video_id", "type", "start_seconds", "end_seconds", "occurred_at", "frame_number", "bbox_x", "bbox_y",
    "bbox_width", "bbox_height", "location", "track_id", "gender", "gender_confidence", "age_group", "age", "emotion",
    "action", "interaction_target", "objects", "description", "description_ko", "confidence", "attributes", "source",
    "person_id", "visit_video_id", "began_seconds", "continues", "seen_seconds", "created_at",
)  # fmt: skip
QUESTION_COLUMNS = (
    "id", "session_id", "sequence_number", "kind", "status", "prompt", "response", "language", "timezone",
    "interpretation", "methods", "generated_sql", "result_table", "plan", "citations", "coverage", "not_understood",
    "degraded", "usage", "timings", "prompts_version", "created_at", "completed_at",
)  # fmt: skip
_CSV_COLUMNS = (
    "videoId", "camera", "site", "eventId", "type", "occurredAt", "startSeconds", "endSeconds", "trackId", "location",
    "confidence", "description", "source", "clip", "clipSeconds",
)  # fmt: skip
# Spreadsheets take what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class PackagedClip:
    """A part as the package has it. file: its name in the package; empty where it is missing, and missing says why.

    start, end: what the clip shows, in seconds of its video. stills: names of files and positions in the video.
    notes: what the clip has of the original and what not, in the words of models.footage.clips. redaction: what was
    blurred; None where nothing was.
    """

    part: FootagePart
    file: str = ""
    start_seconds: float = 0.0
    end_seconds: float = 0.0
    sha256: str = ""
    encoded: bool = False
    reasons: Sequence[Sequence[str]] = ()
    omitted: Sequence[Sequence[str]] = ()
    stills: Sequence[tuple[str, float]] = ()
    missing: Mapping[str, Any] | None = None
    redaction: Mapping[str, Any] | None = None

    def shows(self, event: EventRow) -> bool:
        """Whether the beginning of an event is in it."""
        is_inside = self.start_seconds - 0.05 <= event["start_seconds"] <= self.end_seconds
        return bool(self.file) and event["video_id"] == self.part.video_id and is_inside


def local_time(moment: datetime | None, timezone: str) -> str | None:
    """A time of day in a zone, with its offset, such as 2026-03-01T21:00:05.250+09:00."""
    return None if moment is None else moment.astimezone(zone_or_utc(timezone)).isoformat(timespec="milliseconds")


def time_of(video: VideoRow, seconds: float) -> str | None:
    """The time of day at a position of a video, in its zone; None where it is not known."""
    return local_time(time_at_position(video["recorded_at"], video["jumps"], seconds), video["timezone"])


def describe_footage(video: VideoRow, coverage: Coverage | None) -> dict[str, Any]:
    """A video: whose original it is, when it was recorded, and what of it nobody has examined."""
    gaps = build_gaps(
        video["gaps"],
        video["jumps"],
        video["recorded_at"],
        video["duration_seconds"],
        analyzed=video["status"] == VideoStatus.READY,
    )
    return {
        "videoId": str(video["id"]),
        "name": video["name"],
        "camera": video["camera"],
        "site": video["site"],
        "timezone": video["timezone"],
        "recordedAt": local_time(video["recorded_at"], video["timezone"]),
        "recordedUntil": time_of(video, video["duration_seconds"] or 0.0),
        "clockOffsetSeconds": video["clock_offset_seconds"],
        "clockJumps": _describe_jumps(video["recorded_at"], video["jumps"], video["timezone"]),
        "durationSeconds": video["duration_seconds"],
        "gaps": [
            {
                "fromSeconds": gap.start_seconds,
                "toSeconds": gap.end_seconds,
                "from": local_time(gap.period_from, video["timezone"]),
                "to": local_time(gap.period_to, video["timezone"]),
                "reason": gap.reason.value,
            }
            for gap in gaps
        ],
        "analysis": {
            "status": video["status"],
            "version": video["analysis_version"],
            "looking": video["looking"],
            "notExamined": [] if coverage is None else [str(kind) for kind in coverage.not_examined],
            "partlyExamined": [] if coverage is None else [str(kind) for kind in coverage.partly_examined],
        },
        "original": {
            "filename": video["original_filename"],
            "contentType": video["content_type"],
            "sizeBytes": video["size_bytes"],
            "checksumSha256": video["checksum_sha256"],
            "etag": video["etag"],
            "version": video["object_version"],
            "state": original_state(video).value,
            "codec": video["codec"],
            "width": video["width"],
            "height": video["height"],
            "frameRate": video["frame_rate"],
            "otherTracks": video["other_tracks"],
            "uploadedAt": local_time(video["created_at"], "UTC"),
        },
        "tier": video["tier"],
        "legalHold": is_held(video, datetime.now(UTC)),
    }


def describe_clip(clip: PackagedClip, video: VideoRow | None) -> dict[str, Any]:
    """A part of the package, whether it has a clip or not."""
    part = clip.part
    described: dict[str, Any] = {
        "videoId": str(part.video_id),
        "askedFromSeconds": part.start_seconds,
        "askedToSeconds": part.end_seconds,
        "file": clip.file or None,
        "missing": clip.missing,
    }
    if clip.file and video is not None:
        described |= {
            "sha256": clip.sha256,
            "fromSeconds": clip.start_seconds,
            "toSeconds": clip.end_seconds,
            "from": time_of(video, clip.start_seconds),
            "to": time_of(video, clip.end_seconds),
            "encoded": clip.encoded,
            "reasons": [list(note) for note in clip.reasons],
            "omitted": [list(note) for note in clip.omitted],
            "redaction": clip.redaction,
            "stills": [{"file": name, "seconds": at, "at": time_of(video, at)} for name, at in clip.stills],
        }
    return described


def describe_event(event: EventRow, video: VideoRow | None, clips: Sequence[PackagedClip]) -> dict[str, Any]:
    """An event, with the clip that shows it and the position there."""
    row: Mapping[str, Any] = {**event}
    described = {_to_camel_case(name): _to_json(row[name]) for name in EVENT_COLUMNS}
    zone = "UTC" if video is None else video["timezone"]
    clip = next((one for one in clips if one.shows(event)), None)
    return {
        **described,
        "occurredAt": local_time(event["occurred_at"], zone),
        "camera": None if video is None else video["camera"],
        "site": None if video is None else video["site"],
        "clip": None if clip is None else clip.file,
        "clipSeconds": None if clip is None else round(event["start_seconds"] - clip.start_seconds, 3),
    }


def describe_question(question: QuestionRow, models: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """A question and its answer, with the SQL, and the models that this server uses now.

    models: with their purposes.
    """
    row: Mapping[str, Any] = {**question}
    described = {_to_camel_case(name): _to_json(row[name]) for name in QUESTION_COLUMNS}
    return {**described, "modelsOfTheServer": [dict(model) for model in models]}


def write_csv(events: Sequence[Mapping[str, Any]], language: Language) -> bytes:
    """Events as a table that spreadsheets open, also in Korean. events: see `describe_event`."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(_CSV_COLUMNS)
    for event in events:
        told = {**event, "eventId": event["id"], "description": pick_description(event, language)}
        writer.writerow([_to_cell(told[name]) for name in _CSV_COLUMNS])
    return text.getvalue().encode("utf-8-sig")


def pick_description(event: Mapping[str, Any], language: Language) -> str:
    """What happened, in the language of the package where the event has it."""
    korean = event["descriptionKo"] if language is Language.KO else None
    return str(korean or event["description"])


def _describe_jumps(recorded_at: datetime | None, jumps: ClockJumps, timezone: str) -> list[dict[str, Any]]:
    """Where the camera's clock jumped: the times before and after, and whether it went back."""
    states = [(0.0, 0.0), *zip(jumps[::2], jumps[1::2], strict=True)]
    described: list[dict[str, Any]] = []
    for (_, before), (position, after) in pairwise(states):
        if position is None or before == after:
            continue
        told = (0.0, before)
        described.append(
            {
                "atSeconds": position,
                "clockBefore": local_time(time_at_position(recorded_at, told, position), timezone),
                "clockAfter": local_time(time_at_position(recorded_at, (0.0, after), position), timezone),
                "wentBack": after is None or (before is not None and after < before),
            }
        )
    return described


def _to_json(value: Any) -> Any:
    if isinstance(value, UUID):
        return str(value)
    return value.isoformat() if isinstance(value, datetime) else value


def _to_cell(value: Any) -> str:
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(_FORMULA) else text


def _to_camel_case(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)
