"""What every step of an upload needs: its caller, its limits, and the datasources."""

from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from domain.fairness.pools import DisconnectWaiter
from domain.uploads.parts import PartLayout
from domain.uploads.ports import Connection, QuotaMeter, UploadData, UploadLimits
from domain.videos.deletion import Remover
from models.access.audit import AuditTarget
from models.access.principal import Principal
from models.errors import NotFound, Unavailable, UserMistake
from models.footage.uploads import UploadTerms
from models.mistakes import about_field
from models.rows.video import VideoRow

# The path of an input's field, for errors about it.
Field = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class UploadScope:
    """One caller's request about uploads.

    charge_analysis: counts an analysis against the organization's day, inside a transaction; raises QuotaExceeded about
    the given field. wait_for_disconnect: see domain.fairness.pools.
    """

    principal: Principal
    request_id: str
    data: UploadData
    limits: UploadLimits
    quota_meter: QuotaMeter
    charge_analysis: Callable[[Connection, Field], Awaitable[None]]
    clock: Callable[[], datetime]
    wait_for_disconnect: DisconnectWaiter | None = None

    async def write_audit(
        self, connection: Connection, action: str, video_id: UUID, details: Mapping[str, object] | None = None
    ) -> None:
        """Note in the audit log, in the transaction of the act, what the caller did to a video."""
        target = AuditTarget("VIDEO", video_id)
        await self.data.audit.write(connection, self.principal, action, target, details or {}, self.request_id)

    def read_terms(self, token: str, field: Field) -> UploadTerms:
        """What a token carries. Raises InvalidInput for an invalid one, NotFound for another organization's."""
        with about_field(*field):
            terms = self.data.upload_tokens.read(token)
        if terms.organization != self.principal.organization:
            raise NotFound(field=field)
        return terms

    async def load_video(self, video_id: UUID, columns: frozenset[str], field: Field) -> VideoRow:
        """The video of an upload. Raises NotFound where it was deleted."""
        [row] = await self.data.videos.get_by_ids(self.principal, [video_id], columns)
        if row is None:
            raise NotFound(field=field)
        return row

    async def remove_unconfirmed(self, video_id: UUID, action: str) -> None:
        """Remove an upload that was not confirmed, and note it as `action`. Raises NotFound, WrongState."""

        async def write_audit(connection: Connection, counted: Mapping[str, int]) -> None:
            await self.write_audit(connection, action, video_id, counted)

        # After that time no URL can bring an object back, and every worker has noticed the removal.
        later = self.limits.upload_url_seconds + self.limits.job_lease_seconds
        remover = Remover(self.data.removals, self.data.objects, later)
        await remover.remove(self.principal, video_id, unconfirmed=True, write_audit=write_audit)
        self.data.outbox.nudge()

    async def discard_upload(self, video_id: UUID) -> None:
        """Remove an upload that cannot become a video. The sweep removes later what cannot be reached now."""
        with suppress(UserMistake, Unavailable):
            await self.remove_unconfirmed(video_id, "discardUpload")


def plan_parts(terms: UploadTerms) -> PartLayout | None:
    """The parts of an upload; None where it is sent in one request."""
    return None if terms.part_size_bytes is None else PartLayout(terms.size_bytes, terms.part_size_bytes)
