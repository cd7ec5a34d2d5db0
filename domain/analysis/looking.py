"""Looking as a step of an analysis, and filling in later what was not looked at."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol
from uuid import UUID

from domain.analysis.place import PLACE_COLUMNS, Place
from domain.analysis.run_state import AnalysisRun, measure_usage, progress_payload
from domain.chat.frames import clock_from_row
from domain.events.embed import embed_rows
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.looking.hours import list_closed_parts
from domain.looking.rows import describe_look, is_about, list_told_rows
from domain.looking.segments import WatchedFootage, describe_people, find_segments
from domain.looking.step import LookedAtFootage, LookServices, LookStep
from domain.looking.totals import sum_up
from domain.ports import Embedder, VideoReader
from models.access.principal import Principal
from models.asking.conversation import Embeddings
from models.enums import AnalysisStage, EventType, VideoStatus
from models.errors import NotFound
from models.event_types import SETTING_TYPES
from models.footage.looks import FILL_IN_PAYLOAD, FilledIn, Look
from models.footage.originals import Original
from models.jobs import Claim, Job, JobResult, ProgressUpdate
from vision.version import ANALYSIS_PIPELINE

_FILL_IN_COLUMNS = ("camera_id", "frame_rate", "clock", "gaps", "examined", "jumps", *PLACE_COLUMNS, *Original.COLUMNS)
_HOUR_COLUMNS = ("recorded_at", "timezone")


class FilledInStore(Protocol):
    async def list_detected(self, principal: Principal, video_id: UUID, /) -> Sequence[Mapping[str, Any]]:
        """type, track_id, start_seconds and end_seconds of what the detector told."""
        ...

    async def store_filled_in(
        self, claim: Claim, filled_in: FilledIn, update: ProgressUpdate, result: JobResult, /
    ) -> None:
        """Store it and end the job, in one transaction. Raises LeaseLost, NotFound."""
        ...


async def _no_hours(_principal: Principal, _camera_id: UUID) -> Sequence[Mapping[str, Any]]:
    return ()


@dataclass(frozen=True, slots=True)
class Looking:
    """Has a model look where something happens. load_hours: the expected hours of a camera."""

    services: LookServices
    videos: VideoReader
    store: FilledInStore
    load_hours: Callable[[Principal, UUID], Awaitable[Sequence[Mapping[str, Any]]]] = _no_hours

    async def look(self, run: AnalysisRun) -> list[Look]:
        """Find the parts of an analysed file that are worth a look, and look at those that nothing has looked at."""
        assert run.analysis is not None
        analysis, context = run.analysis, run.context
        watched = WatchedFootage(
            analysis.events,
            analysis.paths,
            (float(analysis.media.width), float(analysis.media.height)),
            analysis.duration_seconds,
            run.video["zones"],
            await self._list_closed_parts(run),
        )
        found = [Look(segment, describe_people(segment, watched)) for segment in find_segments(watched)]
        looks = await self.services.looks.open(context.claim, ANALYSIS_PIPELINE, found)
        footage = LookedAtFootage(
            Original.from_row(run.video), run.video["camera_id"], analysis.media.frame_rate, analysis.clock
        )
        return await LookStep(self.services, footage, ANALYSIS_PIPELINE).run(
            context,
            looks,
            # The second half of the stage stores pictures.
            lambda done, total: context.report_soon(run.build_update(AnalysisStage.DESCRIBING, done, 2 * total)),
        )

    async def _list_closed_parts(self, run: AnalysisRun) -> list[tuple[float, float]]:
        assert run.analysis is not None
        camera_id = run.video["camera_id"]
        hours = () if camera_id is None else await self.load_hours(run.context.principal, camera_id)
        [times] = await self.videos.get_by_ids(run.context.principal, [run.video_id], _HOUR_COLUMNS)
        if times is None:
            raise NotFound
        jumps = run.analysis.clock.list_jumps()
        length = run.analysis.duration_seconds
        return list_closed_parts(hours, times["recorded_at"], times["timezone"], jumps, length)


def add_told_rows(run: AnalysisRun) -> None:
    """Add to the detector's rows the events that looks told, and to its own events what looks say about them."""
    if not run.looks:
        return
    detected = list(run.rows)
    for look in run.looks:
        told = describe_look(look)
        for row in detected if told else ():
            if is_about(look, EventType(row["type"]), row["start_seconds"]):
                row["attributes"] = {**row.get("attributes", {}), "look": told}
        if look.report is not None:
            run.pictures.update(look.report.pictures)
    run.rows += list_told_rows(run.looks, detected)


