"""What a package is made of and noted in: protocols that the classes of `datasources` fit."""

from collections.abc import Sequence
from typing import Protocol
from uuid import UUID

from models.access.principal import Principal
from models.asking.answers import Coverage
from models.evidence.packages import StoredPackage
from models.filters import EventFilter
from models.jobs import Claim
from models.rows.event import EventRow
from models.rows.evidence import EvidencePackageRow
from models.rows.prompt import QuestionRow
from models.rows.video import VideoRow


class PackageStore(Protocol):
    async def get_by_ids(self, principal: Principal, ids: Sequence[UUID], /) -> Sequence[EvidencePackageRow | None]: ...

    async def begin(self, claim: Claim, package_id: UUID, object_key: str, upload_id: str, /) -> None: ...

    async def complete(self, claim: Claim, package_id: UUID, made: StoredPackage, /) -> None: ...


class EvidenceReads(Protocol):
    """What a package shows, as it is when the package is made."""

    async def load_videos(
        self, principal: Principal, ids: Sequence[UUID], columns: Sequence[str], /
    ) -> Sequence[VideoRow | None]: ...

    async def load_events(
        self, principal: Principal, ids: Sequence[UUID], columns: Sequence[str], /
    ) -> Sequence[EventRow | None]: ...

    async def load_track_events(
        self, principal: Principal, video_id: UUID, tracks: Sequence[str], /
    ) -> Sequence[EventRow]:
        """The events of these people in a video, with their boxes."""
        ...

    async def load_question(
        self, principal: Principal, history_id: UUID, columns: Sequence[str], /
    ) -> QuestionRow | None: ...

    async def measure_coverage(self, principal: Principal, wanted: EventFilter, /) -> Coverage: ...
