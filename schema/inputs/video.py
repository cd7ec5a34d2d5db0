"""What a client changes of a video."""

from datetime import datetime
from typing import Any

import strawberry

from schema.inputs.camera import ZoneInput


@strawberry.input(description="What changes of a video. A field that is left out stays as it is.")
class UpdateVideoInput:
    name: str | None = strawberry.field(default=strawberry.UNSET, description="Name for people; not null.")
    description: str | None = strawberry.field(default=strawberry.UNSET, description="Free text; null takes it away.")
    camera: str | None = strawberry.field(default=strawberry.UNSET, description="Name of the camera; null: no name.")
    timezone: str | None = strawberry.field(
        default=strawberry.UNSET, description="IANA time zone of the camera, such as Asia/Seoul; not null."
    )
    recorded_at: datetime | None = strawberry.field(
        default=strawberry.UNSET,
        description="When recording began. Events' times of day move with it; null: not known, neither are theirs.",
    )
    zones: list[ZoneInput] | None = strawberry.field(
        default=strawberry.UNSET, description="At most 50, in place of those there are; [] takes them away; not null."
    )

    def to_changes(self) -> dict[str, Any]:
        """The fields that the caller gave, null as None."""
        changes = {name: value for name, value in vars(self).items() if value is not strawberry.UNSET}
        if self.zones:
            changes["zones"] = [zone.to_zone() for zone in self.zones]
        return changes
