"""EVIDENCE jobs: make a package and send it to the highlights bucket while it is made.

A package that was begun and not completed is made again from its beginning, under a key of its own: a worker that was
taken for dead, and goes on, writes beside it and never into it.
"""

import asyncio
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from secrets import token_hex
from typing import Any
from uuid import UUID

from domain.chat.frames import clock_from_row
from domain.evidence.archive_writer import ArchiveWriter
from domain.evidence.contents import (
    EVENT_COLUMNS,
    QUESTION_COLUMNS,
    VIDEO_COLUMNS,
    PackagedClip,
    describe_clip,
    describe_event,
    describe_footage,
    describe_question,
    write_csv,
)
from domain.evidence.cutting import CutOptions, CutPart
from domain.evidence.jobs import EVIDENCE_PIPELINE
from domain.evidence.page import PageContent, render_page
from domain.evidence.redaction import describe_redaction, find_moments
from domain.evidence.selection import find_obstacle
from domain.evidence.services import EvidenceServices
from domain.evidence.upload import CONTENT_TYPE, PackageUpload, package_folder
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from evidence.statement import encode, key_id
from models.asking.answers import Coverage
from models.errors import NotFound, Unavailable, UnusableMedia, UserMistake, WatchgraphError, WrongState
from models.evidence.order import EvidenceOrder, FootagePart
from models.evidence.packages import StoredPackage
from models.filters import EventFilter
from models.footage.originals import Original
from models.jobs import ProgressUpdate
from models.rows.event import EventRow
from models.rows.evidence import EvidencePackageRow
from models.rows.video import VideoRow
from vision.redaction.boxes import Seen

_STAGE = "BUILDING"


class EvidenceJobHandler:
    """Runs EVIDENCE jobs. Their payload is the id of a package."""

    def __init__(self, services: EvidenceServices) -> None:
        self._services = services

    async def run(self, context: JobContext) -> Done:
        """Make the package. Raises WrongState where there is no key, and where nothing of the footage is left."""
        services, principal = self._services, context.principal
        package_id = context.claim.job.parse_payload(lambda payload: UUID(payload["package_id"]))
        [row] = await services.packages.get_by_ids(principal, [package_id])
        if row is None:
            raise NotFound
        if services.keys.signing is None:
            raise WrongState("EVIDENCE_KEY_MISSING")
        folder = package_folder(principal.organization, package_id)
        # What an earlier attempt left.
        await services.storage.abort_multiparts("highlights", folder)
        await services.storage.delete_prefix("highlights", folder)
        key = f"{folder}{token_hex(8)}.zip"
        upload_id = await services.storage.begin_multipart("highlights", key, CONTENT_TYPE, part_checksums=True)
        try:
            await services.packages.begin(context.claim, package_id, key, upload_id)
            upload = PackageUpload(services.storage, key, upload_id)
            writer = ArchiveWriter(upload)
            with tempfile.TemporaryDirectory(prefix="evidence-", dir=services.scratch) as scratch:
                signed_by = await _PackageBuild(services, context, row, Path(scratch)).write(writer)
            # A claim that was lost must not make an object that nobody knows.
            await context.check_lease()
            stored = await upload.complete()
        except BaseException:
            with suppress(Unavailable):
                await asyncio.shield(services.storage.abort_multipart("highlights", key, upload_id))
            raise
        made = StoredPackage(stored, writer.size, writer.sha256, signed_by)
        await context.finish(lambda: services.packages.complete(context.claim, package_id, made))
        return Done()


