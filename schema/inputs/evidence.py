"""Inputs of evidence packages, disclosures and links."""

from datetime import datetime

import strawberry

from models.enums import Language
from resolvers.evidence.choosing import EvidenceRequest
from resolvers.evidence.disclosure import DisclosureRequest
from schema.inputs.filters import FloatRange


@strawberry.input(
    description="What a package shows: a part of a video, an answer with what it cites, events, or several of these. "
    "At most 4 hours of footage, 1 hour of it redacted, and 2,000 events."
)
class ExportEvidenceInput:
    video_id: strawberry.ID | None = strawberry.field(default=None, description="A video, whole or in part.")
    seconds: FloatRange | None = strawberry.field(default=None, description="The part of videoId; absent: all of it.")
    prompt_history_id: strawberry.ID | None = strawberry.field(
        default=None, description="A question with its answer, its SQL, and the moments that it cites."
    )
    event_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Events, such as those that were reviewed, with 5 seconds around each."
    )
    language: Language | None = strawberry.field(
        default=None, description="Language of its page; absent: that of the request."
    )
    redact: bool | None = strawberry.field(
        default=False, description="True: people are blurred, and the pictures are encoded anew, without sound."
    )
    except_track_ids: list[str] | None = strawberry.field(
        default=None, description="With redact: who is not blurred, by trackId of the events of the one video."
    )

    def to_request(self, language: Language) -> EvidenceRequest:
        """language: of the request."""
        return EvidenceRequest(
            video_id=self.video_id,
            seconds=None if self.seconds is None else self.seconds.to_range("seconds"),
            history_id=self.prompt_history_id,
            event_ids=self.event_ids,
            language=self.language or language,
            redact=bool(self.redact),
            except_track_ids=self.except_track_ids or (),
        )


@strawberry.input(description="That a package was given to somebody.")
class DiscloseEvidenceInput:
    package_id: strawberry.ID = strawberry.field(description="What was given.")
    to: str = strawberry.field(description="Who got it.")
    purpose: str = strawberry.field(description="What for.")
    requested_at: datetime | None = strawberry.field(default=None, description="When it was asked for.")
    legal_basis: str | None = strawberry.field(default=None, description="The law or the order that it rests on.")
    masked: str | None = strawberry.field(default=None, description="What was masked, in words.")

    def to_request(self) -> DisclosureRequest:
        return DisclosureRequest(
            package_id=self.package_id,
            to=self.to,
            purpose=self.purpose,
            requested_at=self.requested_at,
            legal_basis=self.legal_basis,
            masked=self.masked,
        )


@strawberry.input(description="A link to a package.")
class CreateShareInput:
    package_id: strawberry.ID = strawberry.field(description="What it shows.")
    expires_at: datetime = strawberry.field(description="Until when; the server's setting SHARE_DAYS bounds it.")
    password: str | None = strawberry.field(
        default=None, description="8 to 200 characters, without which the link shows nothing; absent: none."
    )