@dataclass(frozen=True, slots=True)
class FillIn:
    """Looks at what an earlier analysis left out, without detecting anything again.

    The video keeps its events meanwhile, and afterwards has more. looking: None: no model looks any more.
    """

    videos: VideoReader
    models: Embedder
    looking: Looking | None

    @staticmethod
    def is_meant(job: Job) -> bool:
        """Whether an analysis is only to fill in."""
        return FILL_IN_PAYLOAD.items() <= job.payload.items()

    async def run(self, context: JobContext, video_id: UUID) -> Done:
        """Raises NotFound where the video was deleted."""
        ready = ProgressUpdate(VideoStatus.READY, AnalysisStage.DONE, 100, progress_payload(0), _READY)
        if self.looking is None:
            await context.end(ready)
            return Done()
        [video] = await self.videos.get_by_ids(context.principal, [video_id], _FILL_IN_COLUMNS)
        if video is None:
            raise NotFound
        services = self.looking.services
        looks = await services.looks.list_of_video(context.principal, video_id, ANALYSIS_PIPELINE)
        looked = {look.segment for look in looks if look.report is not None}
        await context.report(_build_update(AnalysisStage.DESCRIBING, 0, {"status": VideoStatus.ANALYZING}))
        footage = LookedAtFootage(
            Original.from_row(video), video["camera_id"], video["frame_rate"] or 0.0, clock_from_row(video)
        )
        step = LookStep(services, footage, ANALYSIS_PIPELINE)
        looks = await step.run(
            context,
            looks,
            lambda done, total: context.report_soon(_build_update(AnalysisStage.DESCRIBING, 90 * done // total)),
        )
        detected = await self.looking.store.list_detected(context.principal, video_id)
        rows = list_told_rows(looks, detected)
        by_tracks = [kind for kind in video["examined"] if kind in SETTING_TYPES]
        await context.report(_build_update(AnalysisStage.EMBEDDING, 90))
        embeddings = await embed_rows(
            self.models, Place.of_video(video, video["jumps"]).add_to(rows), lambda _done, _total: None
        )
        filled_in = _collect(looks, rows, embeddings)
        usage = measure_usage(embeddings, [look for look in looks if look.segment not in looked])
        ready = replace(
            ready, columns={**_READY, **sum_up(looks, by_tracks)}, payload=progress_payload(len(detected) + len(rows))
        )
        store = self.looking.store
        await context.finish(
            lambda: store.store_filled_in(
                context.claim, filled_in, ready, JobResult(usage=usage.model_dump(mode="json"))
            )
        )
        return Done()


_READY: Mapping[str, Any] = {"status": VideoStatus.READY, "failure_code": None, "failure_values": None}


def _build_update(stage: AnalysisStage, percent: int, columns: Mapping[str, Any] | None = None) -> ProgressUpdate:
    return ProgressUpdate(VideoStatus.ANALYZING, stage, percent, progress_payload(0), columns or {})


def _collect(looks: Sequence[Look], rows: Sequence[Mapping[str, Any]], embeddings: Embeddings | None) -> FilledIn:
    attributes = [
        (look.segment.triggers, look.segment.start, look.segment.end, {"look": told})
        for look in looks
        if (told := describe_look(look)) is not None
    ]
    pictures = {key: etag for look in looks if look.report is not None for key, etag in look.report.pictures.items()}
    return FilledIn(rows, embeddings, attributes, pictures)