class _PackageBuild:
    """One attempt at a package."""

    def __init__(self, services: EvidenceServices, context: JobContext, row: EvidencePackageRow, scratch: Path) -> None:
        self._services = services
        self._context = context
        self._principal = context.principal
        self._row = row
        self._order = context.claim.job.parse_payload(lambda _: EvidenceOrder.from_json(row["ordered"]))
        self._scratch = scratch
        self._seconds_done = 0.0
        self._stills = 0

    async def write(self, writer: ArchiveWriter) -> str:
        """Write the whole package; the id of the key that signed it."""
        videos = await self._load_videos()
        events = await self._load_events()
        question = await self._load_question()
        clips = [await self._write_clip(writer, number, part, videos, events) for number, part in self._number_parts()]
        if clips and question is None and not any(clip.file for clip in clips):
            raise _explain_emptiness(clips)
        about = self._describe_package(clips)
        content = PageContent(
            about,
            [describe_footage(video, await self._measure(video)) for video in videos.values()],
            [describe_clip(clip, videos.get(clip.part.video_id)) for clip in clips],
            [describe_event(event, videos.get(event["video_id"]), clips) for event in events],
            question,
        )
        await self._write_documents(writer, content)
        return await writer.finish(about, self._services.keys, self._services.stamper)

    def _number_parts(self) -> list[tuple[int, FootagePart]]:
        return list(enumerate(self._order.parts, start=1))

    async def _load_videos(self) -> dict[UUID, VideoRow]:
        ids = self._order.video_ids
        rows = await self._services.reads.load_videos(self._principal, ids, VIDEO_COLUMNS) if ids else []
        return {row["id"]: row for row in rows if row is not None}

    async def _load_events(self) -> list[EventRow]:
        """The events by video and position: by their times, those of a clock that went back would be mixed."""
        ids = self._order.event_ids
        rows = await self._services.reads.load_events(self._principal, ids, EVENT_COLUMNS) if ids else []
        places = {video: place for place, video in enumerate(self._order.video_ids)}
        found = [row for row in rows if row is not None]
        last = len(places)
        return sorted(found, key=lambda row: (places.get(row["video_id"], last), row["start_seconds"], row["id"]))

    async def _load_question(self) -> Mapping[str, Any] | None:
        if self._order.history_id is None:
            return None
        row = await self._services.reads.load_question(self._principal, self._order.history_id, QUESTION_COLUMNS)
        models = [{"purpose": purpose, "modelId": model} for purpose, model in self._services.models]
        return None if row is None else describe_question(row, models)

    async def _measure(self, video: VideoRow) -> Coverage:
        return await self._services.reads.measure_coverage(self._principal, EventFilter(video_ids=[video["id"]]))

    async def _write_clip(
        self,
        writer: ArchiveWriter,
        number: int,
        part: FootagePart,
        videos: Mapping[UUID, VideoRow],
        events: Sequence[EventRow],
    ) -> PackagedClip:
        """Cut a part and write it with its stills; what keeps it from being cut is said instead."""
        video = videos.get(part.video_id)
        obstacle = WrongState("FOOTAGE_DELETED") if video is None else find_obstacle(video)
        if video is None or obstacle is not None:
            assert obstacle is not None
            return PackagedClip(part, missing=_to_reason(obstacle))
        moments = [event["start_seconds"] for event in events if event["video_id"] == part.video_id]
        file = self._scratch / f"{number}.mp4"
        try:
            cut = await self._cut(video, part, file, moments)
        except UnusableMedia as problem:
            return PackagedClip(part, missing=_to_reason(problem))
        self._report(part)
        try:
            return await self._pack(writer, number, part, cut)
        finally:
            file.unlink(missing_ok=True)

    async def _cut(self, video: VideoRow, part: FootagePart, file: Path, moments: Sequence[float]) -> CutPart:
        options = CutOptions(
            clock_from_row(video),
            moments,
            self._services.sound,
            self._context.stopped,
            str(self._context.claim.job.id),
            await self._list_named(video) if self._order.redact else None,
        )
        return await self._services.scissors.cut(self._principal, Original.from_row({**video}), part, file, options)

    async def _list_named(self, video: VideoRow) -> list[Seen]:
        """Where those who are not blurred are at the moments of their events, in the order of time."""
        tracks = self._order.except_track_ids
        events = await self._services.reads.load_track_events(self._principal, video["id"], tracks) if tracks else []
        return sorted(find_moments(events, video["frame_rate"]), key=lambda seen: seen.seconds)

    async def _pack(self, writer: ArchiveWriter, number: int, part: FootagePart, cut: CutPart) -> PackagedClip:
        name = f"clips/{number:03d}.mp4"
        sha256 = await writer.add_file(name, cut.file)
        stills: list[tuple[str, float]] = []
        for still in cut.stills:
            self._stills += 1
            stills.append((f"stills/{self._stills:04d}.jpg", round(cut.result.start_seconds + still.seconds, 3)))
            await writer.add(stills[-1][0], still.jpeg)
        return PackagedClip(
            part,
            name,
            cut.result.start_seconds,
            cut.result.end_seconds,
            sha256,
            cut.result.encoded,
            cut.result.reasons,
            cut.result.omitted,
            stills,
            redaction=None if cut.redaction is None else describe_redaction(cut.redaction),
        )

    async def _write_documents(self, writer: ArchiveWriter, content: PageContent) -> None:
        await writer.add("package.json", encode({**content.about, "clips": list(content.clips)}))
        await writer.add("footage.json", encode(list(content.footage)))
        await writer.add("events.json", encode(list(content.events)))
        await writer.add("events.csv", write_csv(content.events, self._order.language))
        if content.question is not None:
            await writer.add("question.json", encode(dict(content.question)))
        await writer.add("index.html", render_page(content, self._order.language))

    def _describe_package(self, clips: Sequence[PackagedClip]) -> dict[str, Any]:
        public = self._services.keys.public_key
        assert public is not None
        return {
            "packageId": str(self._row["id"]),
            "organization": self._row["organization"],
            "orderedBy": self._row["user_id"],
            "orderedAt": self._row["created_at"].isoformat(timespec="seconds"),
            "createdAt": datetime.now(UTC).isoformat(timespec="seconds"),
            "language": self._order.language.value,
            "redacted": self._order.redact,
            "exceptTrackIds": list(self._order.except_track_ids),
            "redactions": [{"file": clip.file, **clip.redaction} for clip in clips if clip.redaction],
            "pipeline": EVIDENCE_PIPELINE,
            "keyId": key_id(public),
        }

    def _report(self, part: FootagePart) -> None:
        self._seconds_done += part.seconds
        percent = min(95, int(95 * self._seconds_done / max(self._order.seconds, 1e-3)))
        self._context.report_soon(ProgressUpdate("RUNNING", _STAGE, percent))


def _to_reason(error: WatchgraphError) -> dict[str, Any]:
    """Why a part has no clip: a code and its values, to be shown in either language."""
    return {"code": error.code, "values": {name: str(value) for name, value in error.values.items()}}


def _explain_emptiness(clips: Sequence[PackagedClip]) -> UserMistake:
    """Why no clip could be made."""
    first = clips[0].missing or {}
    if first.get("code") == "FOOTAGE_DELETED":
        return WrongState("EVIDENCE_FOOTAGE_GONE")
    return UnusableMedia(str(first.get("code")), **first.get("values", {}))
