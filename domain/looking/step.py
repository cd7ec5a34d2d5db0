"""The step of an analysis that has a model look. Each part is stored when it is done: no attempt looks twice."""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol
from uuid import UUID

from domain.chat.frames import FrameBatch
from domain.jobs.context import JobContext
from domain.looking.ask import Answer, Looker, LookModels, LookPurse, NotLooked
from domain.looking.message import Shown, ShownFrame
from domain.looking.price import PICTURE_SIZE
from domain.looking.prompts import LOOK_PROMPTS
from domain.looking.rows import build_row
from models.access.principal import Principal
from models.errors import Unavailable, UserMistake
from models.footage.looks import Look, LookReport, LookSegment, Unlooked
from models.footage.object_keys import video_folder
from models.footage.originals import ObjectRef, Original
from models.jobs import Claim
from vision.media.clock import FootageClock
from vision.stills.frame_selection import Moment
from vision.stills.stills import StillsRequest

_log = logging.getLogger(__name__)
_FEWEST_FRAMES, _MOST_FRAMES, _SECONDS_PER_FRAME = 4, 8, 1.5
# Any frame so near will do.
_SLACK_SECONDS = 0.2
# Footage ends a little before the length that its container states.
_END_SECONDS = 0.1
# After so many failures in a row the model is left alone, so that it does not hold up the analysis.
_MAX_FAILURES = 2
_MODEL_FAILURES = (Unlooked.THROTTLED, Unlooked.MODEL_GONE)


class LookStore(Protocol):
    async def open(self, claim: Claim, pipeline: str, looks: Sequence[Look], /) -> list[Look]: ...

    async def list_of_video(self, principal: Principal, video_id: UUID, pipeline: str, /) -> list[Look]: ...

    async def store(self, claim: Claim, pipeline: str, told: Look, /) -> None: ...


class LookBudget(Protocol):
    def open_purse(self, principal: Principal, camera_id: UUID | None, /) -> LookPurse: ...


class FrameSource(Protocol):
    """domain.chat.frames.FrameExtractor fits."""

    async def extract(
        self, organization: str, original: Original, request: StillsRequest, *, clock: FootageClock | None = None
    ) -> FrameBatch: ...


class PictureStore(Protocol):
    async def put(
        self, bucket: Literal["storage", "thumbnails"], key: str, body: bytes, content_type: str, /
    ) -> ObjectRef: ...


@dataclass(frozen=True, slots=True)
class LookServices:
    """What looking takes."""

    looking: LookModels
    looks: LookStore
    budget: LookBudget
    frames: FrameSource
    pictures: PictureStore


@dataclass(frozen=True, slots=True)
class LookedAtFootage:
    """The footage that is looked at. clock: where it is known."""

    original: Original
    camera_id: UUID | None
    frame_rate: float
    clock: FootageClock | None = None


@dataclass(frozen=True, slots=True)
class LookStep:
    """Looks at parts of one video. pipeline: the version of the analysis that found them."""

    services: LookServices
    footage: LookedAtFootage
    pipeline: str

    async def run(
        self, context: JobContext, looks: Sequence[Look], on_progress: Callable[[int, int], None]
    ) -> list[Look]:
        """Look at what nothing has looked at, the most serious first, and return all parts in their order.

        A model that is gone, and a budget that is spent, end the looking, not the analysis: the parts say so. Raises
        LeaseLost, and Unavailable where the database or the store does not answer.
        """
        done = {look.segment: look for look in looks}
        waiting = sorted((look for look in looks if look.report is None), key=lambda look: look.segment.rank)
        failures, stopped = 0, None
        for number, look in enumerate(waiting, start=1):
            told = replace(look, unlooked=stopped) if stopped else await self._look(context, look)
            if told != look:
                await self.services.looks.store(context.claim, self.pipeline, told)
            done[look.segment] = told
            on_progress(number, len(waiting))
            failures = failures + 1 if told.unlooked in _MODEL_FAILURES else 0
            if told.unlooked is Unlooked.BUDGET or failures == _MAX_FAILURES:
                stopped = told.unlooked
        return [done[look.segment] for look in looks]

    async def _look(self, context: JobContext, look: Look) -> Look:
        try:
            shown = await self._show(context.principal, look)
            purse = self.services.budget.open_purse(context.principal, self.footage.camera_id)
            looker = Looker(self.services.looking, purse)
            answer = await looker.look(shown)
        except NotLooked as failure:
            return replace(look, unlooked=failure.why)
        report = await self._build_report(context.principal, shown, answer)
        usage = looker.meter.usage.model_dump(mode="json")
        return replace(look, report=replace(report, usage=usage), unlooked=None)

    async def _show(self, principal: Principal, look: Look) -> Shown:
        """Frames of the part. Raises NotLooked where none can be had."""
        request = build_request(look.segment)
        try:
            batch = await self.services.frames.extract(
                principal.organization, self.footage.original, request, clock=self.footage.clock
            )
        except UserMistake as error:
            _log.warning("A part cannot be looked at: %s", error)
            raise NotLooked(Unlooked.UNREADABLE) from None
        except Unavailable as error:
            _log.warning("A part is looked at later: %s", error)
            raise NotLooked(Unlooked.WAITING) from None
        frames = [ShownFrame(frame.seconds, frame.image, frame.key) for frame in batch.frames]
        if not frames:
            raise NotLooked(Unlooked.UNREADABLE)
        return Shown(look.segment, look.facts, frames)

    async def _build_report(self, principal: Principal, shown: Shown, answer: Answer) -> LookReport:
        folder = video_folder(principal.organization, self.footage.original.video_id)
        rows: list[dict[str, Any]] = []
        pictures: dict[str, str] = {}
        for event in answer.events:
            jpeg = shown.frames[event.frames[len(event.frames) // 2] - 1].image.data
            key = f"{folder}events/look-{hashlib.sha256(jpeg).hexdigest()[:16]}.jpg"
            if key not in pictures:
                stored = await self.services.pictures.put("thumbnails", key, jpeg, "image/jpeg")
                pictures |= {} if stored.etag is None else {key: stored.etag}
            rows.append(build_row(event, shown, answer.model_id, self.footage.frame_rate, key))
        return LookReport(
            rows,
            answer.report.description,
            answer.report.people,
            answer.dropped,
            answer.report.examined,
            answer.model_id,
            LOOK_PROMPTS,
            pictures=pictures,
        )


def build_request(segment: LookSegment) -> StillsRequest:
    """Four to eight frames of a part, evenly spread."""
    seconds = segment.end - segment.start
    count = max(_FEWEST_FRAMES, min(_MOST_FRAMES, round(seconds / _SECONDS_PER_FRAME) + 1))
    end = max(segment.start, segment.end - _END_SECONDS)
    step = (end - segment.start) / (count - 1)
    moments = [Moment(segment.start + step * number, _SLACK_SECONDS) for number in range(count)]
    return StillsRequest(segment.start, end, moments, count, PICTURE_SIZE)
