"""Questions as a client writes them."""

import strawberry

from models.enums import Language
from models.filters import SecondsRange
from resolvers.prompt import PromptRequest
from schema.inputs.filters import FloatRange


@strawberry.input(description="A question about footage.")
class PromptInput:
    text: str = strawberry.field(description="In Korean or English.")
    session_id: strawberry.ID | None = strawberry.field(default=None, description="Goes on in it; absent: a new one.")
    video_id: strawberry.ID | None = strawberry.field(default=None, description="About it; absent: about everything.")
    language: Language | None = strawberry.field(
        default=None, description="Language of the answer; absent: that of the question."
    )
    timezone: str | None = strawberry.field(
        default=None, description="IANA time zone for times of day where no video gives one; UTC if absent."
    )
    camera_ids: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Only footage of these cameras; absent: of all. Questions after it say it again."
    )
    sites: list[str] | None = strawberry.field(default=None, description="Only footage of these sites; absent: of all.")
    verify: bool | None = strawberry.field(
        default=False,
        description="True: a model looks at the cited frames, and Citation.verification tells what it saw.",
    )
    wait: bool | None = strawberry.field(
        default=True, description="True: answer when it is written. False: at once, with status QUEUED."
    )

    def to_request(self) -> PromptRequest:
        return PromptRequest(
            text=self.text,
            session_id=self.session_id,
            video_id=self.video_id,
            language=self.language,
            timezone=self.timezone,
            wait=self.wait is not False,
            camera_ids=self.camera_ids,
            sites=self.sites,
            verify=self.verify is True,
        )


@strawberry.input(description="A question about what is on screen in a video.")
class VlmChatInput:
    text: str = strawberry.field(description="In Korean or English.")
    video_id: strawberry.ID = strawberry.field(description="The video to look at.")
    session_id: strawberry.ID | None = strawberry.field(
        default=None, description="Goes on in it, with its frames in view; absent: a new one."
    )
    seconds: FloatRange | None = strawberry.field(
        default=None, description="Where to look; absent: where the words say, or where the events are that fit."
    )
    language: Language | None = strawberry.field(
        default=None, description="Language of the answer; absent: that of the question."
    )
    wait: bool | None = strawberry.field(
        default=True, description="True: answer when it is written. False: at once, with status QUEUED."
    )

    def to_request(self) -> PromptRequest:
        return PromptRequest(
            text=self.text,
            session_id=self.session_id,
            video_id=self.video_id,
            language=self.language,
            timezone=None,
            wait=self.wait is not False,
        )

    def to_range(self) -> SecondsRange | None:
        return None if self.seconds is None else SecondsRange(self.seconds.from_, self.seconds.to)
