"""Events around frames, and how much of the footage is analyzed."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.ask.facts.selection import select_by_priority
from domain.chat.frames import FrameImage
from domain.llm.usage_meter import UsageMeter
from domain.ports import Retrieval
from models.access.principal import Principal
from models.asking.answers import Coverage
from models.asking.evidence import Evidence, VideoContext
from models.enums import EventOrder
from models.filters import EventFilter, SecondsRange

# The most events around the frames that the model is shown.
_MAX_EVENTS = 20
_MARGIN_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class FrameSurroundings:
    """The footage around frames; without frames, the whole video."""

    principal: Principal
    search: Retrieval
    meter: UsageMeter
    video: VideoContext
    frames: Sequence[FrameImage]

    async def list_events(self) -> list[Evidence]:
        """The most serious events; none if the search fails, which `degraded` names."""
        reading = self.search.list_events(self.principal, self._filter, EventOrder.EARLIEST_FIRST, 500)
        return select_by_priority(await self.meter.attempt("structured", reading) or [], _MAX_EVENTS)

    async def measure_coverage(self) -> Coverage:
        reading = self.search.measure_coverage(self.principal, self._filter)
        return await self.meter.attempt("coverage", reading) or Coverage()

    @property
    def _filter(self) -> EventFilter:
        if not self.frames:
            return EventFilter(video_ids=(self.video.id,))
        first, last = self.frames[0].seconds - _MARGIN_SECONDS, self.frames[-1].seconds + _MARGIN_SECONDS
        return EventFilter(video_ids=(self.video.id,), seconds=SecondsRange(max(0.0, first), last))


def is_analysis_unfinished(coverage: Coverage) -> bool:
    """Whether the video's analysis is not finished, so that events may be missing."""
    return coverage.videos_considered > 0 and not coverage.videos_analyzed
