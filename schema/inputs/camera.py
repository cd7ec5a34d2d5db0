"""What a client gives and changes of a camera, and zones, which videos have too."""

from typing import Any

import strawberry

from domain.cameras.settings import HoursRange
from domain.videos.zones import FrameZone
from models.enums import Weekday, ZonePurpose

_NAME = "Name for people: no other camera of the site has it."
_SITE = "Store or building where it hangs."
_TIMEZONE = "IANA time zone of its clock, such as Asia/Seoul."
_ZONES = "At most 50."
_OFFSET = "Seconds to add to the times that its clock stamps: positive where it is slow."
_LOITERING = "Who stands still for longer loiters, in its footage; null: as the server is set."
_RETENTION = "For how many days its footage is kept, 1 to 36,500; null: as the organization or the server is set."
_HOURS = "Hours in which people are expected, by its own clock; at most 50."


@strawberry.input(description="A named part of the frame.")
class ZoneInput:
    name: str = strawberry.field(description="Name of the part; no other zone of the same frame has it.")
    purpose: ZonePurpose | None = strawberry.field(default=ZonePurpose.NONE, description="What it is for.")
    polygon: list[list[float]] = strawberry.field(
        description="3 to 100 points [x, y] in fractions of the frame's width and height, 0 to 1, from the top left."
    )

    def to_zone(self) -> FrameZone:
        return FrameZone(self.name, self.polygon, self.purpose or ZonePurpose.NONE)


@strawberry.input(description="Hours of some days of the week.")
class HoursInput:
    weekdays: list[Weekday] = strawberry.field(description="The days on which they begin.")
    from_: str = strawberry.field(name="from", description="Start, such as 09:00.")
    to: str = strawberry.field(description="End, such as 18:00, or 24:00; one before the start is on the next day.")

    def to_range(self) -> HoursRange:
        return HoursRange(self.weekdays, self.from_, self.to)


@strawberry.input(description="A new camera.")
class CreateCameraInput:
    name: str = strawberry.field(description=_NAME)
    site: str | None = strawberry.field(default=None, description=_SITE)
    timezone: str = strawberry.field(description=_TIMEZONE)
    zones: list[ZoneInput] | None = strawberry.field(default=None, description=_ZONES)
    clock_offset_seconds: float | None = strawberry.field(default=None, description=_OFFSET)
    loitering_seconds: float | None = strawberry.field(default=None, description=_LOITERING)
    retention_days: int | None = strawberry.field(default=None, description=_RETENTION)
    expected_hours: list[HoursInput] | None = strawberry.field(default=None, description=_HOURS)

    def to_settings(self) -> dict[str, Any]:
        return _to_settings({**vars(self), "zones": self.zones or []})


@strawberry.input(
    description="What changes of a camera. A field that is left out stays as it is. Its footage follows a change of "
    "name, site, time zone, zones or clock, with what was set for a single video left as it is."
)
class UpdateCameraInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_NAME} Not null.")
    site: str | None = strawberry.field(default=strawberry.UNSET, description=f"{_SITE} null: none.")
    timezone: str | None = strawberry.field(
        default=strawberry.UNSET,
        description=f"{_TIMEZONE} Not null. Recordings whose times were told by the clock of the former zone keep what "
        "that clock showed, so they move; others keep their moment.",
    )
    zones: list[ZoneInput] | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_ZONES} In place of those there are; [] takes them away; not null."
    )
    clock_offset_seconds: float | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_OFFSET} Times of its recordings and events move by the difference."
    )
    loitering_seconds: float | None = strawberry.field(default=strawberry.UNSET, description=_LOITERING)
    retention_days: int | None = strawberry.field(default=strawberry.UNSET, description=_RETENTION)
    expected_hours: list[HoursInput] | None = strawberry.field(
        default=strawberry.UNSET, description=f"{_HOURS} In place of those there are."
    )
    keep_moments: bool | None = strawberry.field(
        default=False, description="True: no recording moves for a new time zone."
    )

    def to_settings(self) -> dict[str, Any]:
        """The fields that the caller gave, null as None."""
        given = {name: value for name, value in vars(self).items() if value is not strawberry.UNSET}
        del given["keep_moments"]
        return _to_settings(given)


def _to_settings(given: dict[str, Any]) -> dict[str, Any]:
    if given.get("zones"):
        given["zones"] = [zone.to_zone() for zone in given["zones"]]
    if given.get("expected_hours"):
        given["expected_hours"] = [hours.to_range() for hours in given["expected_hours"]]
    return given
