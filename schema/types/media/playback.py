"""Playback: what browsers play of a video."""

from datetime import datetime
from typing import Self

import strawberry

from models.enums import Language, PlaybackState
from models.media.playback import Playback as FoundPlayback
from resolvers.core.access import PLAYBACK_ACCESS
from schema.graphql.connection import UserError
from schema.graphql.scalars import URL, to_expiry, to_url
from schema.graphql.selection import access_metadata


@strawberry.type(description="What browsers play of a video.")
class Playback:
    state: PlaybackState = strawberry.field(description="What is played, or why nothing is yet.")
    url: URL | None = strawberry.field(
        description="What is played (MP4): players may seek in it. Null unless state is ORIGINAL or READY.",
        metadata=access_metadata(PLAYBACK_ACCESS),
    )
    expires_at: datetime | None = strawberry.field(description="When url stops working; ask for a new one before.")
    error: UserError | None = strawberry.field(description="Why it is WAITING or FAILED, and what to do.")

    @classmethod
    def from_found(cls, found: FoundPlayback, language: Language) -> Self:
        return cls(
            state=found.state,
            url=to_url(found.signed),
            expires_at=to_expiry(found.signed),
            error=UserError.from_stored(found.error_code, found.error_values, language),
        )
