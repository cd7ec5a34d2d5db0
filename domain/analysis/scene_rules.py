"""What an analysis is told about its camera: zones, hours in which nobody is expected, the size of a crowd."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from models.enums import EventType, Weekday, ZonePurpose
from models.footage.zones import list_polygons
from vision.scene.zones import SceneRules

_WEEKDAYS = tuple(Weekday)
_END_OF_DAY = "24:00"


def build_rules(
    video: Mapping[str, Any],
    expected_hours: Sequence[Mapping[str, Any]],
    duration: float,
    crowd: tuple[int, float],
) -> SceneRules:
    """The rules for a video (with its zones, timezone and recorded_at). expected_hours: as cameras store them.

    crowd: how many people for how many seconds; 0 people: no number is a crowd. Without a time of recording, no hours
    are known.
    """
    zones, begins = video["zones"], video["recorded_at"]
    closed = find_closed(expected_hours, begins, duration, ZoneInfo(video["timezone"])) if begins else ()
    return SceneRules(
        doors=list_polygons(zones, ZonePurpose.DOOR),
        forbidden=[
            (str(zone["name"]), polygon) for zone in zones for polygon in list_polygons([zone], ZonePurpose.INTRUSION)
        ],
        ignored=list_polygons(zones, ZonePurpose.IGNORE),
        closed=closed,
        crowd_people=crowd[0],
        crowd_seconds=crowd[1],
    )


def list_examined(
    rules: SceneRules, expected_hours: Sequence[Mapping[str, Any]], recorded_at: datetime | None
) -> list[str]:
    """The types with a setting that an analysis with these rules looks for."""
    has_hours = bool(expected_hours) and recorded_at is not None
    examined = {EventType.INTRUSION: bool(rules.forbidden) or has_hours, EventType.CROWDING: rules.crowd_people > 0}
    return [kind.value for kind, is_examined in examined.items() if is_examined]


def find_closed(
    expected_hours: Sequence[Mapping[str, Any]], begins: datetime, duration: float, zone: ZoneInfo
) -> list[tuple[float, float]]:
    """The seconds of footage in which nobody is expected: none where no hours are told. begins: with an offset."""
    if not expected_hours:
        return []
    first = begins.astimezone(zone).date()
    days = [first + timedelta(days=day) for day in range(-1, int(duration // 86_400) + 3)]
    spans = sorted(
        (_to_position(day, hours["from"], begins, zone), _to_end(day, hours, begins, zone))
        for day in days
        for hours in expected_hours
        if _WEEKDAYS[day.weekday()].value in hours["weekdays"]
    )
    closed: list[tuple[float, float]] = []
    now = 0.0
    for start, end in [*spans, (duration, duration)]:
        if min(start, duration) > now:
            closed.append((now, min(start, duration)))
        now = max(now, end)
    return closed


def _to_position(day: date, clock: str, begins: datetime, zone: ZoneInfo) -> float:
    """The position of a time of day, which may lie outside of the footage."""
    if clock == _END_OF_DAY:
        return _to_position(day + timedelta(days=1), "00:00", begins, zone)
    moment = datetime.combine(day, time.fromisoformat(clock), zone)
    return moment.timestamp() - begins.timestamp()


def _to_end(day: date, hours: Mapping[str, Any], begins: datetime, zone: ZoneInfo) -> float:
    ends_next_day = hours["to"] <= hours["from"]
    return _to_position(day + timedelta(days=1) if ends_next_day else day, hours["to"], begins, zone)
