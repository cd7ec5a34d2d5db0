"""The job that makes a video of an object in the inbox.

It may be killed at any moment and run again, also by two workers at once: one video comes of an object, and the object
is deleted (where that is wanted) only after the video is stored.
"""

import logging
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

from domain.inbox.commit import CommitResult, ImportCommit, PreparedImport
from domain.inbox.footage import CameraFinder
from domain.inbox.intake import Intake, parse_import, to_new_object
from domain.inbox.path import ForeignKey, InboxKey
from domain.inbox.ports import InboxData
from domain.inbox.transfer import Copy, SourceReplaced, Transfer, TransferLimits, check_object
from domain.jobs.context import JobContext
from domain.jobs.outcomes import Done
from domain.uploads.inspection import FileInspection, FileInspector
from domain.videos.deletion import delete_objects
from models.access.principal import Principal
from models.enums import VideoStatus
from models.errors import (
    NotFound,
    QuotaExceeded,
    Unavailable,
    UserMistake,
    WatchgraphError,
    WrongState,
)
from models.footage.inbox import InboxObject, InboxState
from models.footage.originals import ObjectRef
from models.footage.stored_objects import ObjectHead
from models.jobs import ProgressUpdate

_log = logging.getLogger(__name__)
_IMPORTED = frozenset({InboxState.STORED, InboxState.DUPLICATE})
_NOT_YET_A_VIDEO = frozenset({VideoStatus.UPLOADING, VideoStatus.FAILED})


@dataclass(frozen=True, slots=True)
class ImportSettings:
    """delete_imported: delete objects once they are stored. max_attempts: of a job."""

    delete_imported: bool = False
    max_attempts: int = 5
    limits: TransferLimits = field(default_factory=TransferLimits)


class ImportJobHandler:
    def __init__(
        self,
        data: InboxData,
        intake: Intake,
        cameras: CameraFinder,
        inspector: FileInspector,
        commit: ImportCommit,
        settings: ImportSettings,
    ) -> None:
        self._data = data
        self._intake = intake
        self._cameras = cameras
        self._inspector = inspector
        self._commit = commit
        self._settings = settings
        self._transfer = Transfer(data, settings.limits)

    async def run(self, context: JobContext) -> Done:
        principal, id_ = context.principal, context.claim.job.parse_payload(parse_import)
        row = await self._data.inbox.get(principal, id_)
        if row is not None and row.state is InboxState.WAITING:
            await self._try_import(context, row)
            row = await self._data.inbox.get(principal, id_)
        if row is not None and row.state in _IMPORTED and self._settings.delete_imported:
            deleted = await self._data.objects.delete_if_same("storage", row.source)
            _log.info("The object of the inbox is deleted" if deleted else "The inbox holds another object by now")
        await context.end(ProgressUpdate("DONE", "DONE", 100))
        self._data.outbox.nudge()
        return Done()

    async def _try_import(self, context: JobContext, row: InboxObject) -> None:
        try:
            await self._import(context, row)
        except QuotaExceeded:
            # It waits, and nobody is told of a failure.
            raise
        except WatchgraphError as error:
            is_final = isinstance(error, UserMistake)
            if is_final or context.claim.job.attempt >= self._settings.max_attempts:
                await self._fail_video(context.principal, row, error)
            if not is_final or "key" in error.values:
                raise
            # An operator needs to know of which object.
            raise WrongState(
                "INBOX_OBJECT_REFUSED", key=row.source.key, reason_code=error.code, reason_values=dict(error.values)
            ) from None

    async def _import(self, context: JobContext, row: InboxObject) -> None:
        """Raises UserMistake where no video can come of the object."""
        principal, copy = context.principal, None
        try:
            key = self._intake.rules.read_key(row.source.key)
            head = await self._transfer.look(row.source)
            content_type = check_object(key, head)
            await self._check_target(principal, row, key)
            copy = await self._transfer.copy(principal, row, head, content_type)
            done = PreparedImport(key, content_type, copy.pinned, copy.in_parts, await self._inspect(row, copy))
            await self._clean_up(principal, row, copy, await self._commit.run(principal, row.id, done))
        except SourceReplaced as replaced:
            await self._follow_replacement(principal, row, replaced.head)
        except ForeignKey as problem:
            # The setting AWS_INGEST_ORGANIZATION was changed since.
            raise WrongState("INBOX_KEY_FOREIGN", key=row.source.key, problem=str(problem)) from None
        except UserMistake as mistake:
            # A copy in parts took long, and is the same when there is room for it.
            if not (isinstance(mistake, QuotaExceeded) and copy is not None and copy.in_parts):
                await self._transfer.discard(principal, row, copy)
            raise

    async def _check_target(self, principal: Principal, row: InboxObject, key: InboxKey) -> None:
        """Raise, before anything is copied, what would keep the video from being stored: its camera, time, a quota."""
        path = key.parse()
        if not row.requested:
            if path is None:
                raise WrongState("INBOX_KEY_FOREIGN", key=row.source.key, problem=self._intake.rules.describe())
            await self._cameras.check(principal, path)
        await self._commit.check_quota(principal, row.size_bytes)

    async def _inspect(self, row: InboxObject, copy: Copy) -> FileInspection:
        try:
            source = await self._data.objects.open_ranged("storage", copy.pinned.source)
            return await self._inspector(source, row.organization)
        except (NotFound, WrongState):
            # Another attempt has discarded the copy.
            raise Unavailable(service="S3") from None

    async def _clean_up(self, principal: Principal, row: InboxObject, copy: Copy, result: CommitResult) -> None:
        if result is CommitResult.STORED:
            await self._note_footage(principal, row.video_id)
        elif result is CommitResult.LATE:
            await self._transfer.discard(principal, row, copy)
        elif result is CommitResult.NEEDLESS:
            await delete_objects(self._data.objects, row.organization, row.video_id)

    async def _note_footage(self, principal: Principal, video_id: UUID) -> None:
        """Note at the camera that it was recording. The workers' schedule does what cannot be done now."""
        with suppress(Unavailable):
            [video] = await self._data.videos.get_by_ids(principal, [video_id], ("camera_id",))
            if video is not None and video["camera_id"] is not None:
                await self._data.camera_footage.refresh_last_footage(principal, [video["camera_id"]])

    async def _follow_replacement(self, principal: Principal, row: InboxObject, head: ObjectHead) -> None:
        """Import what is at the key now, in the place of what was there."""
        _log.warning("An object of the inbox was replaced before it was imported; the new one is imported")
        await self._transfer.discard(principal, row, None)
        source = ObjectRef(row.source.key, head.etag, head.version)
        if row.requested:
            await self._data.inbox.update(principal, row.id, state=InboxState.REPLACED.value)
            await self._fail_video(principal, row, WrongState("INBOX_OBJECT_REPLACED", key=row.source.key))
            return
        key = self._intake.rules.read_key(row.source.key)
        await self._intake.register([to_new_object(key, source, head.size_bytes)])
        await self._data.inbox.update(principal, row.id, state=InboxState.REPLACED.value)

    async def _fail_video(self, principal: Principal, row: InboxObject, error: WatchgraphError) -> None:
        """Show the reason at the video that importVideo made, if it is there."""
        if not row.requested:
            return
        async with self._data.postgres.transaction(principal) as connection:
            await self._data.videos.update_in(
                connection,
                row.video_id,
                unless=[status for status in VideoStatus if status not in _NOT_YET_A_VIDEO],
                status=VideoStatus.FAILED.value,
                failure_code=error.code,
                failure_values={name: str(value) for name, value in error.values.items()},
            )
